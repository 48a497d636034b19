"""Each figure of a reader moves when the thing happens that it speaks of."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from services.chassis.ending import end
from services.chassis.feed import Feed
from services.chassis.projection.parking import retry
from services.chassis.projection.rebuild.rebuild import Rebuild
from services.chassis.projection.standing import Standing, StandingMetrics
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish
from tests.chassis.projection.rebuild.given import Rebuilding
from tests.eventually import eventually

pytestmark = pytest.mark.connected

HERE = Feed("hoc-mon", "meetings")
GAUGES = ("position", "lag_positions", "lag_seconds", "forked")
FEED = {"keeper": "hoc-mon"}
A_YEAR = 3600.0 * 24 * 365


def shown(bench: Bench[Notes], name: str) -> float | None:
    """A figure of the feed, or of its source."""
    narrow = {"projection": bench.projection.name, "service": "meetings"}
    found = (bench.registry.get_sample_value(f"sinhhoat_projection_{name}", one) for one in (narrow | FEED, narrow))
    return next((value for value in found if value is not None), None)


async def tell(bench: Bench[Notes], bus: Client, positions: float) -> bool:
    """Say how far the owner is; whether the reader is seen to be so far behind."""
    await bench.owners.tell(bus)
    return shown(bench, "lag_positions") == positions


async def test_the_active_reader_shows_how_far_it_is_and_nobody_else_does(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(5))
    await bench.comes_to(range(1, 6))

    await eventually(lambda: [shown(bench, name) for name in ("active", *GAUGES)] == [1, 5, 0, 0, 0])
    await bench.stop()
    assert shown(bench, "active") == 0
    assert [shown(bench, name) for name in GAUGES] == [None] * 4


async def test_lag_grows_in_positions_and_seconds_while_events_cannot_be_applied(bench: Bench[Notes]) -> None:
    """The events were recorded in 2019, in a simulated store: their age is that of their waiting here."""
    bench.start()
    await publish(bench.bus, bench.owner().record_many(2))
    await bench.comes_to([1, 2])
    bench.projection.away = {"hoc-mon"}
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.until(lambda: tell(bench, bench.bus, 3))

    await eventually(lambda: (shown(bench, "lag_seconds") or 0) > 0.5)
    assert (shown(bench, "lag_seconds") or 0) < A_YEAR
    bench.projection.away = set()
    await bench.comes_to(range(1, 6))
    await eventually(lambda: (shown(bench, "lag_positions"), shown(bench, "lag_seconds")) == (0, 0))


async def test_a_batch_counts_with_its_size(bench: Bench[Notes]) -> None:
    await publish(bench.bus, bench.owner().record_many(7))
    bench.start()
    await bench.comes_to(range(1, 8))

    # On a slow machine a message may come twice, and counts twice.
    await eventually(lambda: (shown(bench, "batch_messages_sum") or 0) >= 7)
    assert 1 <= (shown(bench, "batch_messages_count") or 0) <= (shown(bench, "batch_messages_sum") or 0)


async def test_a_gap_that_was_healed_is_counted_once(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(9)[6:])
    await bench.comes_to(range(1, 10))

    await eventually(lambda: shown(bench, "gaps_healed_total") == 1)


async def test_a_forked_history_shows(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to([1, 2, 3])
    bench.owner().secret = "another way"
    bench.owner()._last = (2, b"")
    await publish(bench.bus, [bench.owner().record("a", "other")])

    await eventually(lambda: shown(bench, "forked") == 1)


def standing_of(bench: Bench[Notes]) -> Standing:
    """What any process of the service shows, also one whose reader waits."""
    keepers = [feed.keeper for feed in bench.owners.by_feed]
    log = structlog.get_logger()
    return Standing(bench.pool, [bench.projection], keepers, StandingMetrics(bench.registry), log)


async def test_parked_events_are_counted_when_it_happens_and_shown_until_they_are_gone(bench: Bench[Notes]) -> None:
    standing = standing_of(bench)
    for about, what in (("a", "one"), ("b", "poison"), ("b", "later")):
        bench.owner().record(about, what)
    bench.projection.poisons = {"poison"}
    await publish(bench.bus, bench.owner().messages)
    bench.start()
    await bench.comes_to([1])
    await standing.look()

    await eventually(lambda: (shown(bench, "parked_total"), shown(bench, "parked_events")) == (2, 2))
    bench.projection.poisons = set()
    await retry(bench.pool, bench.projection, HERE)
    await standing.look()
    assert (shown(bench, "parked_total"), shown(bench, "parked_events")) == (2, 0)


class StandsStill(Rebuild):
    """A rebuild that waits once the new tables are level, so that a test can look at it."""

    level: asyncio.Event
    may_go_on: asyncio.Event

    async def _tidy(self, tables: object) -> None:
        self.level.set()
        await self.may_go_on.wait()


def rebuild_shown(registry: CollectorRegistry, bench: Bench[Notes]) -> list[float | None]:
    labels = {"projection": bench.projection.name}
    names = ("passed", "known")
    return [registry.get_sample_value(f"sinhhoat_projection_rebuild_{name}_positions", labels) for name in names]


async def test_a_rebuild_in_another_process_shows_how_far_it_is_and_is_gone_when_it_is_over(
    bench: Bench[Notes], module_endpoints: Endpoints
) -> None:
    bench.start()
    async with Rebuilding.of(bench, module_endpoints) as rebuilding:
        await rebuilding.told(60)
        standing = standing_of(bench)
        rebuild = rebuilding.rebuild(StandsStill)
        assert isinstance(rebuild, StandsStill)
        rebuild.level, rebuild.may_go_on = asyncio.Event(), asyncio.Event()
        await standing.look()
        assert rebuild_shown(bench.registry, bench) == [None, None]
        under_way = asyncio.create_task(rebuild.run())
        await rebuild.level.wait()

        async def seen() -> bool:
            await standing.look()
            return rebuild_shown(bench.registry, bench) == [60, 60]

        await bench.until(seen)
        rebuild.may_go_on.set()
        await under_way
        await standing.look()
        assert rebuild_shown(bench.registry, bench) == [None, None]


async def test_a_rebuild_that_was_killed_shows_no_more(bench: Bench[Notes], module_endpoints: Endpoints) -> None:
    """What it wrote stays; its lock went with its session."""
    bench.start()
    async with Rebuilding.of(bench, module_endpoints) as rebuilding:
        await rebuilding.told(60)
        standing = standing_of(bench)
        rebuild = rebuilding.rebuild(StandsStill)
        assert isinstance(rebuild, StandsStill)
        rebuild.level, rebuild.may_go_on = asyncio.Event(), asyncio.Event()
        under_way = asyncio.create_task(rebuild.run())
        await rebuild.level.wait()

        async def seen() -> bool:
            await standing.look()
            return rebuild_shown(bench.registry, bench) == [60, 60]

        await bench.until(seen)
        rebuilding.admin.terminate()
        await end(under_way)
        rows = await bench.pool.fetchval(f"SELECT count(*) FROM {bench.projection.name}.rebuilding")
        await bench.until(lambda: _gone(standing, bench))

    assert rows == 1


async def _gone(standing: Standing, bench: Bench[Notes]) -> bool:
    await standing.look()
    return rebuild_shown(bench.registry, bench) == [None, None]
