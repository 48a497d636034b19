"""Makes and migrates the schema of one feed from the plain SQL files beside this module."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.chassis.event_store.rows import Kind
from services.chassis.feed import Feed

FOLDER = Path(__file__).with_name("migrations")
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")


class MigrationRefused(Exception):
    """The schema that is there is not the one that this program wants to go on from."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A numbered SQL file; `sha256` is over the file as it is, before the names are put in."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.sql.encode()).digest()


def all_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The files `0001_name.sql` … in order; ValueError when a number is missing or given twice."""
    files = sorted(folder.glob("*.sql"))
    migrations = [Migration(int(file.stem[:4]), file.stem[5:], file.read_text(encoding="utf-8")) for file in files]
    if [migration.number for migration in migrations] != list(range(1, len(files) + 1)):
        raise ValueError("migrations are numbered 0001, 0002 … without a gap")
    return migrations


def named(sql: str, feed: Feed, owner: str, service: str) -> str:
    """Put the identifiers in; ValueError for one that would need quoting."""
    names = {"{feed}": feed.schema, "{owner}": owner, "{service}": service}
    for place, name in names.items():
        if IDENTIFIER.fullmatch(name) is None:
            raise ValueError(f"not a plain identifier: {name!r}")
        sql = sql.replace(place, name)
    return sql


async def migrate(admin: Connection, feed: Feed, *, kind: Kind, owner: str, service: str) -> None:
    """Bring the feed's schema to the newest version, in one transaction; running it again changes nothing.

    `admin` may act as `owner`, to whom everything will belong. MigrationRefused when the store is of another kind,
    or was migrated by other files than ours.
    """
    async with admin.transaction():
        await admin.execute("SELECT pg_advisory_xact_lock(hashtext($1), 1)", feed.schema)
        await admin.execute(named("SET LOCAL ROLE {owner}", feed, owner, service))
        await admin.execute(named(PREPARE, feed, owner, service))
        applied = await _applied(admin, feed)
        for migration in _missing(applied, feed):
            await admin.execute(named(migration.sql, feed, owner, service))
            await admin.execute(
                f"INSERT INTO {feed.schema}.migrations VALUES ($1, $2, $3)",
                *(migration.number, migration.name, migration.sha256),
            )
        await _settle_kind(admin, feed, kind)


PREPARE = """
CREATE SCHEMA IF NOT EXISTS {feed};
CREATE TABLE IF NOT EXISTS {feed}.migrations (number int PRIMARY KEY, name text NOT NULL, sha256 bytea NOT NULL);
"""


async def check_migrated(connection: Connection, feed: Feed) -> None:
    """MigrationRefused unless the schema is there, in exactly our version."""
    try:
        applied = await _applied(connection, feed)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError) as error:
        raise MigrationRefused(f"{feed}: there is no store; migrate first") from error
    if missing := _missing(applied, feed):
        raise MigrationRefused(f"{feed}: migration {missing[0].number} is missing; migrate first")


async def _applied(connection: Connection, feed: Feed) -> list[tuple[int, bytes]]:
    rows = await connection.fetch(f"SELECT number, sha256 FROM {feed.schema}.migrations ORDER BY number")
    return [(row["number"], row["sha256"]) for row in rows]


def _missing(applied: list[tuple[int, bytes]], feed: Feed) -> list[Migration]:
    ours = all_migrations()
    for number, sha256 in applied:
        if number > len(ours) or ours[number - 1].sha256 != sha256:
            raise MigrationRefused(f"{feed}: migration {number} was applied from another file than ours")
    return ours[len(applied) :]


async def _settle_kind(connection: Connection, feed: Feed, kind: Kind) -> None:
    """The kind is written once; nothing may make a simulated history pass for a real one."""
    await connection.execute(
        f"INSERT INTO {feed.schema}.store (kind) SELECT $1 WHERE NOT EXISTS (SELECT FROM {feed.schema}.store)", kind
    )
    stored = await connection.fetchval(f"SELECT kind FROM {feed.schema}.store")
    if stored != kind:
        raise MigrationRefused(f"{feed}: the store is {stored}, for ever; it cannot become {kind}")
