"""Which cause moved which figures: events in their order, cut where the cause changes, and counted at every cut.

A revision is what is known at a vector, so it can only end where everything before it in each feed belongs to it. Where
two causes wrote at the same time, each has one revision at the place of its last event that moved anything, and names
what of the other it holds already: figures before and after are exact, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from services.reporting.read_models.touched import Touch

Vector = Mapping[str, int]
Sums = Mapping[str, tuple[int, int]]
"""Key of a figure -> numerator and denominator; a figure that is not there is (0, 0)."""
CountedAt = Callable[[Vector], Awaitable[Sums]]


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


async def revisions(found: Sequence[Run], since: Vector, counted_at: CountedAt) -> list[Revision]:
    """One for each cause that moved a figure, in the order in which they were complete."""
    sums = [await counted_at(at) for at in (since, *(run.at for run in found))]
    moving = [number for number, (before, after) in enumerate(pairwise(sums)) if moves(before, after)]
    last = {found[number].cause: number for number in moving}
    made: list[Revision] = []
    begin = 0
    for number in sorted(last.values()):
        # `begin` runs belong to revisions that are made; sums[n] is what was counted before run n.
        moved = moves(sums[begin], sums[number + 1])
        if not moved:
            continue
        touches = tuple(one for which in moving if begin <= which <= number for one in found[which].touches)
        known_before = found[begin - 1].at if begin else since
        made.append(Revision(found[number].cause, known_before, found[number].at, moved, touches))
        begin = number + 1
    return made
