"""Nobody changes what was written, and nobody reads a neighbour."""

from __future__ import annotations

import asyncpg
import pytest

from services.chassis.event_store.store import EventStore
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_submission, a_text, an_event
from tests.chassis.event_store.place import Place
from tests.chassis.event_store.test_append import LEDGER

pytestmark = pytest.mark.connected

CHANGES = [
    "UPDATE {feed}.stored_events SET state = 'x'",
    "UPDATE {feed}.stored_events SET state = state",
    "DELETE FROM {feed}.stored_events",
    "TRUNCATE {feed}.stored_events",
    "UPDATE {feed}.commands SET reply = 'x'",
    "DELETE FROM {feed}.commands",
    "TRUNCATE {feed}.commands",
    "UPDATE {feed}.store SET kind = 'real'",
    "DELETE FROM {feed}.store",
    "TRUNCATE {feed}.store",
    "DELETE FROM {feed}.texts",
    "TRUNCATE {feed}.texts",
    "UPDATE {feed}.texts SET text = 'other words'",
    "UPDATE {feed}.texts SET text = NULL, salt = NULL, sha256 = 'x'",
]
INSERTS = [
    "INSERT INTO {feed}.stored_events SELECT * FROM {feed}.stored_events",
    "INSERT INTO {feed}.commands SELECT * FROM {feed}.commands",
    "INSERT INTO {feed}.texts SELECT * FROM {feed}.texts",
    "INSERT INTO {feed}.relay_cursor DEFAULT VALUES",
    "UPDATE {feed}.texts SET text = NULL, salt = NULL",
    "DELETE FROM {feed}.relay_cursor",
    "CREATE TABLE {feed}.mine (x int)",
    "ALTER TABLE {feed}.stored_events DISABLE TRIGGER ALL",
    "SET ROLE meetings_owner",
    "SET session_replication_role = replica",
]


@pytest.fixture(autouse=True)
async def something_stored(store: EventStore) -> None:
    await store.append([a_submission(an_event(LEDGER, 1), texts=(a_text("words", LEDGER),))])


@pytest.mark.parametrize("change", CHANGES)
async def test_not_even_the_superuser_changes_what_was_written(place: Place, change: str) -> None:
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await place.superuser.execute(change.format(feed=place.feed.schema))


@pytest.mark.parametrize("change", CHANGES[::4])
async def test_a_replication_role_does_not_skip_the_triggers(place: Place, change: str) -> None:
    await place.superuser.execute("SET session_replication_role = replica")

    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await place.superuser.execute(change.format(feed=place.feed.schema))


@pytest.mark.parametrize("change", CHANGES + INSERTS)
async def test_the_service_has_no_right_but_to_append(place: Place, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await place.pool.execute(change.format(feed=place.feed.schema))


async def test_the_service_moves_the_cursor_of_its_relay(place: Place) -> None:
    assert await place.pool.execute(f"UPDATE {place.feed.schema}.relay_cursor SET scanned = 1") == "UPDATE 1"


async def test_nobody_logs_in_as_the_owner(place: Place) -> None:
    assert await place.superuser.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'meetings_owner'") is False
    owners = await place.superuser.fetch(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = $1", place.feed.schema
    )
    assert [row["tableowner"] for row in owners] == ["meetings_owner"]


async def test_another_service_neither_enters_the_database_nor_reads_the_schema(
    place: Place, module_endpoints: Endpoints
) -> None:
    mine, theirs = (module_endpoints.postgres_service[name] for name in ("meetings", "ratings"))
    there = theirs.replace(module_endpoints.database("ratings"), module_endpoints.database("meetings"))
    assert there != mine

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(there)
    await place.superuser.execute("SET ROLE ratings_service")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await place.superuser.fetch(f"SELECT * FROM {place.feed.schema}.stored_events")
