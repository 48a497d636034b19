"""What an event has changed is found by comparing what was before with what is after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created
from services.chassis.changes import Replay, differences, plain, shown
from services.chassis.event_store.codec import DomainEvent
from tests.chassis.event_store.calls import at

ONE, OTHER = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Seat:
    row: int
    free: bool = True


class Hall(Aggregate):
    """Seats by their ids; the second event changes a seat that it does not name, which no aggregate of ours may do."""

    TOPIC = "tests.Hall"

    class Opened(Aggregate.Event, Created):
        TOPIC = "tests.Hall.Opened"
        first: UUID
        second: UUID

    class Taken(Aggregate.Event):
        TOPIC = "tests.Hall.Taken"
        seat_id: UUID

    class AllTaken(Aggregate.Event):
        TOPIC = "tests.Hall.AllTaken"

    @event(Opened)
    def __init__(self, first: UUID, second: UUID) -> None:
        self.seats = {first: Seat(1), second: Seat(2)}
        self.empty: list[UUID] = []

    @staticmethod
    def create_id(first: UUID, second: UUID) -> UUID:
        return UUID(int=first.int + second.int)

    @event(Taken)
    def take(self, seat_id: UUID) -> None:
        self.seats[seat_id] = replace(self.seats[seat_id], free=False)

    @event(AllTaken)
    def take_all(self) -> None:
        self.seats = {seat_id: replace(seat, free=False) for seat_id, seat in self.seats.items()}


def a_hall() -> Hall:
    with at():
        return Hall(ONE, OTHER)


def told(events: list[DomainEvent], *, whole: bool) -> list[list[tuple[str, Any, Any]]]:
    replay = Replay(whole=whole)
    return [[(".".join(c.field), c.old, c.new) for c in replay.changes(one)] for one in events]


@pytest.mark.parametrize("whole", [True, False])
def test_an_event_tells_old_and_new_of_the_entry_that_it_names(whole: bool) -> None:
    hall = a_hall()
    with at():
        hall.take(OTHER)

    [_, taken] = told(list(hall.collect_events()), whole=whole)
    assert taken == [(f"seats.{OTHER}.free", True, False)]


def test_what_is_empty_when_an_aggregate_begins_is_not_told() -> None:
    [opened] = told(list(a_hall().collect_events()), whole=True)

    assert [name for name, _, _ in opened] == ["seats"]


def test_a_planted_change_of_what_the_event_does_not_name_shows_only_in_the_whole() -> None:
    hall = a_hall()
    with at():
        hall.take_all()
    events = list(hall.collect_events())

    assert len(told(events, whole=True)[1]) == 2
    assert told(events, whole=False)[1] == []


def test_what_stood_before_is_not_altered_by_what_came_after() -> None:
    hall = a_hall()
    before = shown(hall)
    with at():
        hall.take(ONE)

    assert before["seats"][str(ONE)] == {"row": 1, "free": True}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", "changed", 1, 2)]),
        ({}, {"a": None}, [("a", "added", None, None)]),
        ({"a": 1}, {}, [("a", "removed", 1, None)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3, "c": 2}}, [("a.b", "changed", 1, 3)]),
        ({"a": None}, {"a": {"b": 1}}, [("a", "changed", None, {"b": 1})]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [("a.1", "changed", 2, 3)]),
        ({"a": [1, 2]}, {"a": [1, 2, 2]}, [("a.2", "added", None, 2)]),
        ({"a": [1, 2, 3]}, {"a": [1, 3]}, [("a.1", "removed", 2, None)]),
        (
            {"a": [1, 2, 3]},
            {"a": [4]},
            [
                ("a.0", "removed", 1, None),
                ("a.1", "removed", 2, None),
                ("a.2", "removed", 3, None),
                ("a.0", "added", None, 4),
            ],
        ),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, [("a.0.b", "changed", 1, 2)]),
    ],
)
def test_differences_are_named_by_the_way_to_them(
    old: dict[str, Any], new: dict[str, Any], found: list[tuple[str, str, Any, Any]]
) -> None:
    assert [(".".join(c.field), c.how, c.old, c.new) for c in differences(old, new)] == found


def test_values_are_told_as_json_has_them() -> None:
    day = date(2019, 3, 1)

    assert plain({ONE: {day}, "seat": (Seat(1), None)}) == {
        str(ONE): {"2019-03-01": "2019-03-01"},
        "seat": [{"row": 1, "free": True}, None],
    }
