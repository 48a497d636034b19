"""Aggregates of ratings are independent: their histories come to the same in whichever order they are taken together.

Every kind takes part, each with the history that shows all its events; readers that keep one row for each aggregate
see each history in its own order, and none rests on the order between two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.aggregate import Aggregate
from services.chassis.event_store import DomainEvent
from services.chassis.runtime import Service
from services.ratings.domain import AGGREGATES
from services.ratings.main import SERVICE
from sinhhoat.histories.kinds import KINDS
from tests.histories.kinds import history_of

OURS = sorted(kind for kind, named in KINDS.items() if named.service == "ratings")


@cache
def histories() -> tuple[tuple[DomainEvent, ...], ...]:
    """One of each kind."""
    return tuple(tuple(history_of(kind)) for kind in OURS)


LENGTH = sum(len(events) for events in histories())
ALL = [number for number, events in enumerate(histories()) for _ in events]


def stored_and_loaded(service: Service, event: DomainEvent) -> DomainEvent:
    """The event as the store gives it back."""
    assert service.codec is not None
    return service.codec.decode(*service.codec.encode(event), event.originator_id, event.originator_version)


def in_turns(turns: Sequence[int]) -> list[DomainEvent]:
    """All events, each history in its own order, the histories in the order of the turns."""
    left = [list(events) for events in histories()]
    return [left[number].pop(0) for number in turns]


def folded(events: Sequence[DomainEvent]) -> Mapping[UUID, Aggregate]:
    """What becomes of all aggregates, event by event."""
    made: dict[UUID, Aggregate] = {}
    for event in events:
        aggregate = event.mutate(made.get(event.originator_id))
        assert aggregate is not None
        made[event.originator_id] = aggregate
    return made


def test_every_kind_of_aggregate_takes_part_and_every_event_of_it() -> None:
    happened = {type(event) for events in histories() for event in events}
    assert SERVICE.codec is not None

    assert {type(made) for made in folded(in_turns(ALL)).values()} == set(AGGREGATES)
    assert happened == set(SERVICE.codec.topics.values())


@given(st.permutations(ALL))
def test_the_same_history_gives_the_same_state_in_any_interleaving(turns: list[int]) -> None:
    mixed = [stored_and_loaded(SERVICE, event) for event in in_turns(turns)]

    assert folded(mixed) == folded(in_turns(ALL))


@given(st.permutations(ALL), st.integers(0, LENGTH))
def test_where_one_stops_and_goes_on_changes_nothing(turns: list[int], stop: int) -> None:
    mixed = in_turns(turns)
    kept = {made: [event for event in mixed[:stop] if event.originator_id == made] for made in folded(mixed)}
    again = folded([*(event for events in kept.values() for event in events), *mixed[stop:]])

    assert again == folded(mixed)


@pytest.mark.parametrize("kind", OURS)
def test_an_aggregate_is_what_its_own_events_make_it_and_no_others(kind: str) -> None:
    events = list(histories()[OURS.index(kind)])
    [alone] = folded(events).values()

    assert folded(in_turns(ALL))[alone.id] == alone
