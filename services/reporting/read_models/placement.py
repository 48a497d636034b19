"""Where units stand under the structure of one day, wherever they stood when something happened.

A unit that is no more stands where the unit stands that continues it: the successor of a merger, the principal
successor of a split. One that nothing continues stays where it stood last. Pure: rows in, places out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID


class Version(NamedTuple):
    """What a unit was at a keeper, from `valid_from` until before `valid_until`."""

    keeper: str
    unit_id: UUID
    code: str
    name: str
    level: str | None
    cell_type: str | None
    parent_id: UUID | None
    valid_from: date
    valid_until: date


class Line(NamedTuple):
    """From its day on the successor continues the predecessor; `kind` is `split` or `merged`."""

    kind: str
    predecessor_id: UUID
    successor_id: UUID
    day: date


class Place(NamedTuple):
    """Under which committee a unit is counted, as a cell of which type; `direct`: under an upper committee."""

    unit_id: UUID
    cell_type: str | None
    parent_id: UUID | None
    direct: bool


@dataclass(frozen=True)
class Structure:
    """All that is known of units and their lines, looked at from `day`.

    `grassroots_levels`: keeper -> the levels, in small letters, on which a keeper's own committee is a grassroots one.
    """

    versions: Collection[Version]
    lines: Collection[Line]
    grassroots_levels: Mapping[str, Collection[str]]
    day: date

    def below(self, unit_id: UUID) -> list[Place]:
        """The places of the unit and of all that is counted below it."""
        return [self._place(one) for one in self._last if unit_id in self._upwards(one)]

    def upper(self) -> list[UUID]:
        """The committees at the top of a tree that are no grassroots ones."""
        return [one for one, last in self._last.items() if self._is_upper(one, last)]

    def continued(self, unit_id: UUID) -> Version | None:
        """What the unit, or whatever continues it, is on the day; None where nothing does."""
        seen: set[UUID] = set()
        while unit_id not in self._now:
            line = self._next.get(unit_id)
            if line is None or unit_id in seen:
                return None
            seen.add(unit_id)
            unit_id = line.successor_id
        return self._now[unit_id]

    def keeper_of(self, unit_id: UUID) -> str:
        """Whose the unit is on the day, or whatever continues it; else whose it was last. KeyError for no unit."""
        return (self.continued(unit_id) or self._last[unit_id]).keeper

    def gone_into(self) -> Iterator[tuple[Version, Line, Version]]:
        """Each unit that is no more but goes on in another one: what it was last, the next line, and what it is now."""
        for unit_id, last in self._last.items():
            now = self.continued(unit_id)
            if now is not None and now.unit_id != unit_id:
                yield last, self._next[unit_id], now

    @cached_property
    def _now(self) -> dict[UUID, Version]:
        return _latest(one for one in self.versions if one.valid_from <= self.day < one.valid_until)

    @cached_property
    def _last(self) -> dict[UUID, Version]:
        """What each unit is on the day, or was last before it; of those yet to come, what they will be."""
        begun = _latest(one for one in self.versions if one.valid_from <= self.day)
        return {**_latest(self.versions), **begun, **self._now}

    @cached_property
    def _next(self) -> dict[UUID, Line]:
        known: dict[UUID, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.day <= self.day:
                known[line.predecessor_id].append(line)
        return {unit_id: max(lines, key=lambda one: (one.day, one.successor_id)) for unit_id, lines in known.items()}

    def _upwards(self, unit_id: UUID) -> list[UUID]:
        """The unit, and what it is counted below, up to the top; one that goes on in another has that above it."""
        path: list[UUID] = []
        above: UUID | None = unit_id
        while above is not None and above not in path:
            path.append(above)
            now = self.continued(above)
            if now is None or now.unit_id == above:
                above = self._last[above].parent_id if above in self._last else None
            else:
                above = now.unit_id
        return path

    def _place(self, unit_id: UUID) -> Place:
        one = self.continued(unit_id) or self._last[unit_id]
        parent_id = one.parent_id
        if parent_id is not None and (continued := self.continued(parent_id)) is not None:
            parent_id = continued.unit_id
        direct = parent_id is not None and parent_id in self._last and self._is_upper(parent_id, self._last[parent_id])
        return Place(unit_id, one.cell_type, parent_id, direct)

    def _is_upper(self, unit_id: UUID, last: Version) -> bool:
        grassroots = self.grassroots_levels.get(last.keeper, ())
        return last.parent_id is None and (last.level or "").casefold() not in grassroots


def _latest(versions: Iterable[Version]) -> dict[UUID, Version]:
    """Of each unit the version that begins last; of two keepers' on one day the one that lasts longer."""
    found: dict[UUID, Version] = {}
    for one in versions:
        other = found.get(one.unit_id)
        if other is None or (other.valid_from, other.valid_until) < (one.valid_from, one.valid_until):
            found[one.unit_id] = one
    return found
