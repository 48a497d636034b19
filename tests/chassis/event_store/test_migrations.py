"""The schema of a feed is made once, migrated in order, and never becomes another kind."""

from __future__ import annotations

import secrets
from pathlib import Path

import asyncpg
import pytest

from services.chassis.event_store.migrations import MigrationRefused, all_migrations, migrate, named
from services.chassis.event_store.rows import Kind
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.ledger import codec
from tests.chassis.event_store.place import Place, migrated

OTHER: dict[Kind, Kind] = {"real": "simulated", "simulated": "real"}


def a_feed() -> Feed:
    return Feed(f"m-{secrets.token_hex(4)}", "meetings")


@pytest.mark.connected
@pytest.mark.parametrize("kind", ["real", "simulated"])
async def test_a_store_never_becomes_another_kind(module_endpoints: Endpoints, kind: Kind) -> None:
    feed = a_feed()
    await migrated(module_endpoints, feed, kind)

    await migrated(module_endpoints, feed, kind)
    with pytest.raises(MigrationRefused, match=f"the store is {kind}, for ever"):
        await migrated(module_endpoints, feed, OTHER[kind])


@pytest.mark.connected
async def test_a_superuser_may_migrate_and_the_owner_owns_it(module_endpoints: Endpoints) -> None:
    feed = a_feed()
    admin = await asyncpg.connect(module_endpoints.admin_url("meetings"))
    try:
        await migrate(admin, feed, kind="real", owner="meetings_owner", service="meetings_service")
        owner = await admin.fetchval("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = $1", feed.schema)
    finally:
        await admin.close()

    assert owner == "meetings_owner"


@pytest.mark.connected
async def test_a_service_does_not_start_without_its_store(place: Place) -> None:
    with pytest.raises(MigrationRefused, match="migrate first"):
        await EventStore.open(place.pool, a_feed(), codec())


@pytest.mark.connected
async def test_a_service_does_not_start_on_a_schema_that_is_too_old_or_not_ours(place: Place) -> None:
    schema, newest = place.feed.schema, len(all_migrations())
    await place.superuser.execute(f"DELETE FROM {schema}.migrations WHERE number = {newest}")
    with pytest.raises(MigrationRefused, match=f"migration {newest} is missing"):
        await EventStore.open(place.pool, place.feed, codec())

    await place.superuser.execute(f"UPDATE {schema}.migrations SET sha256 = 'x' WHERE number = 1")
    with pytest.raises(MigrationRefused, match="migration 1 was applied from another file"):
        await EventStore.open(place.pool, place.feed, codec())


@pytest.mark.connected
async def test_a_migration_that_fails_leaves_nothing_behind(module_endpoints: Endpoints) -> None:
    feed = a_feed()
    admin = await asyncpg.connect(module_endpoints.admin_url("meetings"))
    try:
        with pytest.raises(asyncpg.UndefinedObjectError):
            await migrate(admin, feed, kind="real", owner="meetings_owner", service="nobody_there")
        assert await admin.fetchval("SELECT count(*) FROM pg_namespace WHERE nspname = $1", feed.schema) == 0
    finally:
        await admin.close()


@pytest.mark.parametrize("name", ['x"; DROP TABLE y; --', "A", "", "1a", "x.y", "x" * 64])
def test_a_name_that_would_need_quoting_never_gets_into_sql(name: str) -> None:
    with pytest.raises(ValueError, match="not a plain identifier"):
        named("SELECT 1", Feed("a", "meetings"), name, "meetings_service")


def test_a_missing_number_is_noticed(tmp_path: Path) -> None:
    for name in ("0001_a.sql", "0003_c.sql"):
        (tmp_path / name).write_text("SELECT 1")

    with pytest.raises(ValueError, match="without a gap"):
        all_migrations(tmp_path)
