"""Tables keep whole what must not be cut: also where no terminal says how wide it is."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from rich.console import Console

from sinhhoat.printing import table_of
from sinhhoat.terminal import WIDTH_OF_A_FILE, console


@pytest.mark.parametrize("width", [160, 80, 40])
def test_an_id_is_folded_and_never_cut_off(width: int) -> None:
    wanted, out = str(uuid4()), io.StringIO()
    table = table_of("Hồ sơ / Aggregate", "Vị trí / Position", "Sự kiện / Event")
    table.add_row(wanted, "hoc-mon.assignments:1525", "assignments.QuarterlyObserverReportSubmitted.v1")
    Console(file=out, width=width).print(table)

    written = "".join(line.split("│")[1].strip() for line in out.getvalue().splitlines() if line.startswith("│"))
    assert wanted in written
    assert "…" not in out.getvalue()


def test_a_file_is_wide_enough_for_the_widest_table(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("x" * (WIDTH_OF_A_FILE - 1))

    assert capsys.readouterr().out == "x" * (WIDTH_OF_A_FILE - 1) + "\n"
