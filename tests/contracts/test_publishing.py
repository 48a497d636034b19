"""Everything that is stored is told or kept silent for a reason, and everything that is told is told once and read."""

from __future__ import annotations

from collections import Counter
from functools import singledispatch

import pytest

from contracts.meetings import MeetingHeld
from contracts.message import OPEN, SEALED, Event
from services.chassis.event_store.codec import DomainEvent
from services.chassis.text_erasure import TextErasure
from services.meetings.domain import Meeting
from services.reporting.facts.projection import FOLDS, WITHOUT_FACTS
from sinhhoat.published_language.catalogue import messages, services
from sinhhoat.published_language.publishing import Told, told, told_by
from tests.contracts.versions import replaced

EVENTS = [kind for kind in messages() if issubclass(kind, Event)]
TOLD = [one for service in services() for one in told_by(service)]


def forgotten(all_told: list[Told]) -> list[str]:
    """Domain events that nobody publishes and nobody keeps silent for a reason."""
    return [one.happened.__qualname__ for one in all_told if not one.events and not one.reason]


def not_told_once(all_told: list[Told], events: list[type[Event]]) -> list[str]:
    """Contract events that no domain event becomes, or more than one; those that a later version replaced, at all."""
    times, former = Counter(event for one in all_told for event in one.events), replaced([*events])
    return [f"{event.__name__}: {times[event]} times" for event in events if times[event] != (event not in former)]


def not_counted_once(folds: set[type[Event]], without: set[type[Event]], events: list[type[Event]]) -> list[str]:
    """Open events that reporting neither folds nor leaves out, or both; sealed ones that it knows at all."""
    return [
        event.__name__
        for event in events
        if ((event in folds) + (event in without)) != (0 if event.audience is SEALED else 1)
    ]


def test_every_stored_event_is_published_or_kept_silent_for_a_reason() -> None:
    assert forgotten(TOLD) == []


def test_every_contract_event_is_told_by_exactly_one_domain_event() -> None:
    assert not_told_once(TOLD, EVENTS) == []


def test_every_event_makes_facts_or_is_left_out_by_name_and_no_sealed_one_is_known() -> None:
    assert not_counted_once(set(FOLDS), set(WITHOUT_FACTS), EVENTS) == []


@pytest.mark.parametrize(
    "one", [one for one in TOLD if one.happened is not TextErasure.Erased], ids=lambda one: one.happened.__qualname__
)
def test_what_is_told_belongs_to_the_service_that_stores_it(one: Told) -> None:
    service = str(one.happened.__module__).split(".")[1]

    assert {event.service() for event in one.events} <= {service}


@singledispatch
def planted(happened: DomainEvent) -> Event | None:
    raise NotImplementedError


@planted.register
def _(opened: Meeting.Opened) -> None:
    pass


@planted.register
def _(held: Meeting.Held) -> MeetingHeld:
    raise NotImplementedError


@planted.register
def _(withdrawn: Meeting.Withdrawn) -> MeetingHeld | None:
    raise NotImplementedError


def test_a_planted_domain_event_without_a_message_or_a_reason_is_named() -> None:
    found = forgotten([told(kind, planted) for kind in (Meeting.Opened, Meeting.Held, Meeting.Cancelled)])

    assert found == ["Meeting.Opened", "Meeting.Cancelled"]


def test_a_planted_event_that_two_tell_or_nobody_is_named() -> None:
    twice = [told(kind, planted) for kind in (Meeting.Held, Meeting.Withdrawn)]

    assert not_told_once(twice, [MeetingHeld]) == ["MeetingHeld: 2 times"]
    assert not_told_once([], [MeetingHeld]) == ["MeetingHeld: 0 times"]


def test_a_version_that_a_later_one_replaced_is_told_no_more() -> None:
    class MeetingHeldV2(MeetingHeld, subject="evt.{keeper}.meetings.MeetingHeld.v2", audience=OPEN):
        """The later version."""

    as_before = [told(Meeting.Held, planted)]

    found = not_told_once(as_before, [MeetingHeld, MeetingHeldV2])

    assert found == ["MeetingHeld: 1 times", "MeetingHeldV2: 0 times"]
    assert not_told_once([Told(Meeting.Held, (MeetingHeldV2,), None)], [MeetingHeld, MeetingHeldV2]) == []


def test_of_every_event_that_is_left_out_it_is_said_why() -> None:
    assert [event.__name__ for event, why in WITHOUT_FACTS.items() if len(why.split()) < 3] == []


def test_a_planted_event_that_reporting_forgot_or_knows_twice_is_named() -> None:
    assert not_counted_once(set(), set(), [MeetingHeld]) == ["MeetingHeld"]
    assert not_counted_once({MeetingHeld}, {MeetingHeld}, [MeetingHeld]) == ["MeetingHeld"]
