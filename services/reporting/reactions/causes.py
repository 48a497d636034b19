"""Which cause moved which figures: events in their order, cut where the cause changes, and counted at every cut.

A revision is what is known at a vector, so it can only end where everything before it in each feed belongs to it. Where
two causes wrote at the same time, each has one revision at the place of its last event that moved anything, and names
what of the other it holds already: figures before and after are exact, and nothing is told twice. The order of causes
is the same in all reports on a quarter, so that one number can stand for a cause in all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from services.reporting.read_models.touched import Touch

Vector = Mapping[str, int]
Sums = Mapping[str, tuple[int, int]]
"""Key of a figure -> numerator and denominator; a figure that is not there is (0, 0)."""
CountedAt = Callable[[Vector], Awaitable[Sums | None]]
"""None where there is nothing to count: the unit that reports is not known there."""


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that is not what it was."""

    key: str
    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Events of one cause with none of another between them that may count, and what is known after them."""

    cause: str
    touches: tuple[Touch, ...]
    at: Vector

    @property
    def ended_at(self) -> datetime:
        return self.touches[-1].recorded_at


@dataclass(frozen=True, slots=True)
class Revision:
    """What a report becomes by a cause: known at `at`, with these figures other than at `since`, because of `touches`.

    Among these may be some of other causes, which wrote at the same time.
    """

    cause: str
    since: Vector
    at: Vector
    moves: tuple[Move, ...]
    touches: tuple[Touch, ...]

    @property
    def also(self) -> tuple[str, ...]:
        """The other causes, in their order: none of them has a revision of its own for what is told here."""
        return tuple(dict.fromkeys(one.cause for one in self.touches if one.cause != self.cause))


def moves(before: Sums, after: Sums) -> tuple[Move, ...]:
    """The figures that differ, by key."""
    nothing = (0, 0)
    pairs = {key: (before.get(key, nothing), after.get(key, nothing)) for key in before.keys() | after.keys()}
    return tuple(Move(key, old, new) for key, (old, new) in sorted(pairs.items()) if old != new)


def runs(touches: Iterable[Touch], since: Vector) -> list[Run]:
    """The events in the order in which they were recorded, cut where the cause changes."""
    known = dict(since)
    found = []
    ordered = sorted(touches, key=lambda one: (one.recorded_at, one.service, one.position))
    for cause, group in groupby(ordered, lambda one: one.cause):
        together = tuple(group)
        for one in together:
            known[one.service] = max(known[one.service], one.position)
        found.append(Run(cause, together, dict(known)))
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """A report counted at every cut: `sums[n]` before run n, the last after all; `moving`: runs that moved a figure."""

    since: Vector
    runs: tuple[Run, ...]
    sums: tuple[Sums, ...]
    moving: tuple[int, ...]

    def complete(self) -> dict[str, datetime]:
        """When the last event of each cause that moved a figure was recorded."""
        return {self.runs[number].cause: self.runs[number].ended_at for number in self.moving}


async def counted(touches: Iterable[Touch], since: Vector, counted_at: CountedAt) -> Counted:
    """Count a report before and after every run of what may have moved it.

    While its unit is not known it stays what it was.
    """
    found = runs(touches, since)
    sums: list[Sums] = []
    for at in (since, *(run.at for run in found)):
        now = await counted_at(at)
        sums.append(now if now is not None else sums[-1] if sums else {})
    moving = tuple(number for number, (before, after) in enumerate(pairwise(sums)) if moves(before, after))
    return Counted(since, tuple(found), tuple(sums), moving)


def in_order(reports: Iterable[Counted]) -> list[tuple[str, datetime]]:
    """The causes that moved any of these reports, in the order in which they were complete in all of them."""
    complete: dict[str, datetime] = {}
    for report in reports:
        for cause, at in report.complete().items():
            complete[cause] = max(at, complete.get(cause, at))
    return sorted(complete.items(), key=lambda one: (one[1], one[0]))


def revisions(report: Counted, causes: Iterable[tuple[str, datetime]]) -> list[Revision]:
    """One for each of the causes that moved a figure of the report, unless an earlier one has told it with its own."""
    made: list[Revision] = []
    begin = 0
    own = report.complete()
    for cause, at in causes:
        end = max((number + 1 for number in report.moving if report.runs[number].ended_at <= at), default=0)
        # `begin` runs belong to revisions that are made; what takes itself back waits for the next one.
        moved = moves(report.sums[begin], report.sums[end]) if end > begin else ()
        if cause not in own or not moved:
            continue
        touches = tuple(one for which in report.moving if begin <= which < end for one in report.runs[which].touches)
        if all(one.cause != cause for one in touches):
            continue
        known_before = report.runs[begin - 1].at if begin else report.since
        made.append(Revision(cause, known_before, report.runs[end - 1].at, moved, touches))
        begin = end
    return made
