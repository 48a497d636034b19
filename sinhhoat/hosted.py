"""Which keepers a data directory was made for, so that `up` need not be told 127 of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sinhhoat.node import Kind

FILE = "keepers.json"


class Hosted(NamedTuple):
    """The keepers, and whether their stores are simulated."""

    keepers: tuple[str, ...]
    kind: Kind


def remember(directory: Path, keepers: Sequence[str], kind: Kind) -> None:
    """Write them down in the data directory."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps({"keepers": list(keepers), "kind": kind}, indent=1)
    (directory / FILE).write_text(f"{text}\n", encoding="utf-8")


def remembered(directory: Path) -> Hosted | None:
    """What was written down there, or None."""
    try:
        told = json.loads((directory / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Hosted(tuple(told["keepers"]), told["kind"])
