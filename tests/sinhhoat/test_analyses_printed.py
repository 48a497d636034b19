"""An analysis on a terminal: names, numbers, changes and questions, whatever units are called."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rich.console import Console

from contracts.analyses import Analysis, LineOfAnalysis, PeriodOfLine, Words
from contracts.reporting import EvidenceItem, Figure, ReportHead
from sinhhoat.analyses import HEADINGS, QUESTIONS, tables

HEAD = ReportHead(
    keeper="hoc-mon",
    quarter="2019-Q1",
    unit_code="HU",
    unit_name="Huyện ủy",
    as_of=date(2019, 3, 31),
    simulated=True,
    known={},
    known_at=None,
    parked=0,
)
SHARE = Figure(
    key="in_time", name_vi="Đúng hạn", name_en="In time", measure="ratio", numerator=7, denominator=8, percent=87.5
)
ITEM = EvidenceItem(
    feed="hoc-mon.meetings",
    position=12,
    contract="meetings.MeetingHeld.v1",
    aggregate_id="7c0f3e0a-5d55-4f6c-9a34-1b9a2f6f7a10",
    unit_code="A1",
    unit_name="Chi bộ [A1]",
    day=date(2019, 1, 3),
    recorded_at=datetime(2019, 1, 4, tzinfo=UTC),
    actor="x",
    numerator=1,
    denominator=1,
)


def printed(items: list[EvidenceItem]) -> str:
    line = LineOfAnalysis(
        key="meetings@A",
        name=Words(vi="Biên bản", en="Records"),
        unit_code="A",
        unit_name="Đảng bộ [bold]A",
        question=Words(vi="Vì sao?", en="Why?"),
        periods=[
            PeriodOfLine(quarter="2019-Q1", figures=[SHARE], change=12.5, events=8),
            PeriodOfLine(quarter="2018-Q4", figures=[], too_few=True),
        ],
    )
    answer = Analysis(head=HEAD, policy_version="ours-1", policy={}, lines=[line], items=items, total=1)
    console = Console(width=200, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(*tables(answer, "timeliness"), sep="\n")
    return captured.get()


def test_a_line_shows_its_numbers_its_change_and_its_question() -> None:
    words = printed([])

    for wanted in (
        "A Đảng bộ [bold]A",
        "Biên bản",
        "7/8 (87,5%)",
        "+12,5",
        "chưa đủ / too few",
        "Vì sao?",
        "ours-1",
        "SIMULATED",
    ):
        assert wanted in words


def test_the_events_of_a_line_stand_below_it_with_feed_and_position() -> None:
    words = printed([ITEM])

    for wanted in ("hoc-mon.meetings:12", "A1 Chi bộ [A1]", "MeetingHeld", "03/01/2019"):
        assert wanted in words


def test_every_analysis_has_a_heading() -> None:
    assert QUESTIONS.keys() == HEADINGS.keys()
