"""What the tables of a service's readers tell, whichever process reads: what is parked now, and rebuilds under way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import asyncpg
from prometheus_client import CollectorRegistry, Gauge
from structlog.typing import FilteringBoundLogger

from services.chassis.feed import Feed
from services.chassis.passing import store_is_away
from services.chassis.projection.projection import Reads
from services.chassis.projection.rebuild_progress import UNDER_WAY, Passed
from services.chassis.projection.sealing import is_sealed

EVERY = 2.0
PARKED = "SELECT '{name}' AS projection, feed, count(*) AS parked FROM {name}.parked GROUP BY feed"


class Place(NamedTuple):
    """A reader's feed."""

    projection: str
    feed: Feed


class StandingMetrics:
    """One object per registry; every process of a service shows the same."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.parked = Gauge(
            "sinhhoat_projection_parked_events",
            "Events that are set aside now, and wait for a corrected program or for a person's decision.",
            ("projection", "service", "keeper"),
            registry=registry,
        )
        self.passed = Gauge(
            "sinhhoat_projection_rebuild_passed_positions",
            "Positions that the rebuild under way has passed; there is no series while there is no rebuild.",
            ("projection",),
            registry=registry,
        )
        self.known = Gauge(
            "sinhhoat_projection_rebuild_known_positions",
            "Positions that the rebuild under way has to pass, as far as it knows by now.",
            ("projection",),
            registry=registry,
        )


class Standing:
    """Looks every two seconds. Of what is sealed it keeps only whether anything is parked, for the sealed health.

    While it cannot look it shows nothing: what was true before need not be.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        readers: Sequence[Reads],
        keepers: Sequence[str],
        metrics: StandingMetrics,
        log: FilteringBoundLogger,
    ) -> None:
        self.sealed_parked = False
        self._pool, self._readers, self._metrics, self._log = pool, readers, metrics, log
        self._open, self._sealed = set[Place](), set[Place]()
        self._time = asyncio.get_running_loop().time
        self._looked_at = self._time()
        for reads in readers:
            for source in reads.sources:
                side = self._sealed if is_sealed(reads, source) else self._open
                side |= {Place(reads.name, Feed(keeper, source)) for keeper in keepers}

    async def run(self) -> None:
        """Until cancelled; what cannot be read now is read the next time."""
        while self._readers:
            try:
                await self.look()
            except Exception as error:
                if not store_is_away(error):
                    raise
                self._log.warning("standing_not_read", error=type(error).__name__)
                self._show_nothing()
            await asyncio.sleep(EVERY)
        await asyncio.get_running_loop().create_future()

    async def look(self) -> None:
        """Read the tables once, and show what they say."""
        names = [reads.name for reads in self._readers]
        rows = await self._pool.fetch(_all(PARKED, names))
        parked = {Place(row["projection"], Feed.parse(row["feed"])): row["parked"] for row in rows}
        self._show_parked(parked)
        rows = await self._pool.fetch(_all(UNDER_WAY, {place.projection for place in self._open}))
        self._show_rebuilds({row["projection"]: Passed(row["passed"], row["known"]) for row in rows})

    def sealed_unseen(self) -> float:
        """For how many seconds nobody has seen whether anything sealed is parked; 0 where nothing sealed is read."""
        return self._time() - self._looked_at if self._sealed else 0.0

    def _show_nothing(self) -> None:
        self._show_rebuilds({})
        for place in self._open:
            self._metrics.parked.remove(place.projection, place.feed.service, place.feed.keeper)

    def _show_parked(self, parked: Mapping[Place, int]) -> None:
        self._looked_at = self._time()
        self.sealed_parked = any(parked.get(place) for place in self._sealed)
        for place in self._open:
            labels = (place.projection, place.feed.service, place.feed.keeper)
            self._metrics.parked.labels(*labels).set(parked.get(place, 0))

    def _show_rebuilds(self, under_way: Mapping[str, Passed]) -> None:
        for name in {place.projection for place in self._open}:
            at = under_way.get(name)
            for gauge in (self._metrics.passed, self._metrics.known):
                if at is None:
                    gauge.remove(name)
            if at is not None:
                self._metrics.passed.labels(name).set(at.passed)
                self._metrics.known.labels(name).set(at.known)


def _all(sql: str, names: Iterable[str]) -> str:
    return " UNION ALL ".join(sql.format(name=name) for name in sorted(names))
