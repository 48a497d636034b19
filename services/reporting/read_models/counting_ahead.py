"""Counts quarters again before anybody asks: once a keeper has told something, when he has been silent for a while.

One process of the service does it, one keeper's quarter at a time, the newest quarter of all keepers first, and rests
between two for several times as long as one took: reading what is told goes before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

from services.chassis.errors import Refused
from services.reporting.read_models.totals import Totals

SILENT, LONGEST = 3.0, 60.0
"""Seconds for which a keeper has told nothing before he is counted; and after which he is counted all the same."""
LOOK = 1.0
REST = 3.0
"""Rests are so many times as long as the work: at most a quarter of a processor."""


@dataclass
class Waiting:
    """A keeper that has told something: what his quarters would be counted at, since when, and since when all of it."""

    counted_at: str
    changed: float
    since: float

    def due(self, at: float) -> bool:
        """Whether he has been silent for long enough, or has waited for too long."""
        return at - self.changed >= SILENT or at - self.since >= LONGEST


@dataclass
class CountingAhead:
    """Counts for these keepers by `count` of a keeper and quarter; `time` tells seconds from any origin.

    Kept up to date are the newest quarter of all, and those that somebody has asked for. What is counted stands in
    the database, and what is remembered here may be lost at any time.
    """

    totals: Totals
    keepers: Collection[str]
    time: Callable[[], float]
    count: Callable[[str, str], Awaitable[object]]
    name: str = "reporting_totals"
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _done: dict[str, str] = field(default_factory=dict)
    _to_count: set[tuple[str, str]] = field(default_factory=set)

    async def step(self) -> float:
        """Count one quarter of one keeper, if there is one to count; returns for how long to rest."""
        began = self.time()
        self._notice(await self.totals.now(), began)
        due = {keeper for keeper, waiting in self._waiting.items() if waiting.due(began)}
        if due:
            self._to_count |= await self._stale(due)
        if not self._to_count:
            return LOOK
        newest = max(quarter for quarter, _ in self._to_count)
        quarter, keeper = min(one for one in self._to_count if one[0] == newest)
        self._to_count.remove((quarter, keeper))
        await self.count(keeper, quarter)
        return REST * (self.time() - began)

    def _notice(self, now: dict[str, str], at: float) -> None:
        for keeper in now.keys() & set(self.keepers):
            waiting = self._waiting.get(keeper)
            if waiting is None and self._done.get(keeper) != now[keeper]:
                self._waiting[keeper] = Waiting(now[keeper], at, at)
            elif waiting is not None and waiting.counted_at != now[keeper]:
                waiting.counted_at, waiting.changed = now[keeper], at

    async def _stale(self, due: Collection[str]) -> set[tuple[str, str]]:
        """Quarter and keeper, of these keepers, where what is kept is not of now; they wait no longer."""
        now = {keeper: self._waiting.pop(keeper).counted_at for keeper in due}
        self._done |= now
        kept = await self.totals.kept()
        wanted: set[tuple[str, str]] = set()
        with suppress(Refused):
            newest = await self.totals.newest()
            # Whoever once asked for a quarter that is yet to come would have it counted before all others, for ever.
            wanted = {(quarter, keeper) for keeper, quarter in kept if keeper in due and quarter < newest}
            wanted |= {(newest, keeper) for keeper in due}
        return {(quarter, keeper) for quarter, keeper in wanted if kept.get((keeper, quarter)) != now[keeper]}
