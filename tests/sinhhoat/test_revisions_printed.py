"""Revisions on a terminal: what moved because of which events, by whom and why, and how many more there are."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from uuid import UUID

from rich.console import Console
from rich.table import Table

from contracts.quarterly_reports import FigureMoved, ReportedFigure, RestatementCause
from contracts.restatements import CauseEvent, Restatement, Restatements, RevisionDiff, SignedRevision
from sinhhoat.revisions import Told, diff_tables, restatements_table

ACTOR, STRANGER = str(UUID(int=5)), str(UUID(int=6))
AT = datetime(2019, 5, 3, 1, tzinfo=UTC)
CAUSE = RestatementCause(
    cause_id=UUID(int=1),
    feed="hoc-mon.meetings",
    position=2620,
    contract="meetings.MeetingHeld.v1",
    events=2,
    actor=ACTOR,
    recorded_at=AT,
)


def printed(*tables: Table) -> str:
    console = Console(width=240, record=True, file=io.StringIO())
    for table in tables:
        console.print(table)
    return console.export_text()


def signed(revision: int, cause: RestatementCause | None = None) -> SignedRevision:
    return SignedRevision(
        revision=revision, made_on=date(2019, 5, 3), known={}, known_at=None, sha256="0" * 64, cause=cause
    )


def an_event(position: int, actor: str, reason: UUID, unit_code: str | None = None) -> CauseEvent:
    return CauseEvent(
        feed="hoc-mon.meetings",
        position=position,
        contract="meetings.MeetingHeld.v1",
        cause_id=CAUSE.cause_id,
        actor=actor,
        recorded_at=AT,
        unit_id=UUID(int=12),
        unit_code=unit_code,
        day=date(2019, 2, 3),
        reason=reason,
    )


def test_a_diff_says_by_whom_and_why_each_event_was_told() -> None:
    diff = RevisionDiff(
        keeper="hoc-mon",
        unit_code="HU",
        quarter="2019-Q1",
        simulated=True,
        old=signed(1),
        new=signed(2, CAUSE),
        figures=[],
        restatements=[signed(2, CAUSE)],
        events=[an_event(2620, ACTOR, UUID(int=8), "CB-012"), an_event(2621, STRANGER, UUID(int=9))],
        total=2,
    )

    text = printed(*diff_tables(diff, Told({ACTOR: "BT-012"}, {str(UUID(int=8)): "Ghi [/x] muộn"})))

    assert ACTOR not in text
    assert text.count("BT-012") == 2
    assert "Ghi [/x] muộn" in text
    assert STRANGER in text
    assert "CB-012" in text
    assert str(UUID(int=12)) in text
    assert str(UUID(int=9)) in text


def test_what_the_city_is_told_names_figures_event_actor_and_reason_and_how_many_more_there_are() -> None:
    moved = FigureMoved(
        key="visits",
        old=ReportedFigure(key="visits", numerator=3),
        new=ReportedFigure(key="visits", numerator=4),
    )
    one = Restatement(
        keeper="hoc-mon",
        unit_code="HU",
        quarter="2019-Q1",
        revision=2,
        restated_on=date(2019, 5, 3),
        recorded_at=AT,
        cause=CAUSE,
        diff=[moved],
    )

    why = RestatementCause(**{**CAUSE.model_dump(), "actor": STRANGER, "reason": UUID(int=8)})
    other = one.model_copy(update={"cause": why})
    told = Told({STRANGER: "BT-012"}, {str(UUID(int=8)): "Ghi [/x] muộn"})

    text = printed(restatements_table(Restatements(restatements=[one, other], total=1201), told))

    assert "visits 3 → 4" in text
    assert "meetings.MeetingHeld.v1 hoc-mon.meetings:2620 (2)" in text
    assert ACTOR in text
    assert STRANGER not in text
    assert "BT-012" in text
    assert "Ghi [/x] muộn" in text
    assert "2 / 1.201" in text
