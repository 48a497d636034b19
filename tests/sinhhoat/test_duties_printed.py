"""Duties and warnings on a terminal: what somebody called his unit is words, and nothing else."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

from rich.console import Console

from contracts.reporting import ReportHead
from contracts.warnings import WarningKind, WarningLine, WarningList
from sinhhoat.duties import warning_tables


def test_the_name_of_a_unit_is_no_markup() -> None:
    kind = WarningKind(warning="w", name_vi="a", name_en="b", source="s", policy_version="1", at_least=1, found=1)
    line = WarningLine(warning="w", unit_code="A1", unit_name="Chi bộ [/x] 1", person_id=None, number=1, signs=[])
    said: Any = {"unit_name": "A", "simulated": False}
    found = WarningList.model_construct(
        head=ReportHead.model_construct(**said), on=date(2019, 3, 31), kinds=[kind], lines=[line], total=1
    )
    out = StringIO()

    Console(file=out, width=160).print(*warning_tables(found))

    assert "Chi bộ [/x] 1" in out.getvalue()
