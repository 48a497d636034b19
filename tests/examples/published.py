"""What stands in an example's published.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Published:
    """The printed and the derived figures of one source by their keys."""

    document: dict[str, Any]

    def figure(self, key: str) -> dict[str, Any]:
        figures: list[dict[str, Any]] = [*self.document["figures"], *self.document["derived"]]
        return next(figure for figure in figures if figure["key"] == key)

    def value(self, key: str) -> int:
        return int(self.figure(key)["value"])

    def ratio(self, key: str) -> tuple[int, int]:
        figure = self.figure(key)
        return figure["numerator"], figure["denominator"]


def load(name: str) -> Published:
    """The figures of one example."""
    return Published(json.loads((ROOT / name / "published.json").read_text(encoding="utf-8")))
