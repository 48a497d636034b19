"""A bench for one test: a projection of its own, an empty stream, owners, and readers that stop with the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

import asyncpg
import structlog
from nats.aio.client import Client
from nats.js.errors import NotFoundError
from prometheus_client import CollectorRegistry

from services.chassis.bus import connected
from services.chassis.feed import Feed
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.pace import Pace
from services.chassis.projection.positions import FeedStatus, status
from services.chassis.projection.projection import Projection, prepare
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Reacting
from services.chassis.projection.reader import Reader
from services.chassis.relay.streams import provision_stream, subjects_of
from sinhhoat.stack import Endpoints
from tests.chassis.projection.notes import applied
from tests.chassis.projection.owner import Owner, Owners
from tests.eventually import eventually

STREAM = "EVT_MEETINGS"
QUICK = Pace(
    ack_wait=5.0, fetch=0.2, first_delay=0.05, standby=0.05, look=0.05, patience=0.3, longest_heal_delay=0.2, page=0.5
)


P = TypeVar("P", bound=Projection | Reacting)


@dataclass
class Bench(Generic[P]):
    projection: P
    owners: Owners
    pool: asyncpg.Pool[asyncpg.Record]
    bus: Client
    positions: Positions
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.registry)

    @classmethod
    @asynccontextmanager
    async def made(cls, endpoints: Endpoints, projection: P, keepers: Sequence[str]) -> AsyncIterator[Bench[P]]:
        """Tables and stream are there, nothing has been published, nobody reads."""
        admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
        await prepare(admin, projection, "reporting_owner", "reporting_service")
        await admin.close()
        bus = await connected(endpoints.nats["operator"])
        async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=8) as pool:
            owners = Owners(*(Owner(Feed(keeper, "meetings")) for keeper in keepers))
            bench = cls(projection, owners, pool, bus, Positions(pool, projection))
            await bench.new_stream()
            try:
                yield bench
            finally:
                await bench.stop()
                await bus.close()

    async def new_stream(self) -> None:
        """Lose the stream with everything in it, and declare it again."""
        with suppress(NotFoundError):
            await self.bus.jetstream().delete_stream(STREAM)
        await provision_stream(self.bus, STREAM, subjects_of("meetings"))

    def reader(self, kind: type[Reader] = Reader, pace: Pace = QUICK) -> Reader:
        """A reader as a service makes it; not started."""
        return kind(
            self.projection,
            "meetings",
            self.pool,
            self.bus,
            [feed.keeper for feed in self.owners.by_feed],
            self.owners.read,
            now=lambda: datetime(2019, 1, 1, tzinfo=UTC),
            metrics=self.metrics,
            log=structlog.get_logger(),
            reached=self.positions,
            pace=pace,
        )

    def start(self, reader: Reader | None = None) -> None:
        """Let a reader run until the test ends."""
        self.readers.append(reader or self.reader())
        self.tasks.append(asyncio.create_task(self.readers[-1].run()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            _, running = await asyncio.wait(self.tasks, timeout=10)
            assert not running, "a reader does not end"
        self.tasks.clear()

    def owner(self, keeper: str = "hoc-mon") -> Owner:
        return self.owners.by_feed[Feed(keeper, "meetings")]

    async def applied(self, keeper: str = "hoc-mon") -> list[int]:
        return await applied(self.pool, self.projection.name, Feed(keeper, "meetings"))

    def lag(self, keeper: str) -> float | None:
        """As the scraper sees it; None where it is not told."""
        labels = {"projection": self.projection.name, "service": "meetings", "keeper": keeper}
        return self.registry.get_sample_value("sinhhoat_projection_lag_positions", labels)

    async def status(self, keeper: str = "hoc-mon") -> FeedStatus:
        lines = {line.feed: line for line in await status(self.pool, self.projection)}
        return lines.get(f"{keeper}.meetings", FeedStatus(f"{keeper}.meetings", 0, False, None, 0))

    async def comes_to(self, positions: Sequence[int], keeper: str = "hoc-mon", within: float = 30.0) -> None:
        """Wait until exactly these positions are applied, in this order."""

        async def same() -> bool:
            found = await self.applied(keeper)
            assert found == list(positions), f"applied: {found}"
            return True

        await self.until(same, within)

    async def until(self, check: Callable[[], Awaitable[bool]], within: float = 30.0) -> None:
        """Wait until it is so."""
        became_true: bool = await eventually(check, within)
        assert became_true
