"""One unit over time: from when until when it is there, under which parents, as which type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from uuid import UUID

from services.chassis.errors import Refused


class UnitKind(Enum):
    """A committee has units below it, a cell has none. Levels are labels and decide nothing."""

    COMMITTEE = "committee"
    CELL = "cell"


@dataclass(frozen=True)
class Stay:
    """A unit's time under one parent; `until_on` is the first day on which it is over, or the last day there is."""

    parent_id: UUID | None
    from_on: date
    until_on: date

    def within(self, from_on: date, until_on: date) -> bool:
        """Whether it shares a day with the time from a day until before another."""
        return self.from_on < until_on and from_on < self.until_on


@dataclass
class UnitLife:
    """What the tree knows of a unit. Changes of one unit come in the order of their days."""

    code: str
    kind: UnitKind
    established_on: date
    changed_on: date
    dissolved_on: date | None = None
    parents: list[tuple[date, UUID | None]] = field(default_factory=list)
    cell_types: list[tuple[date, str | None]] = field(default_factory=list)

    @property
    def is_root(self) -> bool:
        return self.parents[0][1] is None

    @property
    def ends_on(self) -> date:
        """The first day on which it is no more, as far as is known."""
        return self.dissolved_on or date.max

    def stays(self) -> Iterator[Stay]:
        """Its times under its parents, one after the other."""
        ends = [day for day, _ in self.parents[1:]] + [self.ends_on]
        for (day, parent_id), end in zip(self.parents, ends, strict=True):
            yield Stay(parent_id, day, end)

    def types_from(self, from_on: date) -> set[str]:
        """The types that it has on that day or later, as far as is known; none for a committee or after its end."""
        ends = [day for day, _ in self.cell_types[1:]] + [self.ends_on]
        spans = zip(self.cell_types, ends, strict=True)
        return {kind for (since, kind), end in spans if kind is not None and max(since, from_on) < end}

    def was_under(self, parent_id: UUID) -> bool:
        """Whether this was ever its parent, on whichever days."""
        return any(known == parent_id for _, known in self.parents)

    def check_change(self, on: date) -> None:
        """Refuse a change of a dissolved unit, and one before the unit's last change.

        A unit's changes are recorded in the order of their days (the same day is allowed, the later record counts):
        so a change never alters what an earlier recorded one was checked against.
        """
        if self.dissolved_on is not None:
            dissolved = self.dissolved_on.isoformat()
            raise Refused("unit_dissolved", field="unit_id", unit=self.code, dissolved_on=dissolved)
        if on < self.changed_on:
            raise Refused("change_before_last", field="effective_on", last_change=self.changed_on.isoformat())

    def check_parent_of(self, from_on: date, *, field: str) -> None:
        """Refuse to have a unit below from a day on, unless this one is a committee and there from that day on."""
        if self.kind is UnitKind.CELL:
            raise Refused("parent_is_cell", field=field, unit=self.code)
        if from_on < self.established_on:
            established = self.established_on.isoformat()
            raise Refused("parent_not_yet_there", field=field, unit=self.code, established_on=established)
        if self.dissolved_on is not None:
            dissolved = self.dissolved_on.isoformat()
            raise Refused("parent_dissolved", field=field, unit=self.code, dissolved_on=dissolved)

    def take_type(self, cell_type: str, on: date) -> None:
        self.cell_types = [*(known for known in self.cell_types if known[0] != on), (on, cell_type)]
        self.changed_on = on

    def take_parent(self, parent_id: UUID, on: date) -> None:
        self.parents = [*(known for known in self.parents if known[0] != on), (on, parent_id)]
        self.changed_on = on
