"""What is told of each thing that happens, and to whom."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.assignments import NoticeIssued, ObserverNotified, ObserverReleased, VisitMade, VisitPlanned
from contracts.message import BOARD, OPEN, SEALED
from services.assignments.domain import AGGREGATES, ENUMS, SEALED_AGGREGATES, VALUES
from services.assignments.domain.change import Change, MeetingChange
from services.assignments.domain.plan import PlannedDay
from services.assignments.publishing import to_contract, to_sealed_contract
from services.chassis.aggregate import Aggregate
from services.chassis.event_store import Codec
from services.chassis.event_store.codec import DomainEvent, nested_events
from tests.assignments.given import (
    ANOTHER,
    COMMITTEE,
    ISSUED_ON,
    MEETING,
    OBSERVER,
    QUARTER_CELL,
    REASON,
    a_directive,
    a_held_inspection,
    a_made_visit,
    a_pair,
    a_plan,
    a_structure,
    a_submitted_report,
    an_id,
    at,
    happened,
    issued,
    noted,
    submit,
)

MORNING = datetime(2019, 3, 3, 1, tzinfo=UTC)


def everything_open() -> list[DomainEvent]:
    notice, visit = issued(), a_made_visit()
    assignment_id = next(iter(notice.assignments))
    with at():
        notice.notify(assignment_id, MeetingChange(MEETING, Change.CANCELLED, MORNING, None, None))
        notice.replace(assignment_id, a_pair(person_id=ANOTHER, from_on=date(2019, 6, 30)), REASON, a_structure())
        notice.withdraw_release(assignment_id, REASON)
        notice.withdraw(REASON)
        visit.file(noted("một"))
        visit.correct(noted("hai"), REASON)
        visit.withdraw_findings(REASON)
        visit.withdraw(REASON)
    told = (*everything_documented(), notice, visit, *everything_reported())
    return [event for aggregate in told for event in happened(aggregate)]


def everything_documented() -> list[Aggregate]:
    former, later = a_directive(), a_directive("46-KH/QU")
    inspection = a_held_inspection()
    with at():
        former.replace(later, ISSUED_ON)
        later.withdraw(REASON)
        former.reinstate(later.id)
        inspection.withdraw(REASON)
    return [former, later, inspection]


def everything_reported() -> list[Aggregate]:
    accepted, taken_back = a_submitted_report(), a_submitted_report("2019-Q2")
    with at():
        accepted.send_back(REASON, by=ANOTHER)
        taken_back.withdraw(REASON)
        submit(accepted)
        accepted.accept(by=ANOTHER)
        accepted.withdraw_judgement(REASON, by=ANOTHER)
    return [accepted, taken_back]


def everything_sealed() -> list[DomainEvent]:
    closed, dropped = a_plan(), a_plan()
    with at():
        day = PlannedDay(OBSERVER, QUARTER_CELL, date(2019, 3, 3))
        day.take(closed.id)
        day.free()
        closed.close(an_id("visit"))
        dropped.cancel()
    return [event for aggregate in (closed, dropped, day) for event in happened(aggregate)]


def types_of(event: DomainEvent) -> dict[str, type]:
    return {name: type(value) for name, value in vars(event).items()}


def test_every_kind_of_event_is_among_the_samples() -> None:
    def kinds(aggregates: tuple[type[Aggregate], ...]) -> set[type]:
        return {event for aggregate in aggregates for event in nested_events(aggregate)}

    assert {type(event) for event in everything_open()} == kinds(AGGREGATES)
    assert {type(event) for event in everything_sealed()} == kinds(SEALED_AGGREGATES)


def test_what_is_told_has_the_audience_of_its_side() -> None:
    told_openly = [told for event in everything_open() if (told := to_contract(event))]
    told_sealed = [told for event in everything_sealed() if (told := to_sealed_contract(event))]

    assert {told.audience for told in told_openly} == {OPEN, BOARD}
    assert {told.audience for told in told_sealed} == {SEALED}


@pytest.mark.parametrize("event", everything_sealed(), ids=lambda event: type(event).TOPIC)
def test_nothing_sealed_can_be_told_openly(event: DomainEvent) -> None:
    with pytest.raises(NotImplementedError):
        to_contract(event)


def test_a_message_says_what_happened() -> None:
    told = {type(message): message for event in everything_open() if (message := to_contract(event))}
    notice_id, assignment_id = issued().id, next(iter(issued().assignments))

    assert told[NoticeIssued] == NoticeIssued(
        notice_id=notice_id,
        number="01-TB/HU",
        issuer_id=COMMITTEE,
        issued_on=date(2019, 1, 2),
        unannounced=True,
        pairs=1,
    )
    assert told[ObserverNotified].model_dump(include={"assignment_id", "change", "starts_at", "place"}) == {
        "assignment_id": assignment_id,
        "change": "cancelled",
        "starts_at": None,
        "place": None,
    }
    released = told[ObserverReleased]
    assert isinstance(released, ObserverReleased)
    assert released.reason.text_id == UUID(int=1)
    made = told[VisitMade]
    assert isinstance(made, VisitMade)
    assert (made.visit_id, made.person_id, made.cell_id) == (a_made_visit().id, OBSERVER, QUARTER_CELL)


KEPT_FROM_THE_OBSERVED = (
    "VisitFindingsFiled",
    "VisitFindingsCorrected",
    "VisitFindingsWithdrawn",
    "QuarterlyObserverReportSubmitted",
    "QuarterlyObserverReportReturned",
    "QuarterlyObserverReportAccepted",
    "ReportJudgementWithdrawn",
    "QuarterlyObserverReportWithdrawn",
    "InspectionHeld",
    "InspectionWithdrawn",
)


def test_findings_reports_and_inspections_are_kept_from_the_observed_unit() -> None:
    told = {type(message).__name__: message for event in everything_open() if (message := to_contract(event))}

    assert {name for name, message in told.items() if message.audience is BOARD} == set(KEPT_FROM_THE_OBSERVED)


def test_a_plan_is_told_to_the_sealed_side() -> None:
    assert to_sealed_contract(happened(a_plan())[0]) == VisitPlanned(
        plan_id=a_plan().id, person_id=OBSERVER, cell_id=QUARTER_CELL, planned_on=date(2019, 3, 3)
    )


@pytest.mark.parametrize(
    ("codec", "events"),
    [(Codec(AGGREGATES, VALUES, ENUMS), everything_open()), (Codec(SEALED_AGGREGATES), everything_sealed())],
    ids=["open", "sealed"],
)
def test_every_event_comes_back_from_its_bytes_as_it_was(codec: Codec, events: list[DomainEvent]) -> None:
    for event in events:
        restored = codec.decode(*codec.encode(event), event.originator_id, event.originator_version)

        assert restored == event
        assert types_of(restored) == types_of(event)


def test_the_open_history_cannot_hold_a_plan() -> None:
    codec = Codec(AGGREGATES, VALUES, ENUMS)

    for event in everything_sealed():
        with pytest.raises(TypeError):
            codec.encode(event)
