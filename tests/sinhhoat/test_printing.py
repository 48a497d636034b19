"""Tables keep whole what must not be cut: also where no terminal says how wide it is."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from rich.console import Console

from contracts.reporting import Evidence, EvidenceItem, QuarterReport, ReportHead, UnitCounts
from services.reporting.catalogue import PARTS, QUARTER
from sinhhoat.printing import evidence_table, quarter_table, table_of
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


HEAD = ReportHead(
    keeper="k",
    quarter="2019-Q1",
    unit_code="HU",
    unit_name="Huyện ủy",
    as_of=date(2019, 3, 31),
    simulated=True,
    known={},
    known_at=None,
    parked=0,
)


def test_evidence_tells_of_each_event_when_it_was_recorded_where_it_stands_and_by_whom() -> None:
    item = EvidenceItem(
        feed="hoc-mon.meetings",
        position=2620,
        contract="meetings.MeetingHeld.v1",
        aggregate_id=uuid4(),
        unit_code="CB-012",
        unit_name="Chi bộ 12",
        day=date(2019, 2, 3),
        recorded_at=datetime(2019, 2, 5, 3, 4, tzinfo=UTC),
        actor=str(uuid4()),
        numerator=1,
        denominator=1,
    )
    stranger = item.model_copy(update={"position": 2621, "actor": str(uuid4())})
    evidence = Evidence(head=HEAD, figure=QUARTER[0].figure(2, 2), items=[item, stranger], total=7)

    table = evidence_table(evidence, 50, {item.actor: "BT-012"})

    known, unknown = zip(*(column.cells for column in table.columns), strict=True)
    assert {"03/02/2019", "CB-012 Chi bộ 12", "hoc-mon.meetings:2620", "05/02/2019 10:04", "BT-012"} <= set(known)
    assert unknown[-1] == stranger.actor
    assert table.caption == "2 / 7 sự kiện / events"


def test_every_part_of_the_quarter_stands_under_its_heading() -> None:
    report = QuarterReport(
        head=HEAD,
        members=0,
        units=UnitCounts(grassroots_committees=0, grassroots_cells=0, subordinate_cells=0),
        observers=0,
        assignments=0,
        figures=[definition.figure(0, 0) for definition in QUARTER],
        coverage=[],
        visited_coverage=[],
        visits_by_observer=[],
    )

    words = list(quarter_table(report).columns[0].cells)

    below = [line for vi, _, definitions in PARTS for line in (vi, *(one.name_vi for one in definitions))]
    assert words[-len(below) :] == below
