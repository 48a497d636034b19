"""A city in real stores: what was written in bulk is what `append` and ordinary reading would have made."""

from __future__ import annotations

from dataclasses import replace

import asyncpg
import pytest

from services.chassis.errors import Refused
from services.chassis.event_store import EventStore, migrate
from services.chassis.feed import Feed
from sinhhoat.generation.city import generate
from sinhhoat.generation.offline import OWNERS
from sinhhoat.generation.plan import CITY
from sinhhoat.generation.ward import Ward
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from tests.eventually import eventually
from tests.generation.given import SMALL, a_ward, history_of
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TINY = replace(SMALL, cells=6, wards=2, quarters=2)
KEEPER = "ward-001"


@pytest.fixture(scope="module")
async def city(module_endpoints: Endpoints) -> Endpoints:
    await generate(module_endpoints, TINY, lambda name, events: None, ["reporting"])
    return module_endpoints


@pytest.fixture(scope="module")
async def ward() -> Ward:
    return await a_ward(0, TINY)


async def opened(endpoints: Endpoints, feed: Feed) -> tuple[EventStore, asyncpg.Pool]:
    codec = SERVICES[feed.service].codec
    assert codec is not None
    pool = await asyncpg.create_pool(endpoints.postgres_service[feed.service], min_size=1, max_size=1)
    return await EventStore.open(pool, feed, codec), pool


async def test_every_history_passes_the_check_of_its_chain(city: Endpoints) -> None:
    for feed in (Feed(keeper, owner) for keeper in (*TINY.keepers, CITY) for owner in OWNERS):
        store, pool = await opened(city, feed)

        assert await store.verify() is None
        assert (await store.head()).position > 0 or feed.keeper == CITY
        await pool.close()


@pytest.mark.parametrize("owner", OWNERS)
async def test_append_makes_the_same_rows_of_the_same_commands(city: Endpoints, ward: Ward, owner: str) -> None:
    twin = Feed("twin", owner)
    admin = await asyncpg.connect(city.postgres_migration[owner])
    await migrate(admin, twin, kind="simulated", owner=f"{owner}_owner", service=f"{owner}_service")
    await admin.close()
    store, pool = await opened(city, twin)

    appended = await store.append([entry.submission for entry in ward.histories[owner]])

    assert {one.outcome for one in appended} == {"stored"}
    for table in ("stored_events", "commands", "texts"):
        rows = [
            await pool.fetch(f"SELECT * FROM {feed.schema}.{table} t ORDER BY t::text")
            for feed in (Feed(KEEPER, owner), twin)
        ]
        assert [tuple(row) for row in rows[0]] == [tuple(row) for row in rows[1]]
    await pool.close()


async def test_the_tables_that_were_rebuilt_are_those_of_ordinary_reading(city: Endpoints, ward: Ward) -> None:
    async with Tables.made(city) as tables:
        await tables.read(history_of(ward, "twin"))

        names = await tables.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'reporting_facts'")
        # The table that says when things were recorded is left out: histories of tests know no instants.
        for name in sorted({row["tablename"] for row in names} & {*FACTS}):
            assert await tables.rows(name, KEEPER) == await tables.rows(name, "twin"), name


FACTS = (
    *("assignment_fact", "cell_type_fact", "class_fact", "finding_fact", "good_month_fact", "issue_fact", "lineage"),
    *("meeting_fact", "move_fact", "notice_fact", "observer_report_fact", "quota_fact", "rating_fact"),
    *("resolution_fact", "review_fact", "roll_fact", "unit_version", "visit_fact"),
)


async def test_a_city_is_made_in_empty_stores_only(city: Endpoints) -> None:
    with pytest.raises(Refused) as refused:
        await generate(city, TINY, lambda name, events: None, [])

    assert refused.value.code == "store_not_empty"


async def test_no_session_outlives_a_city_that_cannot_be_prepared(city: Endpoints) -> None:
    """One service's address leads to a role that may make no schema, which is found while the others are at work."""
    planted = {**city.postgres_migration, "meetings": city.postgres_service["meetings"]}
    migration = {
        service: f"{url}{'&' if '?' in url else '?'}application_name=planted" for service, url in planted.items()
    }

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await generate(replace(city, postgres_migration=migration), TINY, lambda name, events: None, ["reporting"])

    admin = await asyncpg.connect(city.admin_url("meetings"))
    none = "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'planted'"
    # The server takes a moment to end a session that has said farewell.
    await eventually(lambda: admin.fetchval(none))
    await admin.close()


async def test_the_readers_stand_at_the_end_of_every_history(city: Endpoints) -> None:
    admin = await asyncpg.connect(city.admin_url("reporting"))
    read_to = "SELECT position FROM reporting_facts.positions WHERE feed = $1"
    position = await admin.fetchval(read_to, f"{KEEPER}.meetings")
    await admin.close()

    store, pool = await opened(city, Feed(KEEPER, "meetings"))
    assert position == await store.published_head() > 0
    await pool.close()
