"""Reads of a sealed history are recorded in a chain of their own, which nobody changes unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.chassis.event_store.reads import Read, Reads, link
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.ledger import JANUARY
from tests.chassis.event_store.place import Place, migrated
from tests.docs.pages import ROOT, blocks

READ = Read(JANUARY, UUID(int=1), "assignments.sealed_history.v1", '{"kind":"visit_plan"}', "c")
SEALED = Feed("hoc-mon", "sealed")
[CHECK] = (sql.strip().rstrip(";") for sql in blocks(ROOT / "docs" / "auditors.md", "sql") if ".reads" in sql)
ALTERED = [
    {"read_at": JANUARY + timedelta(microseconds=1)},
    {"reader": UUID(int=2)},
    {"question": "assignments.sealed_history.v2"},
    {"question": "assignments.sealed_history.v1{", "asked": '"kind":"visit_plan"}'},
    {"asked": "{}"},
    {"correlation": None},
    {"correlation": ""},
]


@pytest.mark.parametrize("alteration", ALTERED)
def test_every_column_changes_the_chain(alteration: dict[str, object]) -> None:
    assert link(b"", 1, replace(READ, **alteration)) != link(b"", 1, READ)  # type: ignore[arg-type]
    assert link(b"", 2, READ) != link(b"", 1, READ) != link(b"\1", 1, READ)


@pytest.fixture
async def sealed(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """Made for each test and taken away behind it: the schema is the one that the auditors' page names."""
    async with Place.made(module_endpoints, SEALED, "real") as place:
        yield place
        await place.superuser.execute(f"DROP SCHEMA {SEALED.schema} CASCADE")


@pytest.mark.connected
async def test_reads_that_race_stand_one_behind_the_other(sealed: Place) -> None:
    reads = Reads(sealed.pool, SEALED)
    wanted = [replace(READ, asked=str(number), correlation=[None, "c"][number % 2]) for number in range(20)]

    numbers = await asyncio.gather(*(reads.record(read) for read in wanted))

    assert sorted(numbers) == list(range(1, 21))
    stored = {row.number: row.read for row in await reads.rows(0)}
    assert stored == dict(zip(numbers, wanted, strict=True))
    assert await reads.verify(page=3) is None
    assert await sealed.superuser.fetch(CHECK) == []


@pytest.mark.connected
@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE {feed}.reads SET reader = gen_random_uuid() WHERE number = 4", 4),
        ("UPDATE {feed}.reads SET asked = '{{}}' WHERE number = 4", 4),
        ("UPDATE {feed}.reads SET correlation = NULL WHERE number = 4", 4),
        ("UPDATE {feed}.reads SET chain = set_byte(chain, 0, get_byte(chain, 0) # 1) WHERE number = 4", 4),
        ("DELETE FROM {feed}.reads WHERE number = 4", 4),
        ("DELETE FROM {feed}.reads WHERE number = 1", 1),
    ],
)
async def test_an_alteration_behind_the_guard_is_found(sealed: Place, tampering: str, found: int) -> None:
    reads = Reads(sealed.pool, SEALED)
    for _ in range(6):
        await reads.record(READ)

    await sealed.superuser.execute(f"ALTER TABLE {SEALED.schema}.reads DISABLE TRIGGER append_only")
    await sealed.superuser.execute(tampering.format(feed=SEALED.schema))

    assert await reads.verify(page=4) == found
    # Of a row taken out, the statement names the one behind it.
    assert await sealed.superuser.fetchval(CHECK) == (found + 1 if "DELETE" in tampering else found)


CHANGES = ["UPDATE {feed}.reads SET asked = ''", "DELETE FROM {feed}.reads", "TRUNCATE {feed}.reads"]
INSERT = "INSERT INTO {feed}.reads SELECT 2, read_at, reader, question, asked, correlation, chain FROM {feed}.reads"


@pytest.mark.connected
@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize("change", CHANGES)
async def test_not_even_the_superuser_changes_what_was_recorded(sealed: Place, change: str, role: str) -> None:
    await Reads(sealed.pool, SEALED).record(READ)
    await sealed.superuser.execute(f"SET session_replication_role = {role}")

    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await sealed.superuser.execute(change.format(feed=SEALED.schema))


@pytest.mark.connected
@pytest.mark.parametrize("change", [*CHANGES, INSERT])
async def test_the_service_can_only_record(sealed: Place, change: str) -> None:
    await Reads(sealed.pool, SEALED).record(READ)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sealed.pool.execute(change.format(feed=SEALED.schema))


@pytest.mark.connected
async def test_an_open_schema_has_a_record_of_its_own(sealed: Place) -> None:
    feed = Feed("hoc-mon", "meetings")
    await migrated(sealed.endpoints, feed, "real")

    schemas = await sealed.superuser.fetch(
        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'reads'"
    )

    assert {row["table_schema"] for row in schemas} == {SEALED.schema, feed.schema}
