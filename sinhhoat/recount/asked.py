"""What is counted again: the raw events of one keeper, and the unit and the quarter for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar
from uuid import UUID

from contracts.meetings import MeetingHeld, MeetingWithdrawn, MinutesCorrected, MinutesTold
from contracts.message import Event
from sinhhoat.recount.districts import District
from sinhhoat.recount.quarters import Quarter

Pair = tuple[int, int]
"""Numerator and denominator; a count has denominator 0."""


class Hears(Protocol):
    """Something that follows from all events, heard one after another."""

    def apply(self, event: Any, /) -> None: ...


S = TypeVar("S", bound=Hears)


@dataclass(frozen=True)
class Raw:
    """The events of one keeper in the order of their feeds, up to a position of each (service -> position)."""

    keeper: str
    vector: Mapping[str, int]
    events: Sequence[Event]
    _states: dict[type[Any], Any] = field(default_factory=dict)

    @cached_property
    def district(self) -> District:
        return District(self.events)

    @cached_property
    def held(self) -> list[MeetingHeld]:
        """What counts of each meeting that still counts as held, corrected or not, in the order of telling."""
        newest: dict[UUID, MeetingHeld] = {}
        for event in self.events:
            if isinstance(event, MinutesTold):
                newest.pop(event.meeting_id, None)
                fields = {name: getattr(event, name) for name in MinutesTold.model_fields}
                newest[event.meeting_id] = MeetingHeld.model_construct(**fields)
            elif isinstance(event, MeetingWithdrawn):
                newest.pop(event.meeting_id, None)
        return list(newest.values())

    @cached_property
    def corrected(self) -> set[UUID]:
        """Meetings whose newest minutes are a correction."""
        found: set[UUID] = set()
        for event in self.events:
            if isinstance(event, MinutesCorrected):
                found.add(event.meeting_id)
            elif isinstance(event, MeetingHeld):
                found.discard(event.meeting_id)
        return found

    def state(self, kind: type[S]) -> S:
        """What a kind of state has come to after all events; worked out once."""
        if kind not in self._states:
            state = kind()
            for event in self.events:
                state.apply(event)
            self._states[kind] = state
        found: S = self._states[kind]
        return found


@dataclass(frozen=True)
class Asked:
    """Whose quarter is wanted: a unit and all that stands below it on the day of each fact."""

    raw: Raw
    unit: str
    quarter: Quarter

    @property
    def district(self) -> District:
        return self.raw.district

    @cached_property
    def above(self) -> UUID:
        return self.district.unit_id_of(self.unit)

    @property
    def events(self) -> Sequence[Event]:
        return self.raw.events

    def counts(self, unit_id: UUID, day: date) -> bool:
        """Whether a unit is there on a day, the unit asked for or below it."""
        return self.district.stands_below(unit_id, self.above, day)

    def within(self, day: date) -> bool:
        """Whether a day lies in the quarter."""
        return self.quarter.first <= day <= self.quarter.last

    def here(self, unit_id: UUID, day: date) -> bool:
        """Whether a fact of a unit on a day is one of this quarter and unit."""
        return self.within(day) and self.counts(unit_id, day)

    def state(self, kind: type[S]) -> S:
        """What a kind of state has come to after all events."""
        return self.raw.state(kind)

    def last_days(self) -> list[date]:
        """The last days of the months of the quarter."""
        days = (self.quarter.first + timedelta(days=number) for number in range(92))
        return [day for day in days if self.within(day) and (day + timedelta(days=1)).day == 1]

    def cells_on(self, day: date) -> list[UUID]:
        """The cells that are there on a day."""
        units = [(unit_id, self.district.on(unit_id, day)) for unit_id in self.district.unit_ids]
        cells = [unit_id for unit_id, unit in units if unit is not None and unit["kind"] == "cell"]
        return [unit_id for unit_id in cells if self.counts(unit_id, day)]

    def held_here(self) -> list[MeetingHeld]:
        """The meetings held in the quarter."""
        return [one for one in self.raw.held if self.here(one.cell_id, one.held_on)]
