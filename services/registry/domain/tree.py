"""What holds on every day of a keeper's tree, asked of all its units; nothing here changes a unit.

Every unit but the keeper's own committee stands under a committee that is there, and none stands below itself. Ends are
therefore recorded last: nothing can be put under a committee whose end is recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.registry.domain.life import UnitKind, UnitLife


@dataclass
class Tree:
    """All units of a keeper, ended ones too, by id; `codes` holds their codes in small letters."""

    units: dict[UUID, UnitLife]
    codes: dict[str, UUID] = field(default_factory=dict)

    def unit(self, unit_id: UUID, *, field: str = "unit_id") -> UnitLife:
        """What is known of a unit, or refused with `unit_unknown`."""
        life = self.units.get(unit_id)
        if life is None:
            raise Refused("unit_unknown", field=field)
        return life

    def put(self, unit_id: UUID, life: UnitLife) -> None:
        self.units[unit_id] = life
        self.codes[life.code.casefold()] = unit_id

    def put_again(self, unit_id: UUID, life: UnitLife) -> None:
        """A unit that may have been here before: what it was then stays known."""
        life.former = self.units.get(unit_id)
        self.put(unit_id, life)

    def drop(self, unit_id: UUID) -> None:
        """Forget a unit, or that it came back."""
        dropped = self.units.pop(unit_id)
        del self.codes[dropped.code.casefold()]
        if dropped.former is not None:
            self.put(unit_id, dropped.former)

    def check_code(self, code: str, *, field: str = "code") -> None:
        """Refuse a code that stands for a unit of this keeper already, be it one that has ended."""
        if code.casefold() in self.codes:
            raise Refused("unit_code_taken", field=field, taken=code)

    def check_root(self, kind: UnitKind, on: date, *, field: str = "parent_code") -> None:
        """Refuse a unit without a parent, unless it is a committee and there is no other such from that day on."""
        if kind is UnitKind.CELL:
            raise Refused("parent_missing", field=field)
        for root in (time for life in self.units.values() for time in life.times() if time.is_root):
            if on < root.ends_on:
                raise Refused("root_already_there", field=field, root=root.code)

    def parent(self, parent_id: UUID, from_on: date, *, field: str = "parent_id") -> UnitLife:
        """A committee under which units may stand from a day on; refused where it is none, or not there."""
        if parent_id not in self.units:
            raise Refused("parent_unknown", field=field)
        self.units[parent_id].check_parent_of(from_on, field=field)
        return self.units[parent_id]

    def parent_of_new(self, code: str | None, kind: UnitKind, on: date) -> UUID | None:
        """The committee of that code, under which a unit is to stand that is there from a day on; None for no code.

        A cell is often older than the committee it stands under since a merger: it is counted there from the day on
        which both exist.
        """
        if code is None:
            self.check_root(kind, on)
            return None
        parent_id = self.codes.get(code.casefold())
        if parent_id is None:
            raise Refused("parent_unknown", field="parent_code")
        self.parent(parent_id, max(on, self.units[parent_id].established_on), field="parent_code")
        return parent_id

    def stands_below(self, unit_id: UUID, above_id: UUID, from_on: date, until_on: date) -> bool:
        """Whether a unit is, or on any day of that time stands anywhere below, another one."""
        if unit_id == above_id:
            return True
        return any(
            stay.parent_id is not None
            and stay.within(from_on, until_on)
            and self.stands_below(stay.parent_id, above_id, max(from_on, stay.from_on), min(until_on, stay.until_on))
            for stay in self.units[unit_id].stays()
        )

    def directly_below(self, unit_id: UUID, on: date) -> list[UUID]:
        """The units directly under this one on that day or later, in the order in which they were entered."""
        return [
            below_id
            for below_id, life in self.units.items()
            if life.was_under(unit_id)
            and any(stay.parent_id == unit_id and stay.within(on, date.max) for stay in life.stays())
        ]

    def below_on(self, unit_id: UUID, on: date) -> list[UUID]:
        """The units directly under this one on that very day."""
        return [one for one in self.directly_below(unit_id, on) if self.units[one].is_under(unit_id, on)]

    def whole(self, unit_id: UUID, on: date) -> Iterator[UUID]:
        """The unit and all below it on that day, from the top down; none of them may have others below it later."""
        below = self._children_from(on)
        waiting = [unit_id]
        for one in waiting:
            yield one
            if later := sum(not self.units[child].is_under(one, on) for child in below[one]):
                raise Refused("units_below", field="unit_id", unit=self.units[one].code, units=later)
            waiting.extend(below[one])

    def check_nothing_below(self, unit_id: UUID, on: date, but: Collection[UUID] = ()) -> None:
        """Refuse while units, other than those that leave it that day, stand under it on that day or later."""
        if below := sum(one not in but for one in self.directly_below(unit_id, on)):
            raise Refused("units_below", field="unit_id", unit=self.units[unit_id].code, units=below)

    def moved_with(self, unit_id: UUID, parent_id: UUID, on: date) -> UUID | None:
        """The unit by whose split, or into which, a unit comes under a new parent that day; None for a mere move."""
        former_id, parent = self.units[unit_id].parents[-1][1], self.units[parent_id]
        former = self.units[former_id] if former_id is not None else None
        if former is not None and former.merged_into == parent_id:
            return parent_id
        return former_id if parent.made_by == former_id and parent.established_on == on else None

    def _children_from(self, on: date) -> Mapping[UUID | None, list[UUID]]:
        """Unit -> those under it on that day or later; in one look at all of them."""
        children: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
        for unit_id, life in self.units.items():
            for parent_id in {stay.parent_id for stay in life.stays() if stay.within(on, date.max)}:
                children[parent_id].append(unit_id)
        return children

    def types_in_use(self, from_on: date) -> Counter[str]:
        """How many cells have which type on that day or later."""
        return Counter(cell_type for life in self.units.values() for cell_type in life.types_from(from_on))

    def levels_in_use(self, from_on: date) -> Counter[str]:
        """How many units are on which level on that day or later."""
        return Counter(level for life in self.units.values() for level in life.levels_from(from_on))
