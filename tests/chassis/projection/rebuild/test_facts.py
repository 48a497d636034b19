"""The facts behind all figures come out the same from a rebuild, however the events were cut into batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from services.chassis.projection import positions
from services.chassis.projection.commit import Committer
from services.chassis.projection.links import START, At
from services.chassis.projection.positions import Step
from services.chassis.projection.projection import prepare
from services.chassis.projection.rebuild import Rebuild, Surroundings
from services.chassis.wire import Received
from services.reporting.facts import Facts
from sinhhoat.stack import Endpoints
from tests.chassis.projection.rebuild.linked import Linked
from tests.reporting.busy import busy_district
from tests.reporting.histories import districts
from tests.reporting.history import History

pytestmark = pytest.mark.connected

ROLES = ("reporting_owner", "reporting_service")
NOW = datetime(2019, 3, 1, tzinfo=UTC)
NUMBERS = count()
STEADY = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


async def read_live(pool: asyncpg.Pool[asyncpg.Record], linked: Linked) -> None:
    """What the live readers have done, three events at a time."""
    committer = Committer(Facts(), pool, lambda: NOW)
    async with pool.acquire() as connection:
        await positions.load(connection, "reporting_facts", linked.by_feed)
    for feed, events in linked.by_feed.items():
        at = START
        for start in range(0, len(events), 3):
            batch: Sequence[Received] = events[start : start + 3]
            to = At(batch[-1].position, batch[-1].chain)
            await committer.commit([Step(feed, at, to, tuple(batch))])
            at = to


async def rebuilt_facts_are_the_same(endpoints: Endpoints, history: History) -> None:
    admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    try:
        await admin.execute("DROP SCHEMA IF EXISTS reporting_facts CASCADE")
        await prepare(admin, Facts(), *ROLES)
        async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=6) as pool:
            linked = Linked(history)
            await read_live(pool, linked)
            rebuilt = await Rebuild(Facts(), Surroundings(admin, pool, linked.read, lambda: NOW), *ROLES).run()
            assert await pool.fetchval("SELECT count(*) FROM reporting_facts.parked") == 0
    finally:
        await admin.close()
    assert (rebuilt.different, rebuilt.events) == ((), len(history.told))
    assert rebuilt.rows["told"] == len(history.told)


async def test_a_rebuild_leaves_out_no_index(module_endpoints: Endpoints) -> None:
    await rebuilt_facts_are_the_same(module_endpoints, busy_district("indexed"))

    before, after = await indexes_of(module_endpoints, "reporting_facts_former", "reporting_facts")
    assert set(Facts.indexes_for_questions) <= after == before


async def indexes_of(endpoints: Endpoints, *schemas: str) -> list[set[str]]:
    """The names of the indexes in each schema."""
    admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    rows = await admin.fetch("SELECT schemaname, indexname FROM pg_indexes WHERE schemaname = ANY($1)", schemas)
    await admin.close()
    return [{row["indexname"] for row in rows if row["schemaname"] == schema} for schema in schemas]


async def test_a_busy_district_comes_out_the_same(module_endpoints: Endpoints) -> None:
    await rebuilt_facts_are_the_same(module_endpoints, busy_district("busy"))


@STEADY
@given(history=districts(lambda: f"made-up-{next(NUMBERS)}"))
async def test_any_district_comes_out_the_same(module_endpoints: Endpoints, history: History) -> None:
    await rebuilt_facts_are_the_same(module_endpoints, history)
