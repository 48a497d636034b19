"""One unit over time: from when until when it is here, under which parents, as which type, on which level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TypeVar
from uuid import UUID

from services.chassis.errors import Refused

Value = TypeVar("Value")


class UnitKind(Enum):
    """A committee has units below it, a cell has none. Levels are labels and decide nothing."""

    COMMITTEE = "committee"
    CELL = "cell"


class ChangeKind(Enum):
    """What may happen to a unit in the tree after it was established; each can be withdrawn as the last one."""

    TYPE_CHANGED = "type_changed"
    LEVEL_CHANGED = "level_changed"
    MOVED = "moved"
    DISSOLVED = "dissolved"
    SPLIT = "split"
    MERGED = "merged"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True)
class Stay:
    """A unit's time under one parent; `until_on` is the first day on which it is over, or the last day there is."""

    parent_id: UUID | None
    from_on: date
    until_on: date

    def within(self, from_on: date, until_on: date) -> bool:
        """Whether it shares a day with the time from a day until before another."""
        return self.from_on < until_on and from_on < self.until_on


@dataclass(frozen=True)
class Standing:
    """What a unit is at the end of what is known of it, so that a change can be taken back."""

    changed_on: date
    parents: tuple[tuple[date, UUID | None], ...]
    cell_types: tuple[tuple[date, str | None], ...]
    levels: tuple[tuple[date, str | None], ...]


@dataclass(frozen=True)
class Change:
    """A recorded change, with what the unit was before it; `with_id`: the unit that a split or merger is named by.

    `others`: the units that a split made, or that a merger ended. Two of one unit on one day are told apart by them.
    """

    kind: ChangeKind
    on: date
    before: Standing
    with_id: UUID | None = None
    others: tuple[UUID, ...] = ()


