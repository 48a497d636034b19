"""What the command that restates a report tells of its cause: what the report's own readers may know of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contracts.findings import VisitFindingsWithdrawn
from contracts.meetings import MeetingHeld
from contracts.message import Event
from contracts.quarterly_reports import RestatementCause
from services.reporting.reactions.causes import Move, Revision
from services.reporting.reactions.restatement import restatement
from services.reporting.read_models.kin import Kin
from services.reporting.read_models.revisions import ClosedReport
from services.reporting.read_models.touched import Touch
from tests.reporting.history import BEGINNING, an_id

KNOWN = {"registry": 1, "meetings": 1, "assignments": 1, "ratings": 1}
KIN = Kin(frozenset({an_id("A"), an_id("A1")}), frozenset({an_id("HU")}))
WHY = an_id("why")


def told(service: str, event: type[Event], position: int, reason: UUID | None = None) -> Touch:
    """An event of one file about A1, recorded so many minutes after the beginning as its position is."""
    at = BEGINNING + timedelta(minutes=position)
    return Touch(service, position, "file", at, event.contract(), "somebody", reason, an_id("A1"))


def cause_of(*touches: Touch) -> RestatementCause:
    closed = {f"hoc-mon.{service}": position for service, position in KNOWN.items()}
    report = ClosedReport(an_id("report"), an_id("A"), "A", "2019-Q1", 1, closed, BEGINNING, frozenset())
    revision = Revision("file", KNOWN, {**KNOWN, "meetings": 9}, (Move("visits", (0, 0), (1, 0)),), touches)
    command, _ = restatement("hoc-mon", report, revision, KIN, 2)
    return command.cause


def test_a_cause_says_nothing_of_its_events_for_the_board_where_it_has_others() -> None:
    cause = cause_of(told("assignments", VisitFindingsWithdrawn, 2, WHY), told("meetings", MeetingHeld, 3))

    assert (cause.feed, cause.position, cause.events, cause.reason) == ("hoc-mon.meetings", 3, 1, None)


def test_when_a_cause_was_complete_is_told_by_what_all_may_know() -> None:
    cause = cause_of(told("meetings", MeetingHeld, 3), told("assignments", VisitFindingsWithdrawn, 4, WHY))

    assert (cause.recorded_at, cause.reason) == (BEGINNING + timedelta(minutes=3), None)


def test_a_cause_that_has_no_others_is_told_by_those() -> None:
    cause = cause_of(told("assignments", VisitFindingsWithdrawn, 2, WHY))

    assert (cause.contract, cause.events, cause.reason) == (VisitFindingsWithdrawn.contract(), 1, WHY)
