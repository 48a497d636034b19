"""How `report` prints an answer: as JSON with its hash, or as tables with what has to be said beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType

from contracts.reporting import ReportHead
from sinhhoat import printing
from sinhhoat.content import with_hash
from sinhhoat.terminal import console


def print_json(answer: Mapping[str, Any]) -> None:
    """One line, with the hash of what the answer says."""
    print(json.dumps(with_hash(answer), ensure_ascii=False))


def print_tables(head: ReportHead, *tables: RenderableType, then: bool) -> None:
    """Tables, then what has to be said of all figures and, where it was asked as known `then`, up to where it was."""
    out = console()
    out.print(*tables, *printing.remarks(head), sep="\n")
    if then:
        out.print(printing.as_known(head))
