"""Aggregates are independent: their histories come to the same in whichever order those of a service are taken.

Every kind of every service takes part, each with the history that shows all its events; readers that keep one row for
each aggregate see each history in its own order, and none rests on the order between two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.aggregate import Aggregate
from services.chassis.event_store import Codec, DomainEvent
from sinhhoat.histories.kinds import KINDS
from sinhhoat.node import SERVICES
from tests.histories.kinds import dropped_plan, history_of


@dataclass(frozen=True)
class Side:
    """What a service stores: its open histories, or its sealed ones."""

    name: str
    sealed: bool
    codec: Codec

    @property
    def kinds(self) -> list[str]:
        return sorted(
            kind for kind, named in KINDS.items() if named.service == self.name and named.sealed is self.sealed
        )

    @cached_property
    def histories(self) -> Sequence[Sequence[DomainEvent]]:
        """One of each kind, and of a plan both ends that it can come to."""
        return [*map(history_of, self.kinds), *([[*dropped_plan().collect_events()]] if self.sealed else [])]

    @property
    def turns(self) -> list[int]:
        """One history after the other: the number of each, as often as it has events."""
        return [number for number, events in enumerate(self.histories) for _ in events]

    def stored_and_loaded(self, event: DomainEvent) -> DomainEvent:
        """The event as the store gives it back."""
        return self.codec.decode(*self.codec.encode(event), event.originator_id, event.originator_version)

    def in_turns(self, turns: Sequence[int]) -> list[DomainEvent]:
        """All events, each history in its own order, the histories in the order of the turns."""
        left = [list(events) for events in self.histories]
        return [left[number].pop(0) for number in turns]


def sides() -> list[Side]:
    open_ones = [Side(name, False, one.codec) for name, one in SERVICES.items() if one.codec]
    return open_ones + [Side(name, True, one.sealed.codec) for name, one in SERVICES.items() if one.sealed]


SIDES = [pytest.param(one, id=f"{one.name}-sealed" if one.sealed else one.name) for one in sides()]
KINDS_OF = [pytest.param(one, kind, id=kind) for one in sides() for kind in one.kinds]


def folded(events: Sequence[DomainEvent]) -> Mapping[UUID, Aggregate]:
    """What becomes of all aggregates, event by event."""
    made: dict[UUID, Aggregate] = {}
    for event in events:
        aggregate = event.mutate(made.get(event.originator_id))
        assert aggregate is not None
        made[event.originator_id] = aggregate
    return made


@pytest.mark.parametrize("side", SIDES)
def test_every_kind_of_aggregate_takes_part_and_every_event_of_it(side: Side) -> None:
    happened = {type(event) for events in side.histories for event in events}

    assert len(folded(side.in_turns(side.turns))) == len(side.histories) > 0
    assert set(side.codec.topics.values()) - happened == set()


@pytest.mark.parametrize("side", SIDES)
@given(data=st.data())
def test_the_same_history_gives_the_same_state_in_any_interleaving(side: Side, data: st.DataObject) -> None:
    turns = data.draw(st.permutations(side.turns))

    mixed = [side.stored_and_loaded(event) for event in side.in_turns(turns)]

    assert folded(mixed) == folded(side.in_turns(side.turns))


@pytest.mark.parametrize("side", SIDES)
@given(data=st.data())
def test_where_one_stops_and_goes_on_changes_nothing(side: Side, data: st.DataObject) -> None:
    mixed = side.in_turns(data.draw(st.permutations(side.turns)))
    stop = data.draw(st.integers(0, len(mixed)))

    kept = {made: [event for event in mixed[:stop] if event.originator_id == made] for made in folded(mixed)}
    again = folded([*(event for events in kept.values() for event in events), *mixed[stop:]])

    assert again == folded(mixed)


@pytest.mark.parametrize(("side", "kind"), KINDS_OF)
def test_an_aggregate_is_what_its_own_events_make_it_and_no_others(side: Side, kind: str) -> None:
    [alone] = folded(side.histories[side.kinds.index(kind)]).values()

    assert folded(side.in_turns(side.turns))[alone.id] == alone
