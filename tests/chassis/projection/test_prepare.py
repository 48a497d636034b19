"""The tables of a projection are made once, by a role that the service cannot become, and checked ever after."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from services.chassis.projection.projection import TablesChanged, prepare
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes

pytestmark = pytest.mark.connected


@pytest.fixture
async def admin(module_endpoints: Endpoints) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(module_endpoints.postgres_migration["reporting"])
    yield connection
    await connection.close()


async def test_preparing_again_changes_nothing(bench: Bench[Notes], admin: asyncpg.Connection) -> None:
    await bench.pool.execute(
        f"INSERT INTO {bench.projection.name}.positions (feed, position) VALUES ('city.meetings', 7)"
    )

    await prepare(admin, bench.projection, "reporting_owner", "reporting_service")

    assert (await bench.status("city")).position == 7


async def test_tables_made_from_another_text_are_not_mixed_with_it(
    bench: Bench[Notes], admin: asyncpg.Connection, tmp_path: Path
) -> None:
    bench.projection.schema_sql = tmp_path / "notes.sql"
    bench.projection.schema_sql.write_text("CREATE TABLE {schema}.other (number bigint);")

    with pytest.raises(TablesChanged):
        await prepare(admin, bench.projection, "reporting_owner", "reporting_service")


async def test_the_service_writes_rows_and_makes_no_tables(bench: Bench[Notes]) -> None:
    await bench.pool.execute(f"UPDATE {bench.projection.name}.positions SET position = 1")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bench.pool.execute(f"CREATE TABLE {bench.projection.name}.more (number bigint)")


async def test_a_failure_in_the_projections_own_file_leaves_nothing_behind(
    admin: asyncpg.Connection, tmp_path: Path
) -> None:
    notes = Notes(f"notes_{secrets.token_hex(4)}")
    notes.schema_sql = tmp_path / "notes.sql"
    notes.schema_sql.write_text("CREATE TABLE {schema}.one (number bigint); CREATE TABLE {schema}.one ();")
    with pytest.raises(asyncpg.DuplicateTableError):
        await prepare(admin, notes, "reporting_owner", "reporting_service")

    assert not await admin.fetchval("SELECT count(*) FROM pg_namespace WHERE nspname = $1", notes.name)


@pytest.mark.parametrize("name", ["Notes", "a-b", "a;drop schema public", "", "ạ"])
async def test_a_name_that_is_no_schema_is_refused(admin: asyncpg.Connection, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        await prepare(admin, Notes(name), "reporting_owner", "reporting_service")