@dataclass
class UnitLife:
    """What the tree knows of a unit. Changes of one unit come in the order of their days.

    `established_on` is its first day at this keeper: for a unit taken over, the day of the taking over. `former`: its
    time here before that, where it was handed over and has come back.
    """

    code: str
    kind: UnitKind
    established_on: date
    changed_on: date
    parents: list[tuple[date, UUID | None]] = field(default_factory=list)
    cell_types: list[tuple[date, str | None]] = field(default_factory=list)
    levels: list[tuple[date, str | None]] = field(default_factory=list)
    dissolved_on: date | None = None
    handed_over_on: date | None = None
    to_keeper: str | None = None
    made_by: UUID | None = None  # the unit whose split made it; one that a merger made names itself
    merged_into: UUID | None = None
    former: UnitLife | None = None

    def __post_init__(self) -> None:
        # No fields: what it was before is no part of what it is, and people are shown what it is.
        self.changes: list[Change] = []
        self.entered_as = ""

    @property
    def is_root(self) -> bool:
        return self.parents[0][1] is None

    @property
    def ended_on(self) -> date | None:
        """The first day on which it is no longer here: it is no more, or another keeper's."""
        return self.dissolved_on or self.handed_over_on

    @property
    def ends_on(self) -> date:
        """The same, or the last day there is."""
        return self.ended_on or date.max

    @property
    def last_kind(self) -> ChangeKind | None:
        return self.changes[-1].kind if self.changes else None

    def times(self) -> Iterator[UnitLife]:
        """Its times here, the last one first."""
        yield self
        if self.former is not None:
            yield from self.former.times()

    def stays(self) -> Iterator[Stay]:
        """Its times under its parents, one after the other."""
        if self.former is not None:
            yield from self.former.stays()
        ends = [day for day, _ in self.parents[1:]] + [self.ends_on]
        for (day, parent_id), end in zip(self.parents, ends, strict=True):
            yield Stay(parent_id, day, end)

    def parent_on(self, day: date) -> UUID | None:
        """Its parent on a day on which it is here."""
        return value_on(self.parents, day)

    def is_under(self, parent_id: UUID, day: date) -> bool:
        """Whether it stands directly under another one on that day."""
        return any(stay.parent_id == parent_id and stay.from_on <= day < stay.until_on for stay in self.stays())

    def types_from(self, from_on: date) -> set[str]:
        """The types that it has on that day or later, as far as is known; none for a committee or after its end."""
        return {value for life in self.times() for value in _values_from(life.cell_types, from_on, life.ends_on)}

    def levels_from(self, from_on: date) -> set[str]:
        """The levels that it is on on that day or later, as far as is known."""
        return {value for life in self.times() for value in _values_from(life.levels, from_on, life.ends_on)}

    def split_on(self, day: date, unit_id: UUID) -> UUID | None:
        """The unit itself where it ends by its split on that day."""
        last = self.changes[-1] if self.changes else None
        split = last is not None and last.kind is ChangeKind.SPLIT and last.on == day and last.with_id != unit_id
        return unit_id if split else None

    def was_under(self, parent_id: UUID, since: date = date.min) -> bool:
        """Whether this was ever its parent, on whichever days, or on any from a day on."""
        return any(stay.parent_id == parent_id and stay.until_on > since for stay in self.stays())

    def check_here(self, *, field: str = "unit_id") -> None:
        """Refuse a unit whose end is recorded: of it, only what was before may still be corrected."""
        if self.handed_over_on is not None:
            day, keeper = self.handed_over_on.isoformat(), self.to_keeper or ""
            raise Refused("unit_handed_over", field=field, unit=self.code, to_keeper=keeper, handed_over_on=day)
        if self.dissolved_on is not None:
            dissolved = self.dissolved_on.isoformat()
            raise Refused("unit_dissolved", field=field, unit=self.code, dissolved_on=dissolved)

    def check_change(self, on: date) -> None:
        """Refuse a change of a unit that has ended, and one before the unit's last change.

        A unit's changes are recorded in the order of their days (the same day is allowed, the later record counts):
        so a change never alters what an earlier recorded one was checked against.
        """
        self.check_here()
        if on < self.changed_on:
            last = self.changed_on.isoformat()
            raise Refused("change_before_last", field="effective_on", unit=self.code, last_change=last)

    def check_end(self, on: date) -> None:
        """The same for its end, which is later than its first day."""
        self.check_change(on)
        if on == self.established_on:
            raise Refused("dissolved_on_first_day", field="effective_on", unit=self.code)

    def check_parent_of(self, from_on: date, *, field: str) -> None:
        """Refuse to have a unit below from a day on, unless this one is a committee and there from that day on."""
        if self.kind is UnitKind.CELL:
            raise Refused("parent_is_cell", field=field, unit=self.code)
        if from_on < self.established_on:
            established = self.established_on.isoformat()
            raise Refused("parent_not_yet_there", field=field, unit=self.code, established_on=established)
        if self.ended_on is not None:
            dissolved = self.ended_on.isoformat()
            raise Refused("parent_dissolved", field=field, unit=self.code, dissolved_on=dissolved)

    def note(self, kind: ChangeKind, on: date, with_id: UUID | None = None, others: Sequence[UUID] = ()) -> None:
        """Remember what the unit was before a change that is about to be applied."""
        before = Standing(self.changed_on, tuple(self.parents), tuple(self.cell_types), tuple(self.levels))
        self.changes.append(Change(kind, on, before, with_id, tuple(others)))
        self.changed_on = on

    def take_back(self) -> None:
        """Be again what it was before its last change."""
        change = self.changes.pop()
        before = change.before
        self.changed_on = before.changed_on
        self.parents, self.cell_types, self.levels = list(before.parents), list(before.cell_types), list(before.levels)
        if change.kind is ChangeKind.DISSOLVED:
            self.dissolved_on = self.merged_into = None
        elif change.kind is ChangeKind.HANDED_OVER:
            self.handed_over_on = self.to_keeper = None


def _values_from(values: Sequence[tuple[date, str | None]], from_on: date, ends_on: date) -> set[str]:
    ends = [day for day, _ in values[1:]] + [ends_on]
    spans = zip(values, ends, strict=True)
    return {value for (since, value), end in spans if value is not None and max(since, from_on) < end}


def value_on(values: Sequence[tuple[date, Value]], day: date) -> Value:
    """What holds on a day; before the first day, what holds then."""
    return next((value for since, value in reversed(values) if since <= day), values[0][1])


def with_value(values: list[tuple[date, Value]], day: date, value: Value) -> list[tuple[date, Value]]:
    """The same with a value from a day on; of two for one day the later recorded one counts."""
    return [*(known for known in values if known[0] != day), (day, value)]
