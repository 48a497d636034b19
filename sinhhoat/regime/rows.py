"""The rows of the regime by their ids, their scenario files, and the rows that have none yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sinhhoat.regime.scenario import Scenario, read_scenario

SCENARIOS = Path(__file__).parents[2] / "examples" / "regime"

TO_COME: frozenset[str] = frozenset()
"""Rows without a scenario yet. A test counts them: the list only shrinks, and is to be empty."""


@dataclass(frozen=True)
class Row:
    """One process of the regime as the source documents describe it, and who keeps its facts."""

    vi: str
    en: str
    service: str


ROWS: Mapping[str, Row] = {
    name: Row(*words) for name, words in json.loads(Path(__file__).with_name("rows.json").read_text("utf-8")).items()
}


def scenarios(folder: Path) -> list[Scenario]:
    """Every scenario of a folder, by row."""
    return [read_scenario(path) for path in sorted(folder.glob("F*.json"))]
