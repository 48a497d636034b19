"""What a projection is, and the tables that it keeps in the database of its service."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.chassis.wire import Received

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
"""A session of its own or one lent by a pool; they do the same."""

_TABLES = Path(__file__).with_name("tables.sql")


class Reads(Protocol):
    """What reads feeds and stands somewhere in each of them: a projection or a reaction.

    `name` is a literal such as `reporting_facts`: the durable, and the schema of its tables (names in its SQL are
    written with the schema). `sources` are the services whose feeds it reads. `schema_sql` is a plain SQL file with
    its own tables, in which `{schema}` stands for the schema; a folder of such files, in the order of their names; or
    None.
    """

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def schema_sql(self) -> Path | None: ...


class Projection(Reads, Protocol):
    """Rows made from events. Deterministic: no clock, no randomness, no order but the one of the events."""

    async def apply(self, connection: Any, events: Sequence[Received]) -> None:
        """Write what the events mean, inside the transaction that moves the positions; in order per feed.

        `connection` is a Connection. An error undoes the batch; one that comes back alone parks the event.
        """


class TablesChanged(Exception):
    """The projection's tables were made from another text: it needs a rebuild, not a silent mixture."""


async def prepare(admin: Connection, projection: Reads, owner: str, service_role: str) -> None:
    """Make the schema and tables where they are not there yet, owned by `owner`, for `service_role` to write.

    Raises TablesChanged when the projection's SQL file is not the one that its tables were made from.
    """
    schema = projection.name
    for name in (schema, owner, service_role):
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", name):
            raise ValueError(f"not a name for a schema or role: {name!r}")
    async with admin.transaction():
        # Several processes of one service may start at the same moment.
        await admin.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"prepare:{schema}")
        await admin.execute(f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}")
        await admin.execute(f"SET LOCAL ROLE {owner}")
        await admin.execute(_TABLES.read_text("utf-8").replace("{schema}", schema))
        await _own_tables(admin, projection)
        await admin.execute(f"GRANT USAGE ON SCHEMA {schema} TO {service_role}")
        await admin.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {service_role}")
        await admin.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {service_role}")


def text_and_hash(projection: Reads) -> tuple[str, str]:
    """The text that the projection's own tables are made from, and its SHA-256, which `prepared` keeps."""
    path = projection.schema_sql
    files = [] if path is None else sorted(path.glob("*.sql")) if path.is_dir() else [path]
    text = "\n".join(file.read_text("utf-8") for file in files)
    return text, hashlib.sha256(text.encode()).hexdigest()


async def _own_tables(admin: Connection, projection: Reads) -> None:
    text, sha256 = text_and_hash(projection)
    made_from = await admin.fetchval(f"SELECT sha256 FROM {projection.name}.prepared")
    if made_from is None:
        if text:
            await admin.execute(text.replace("{schema}", projection.name))
        await admin.execute(f"INSERT INTO {projection.name}.prepared (sha256) VALUES ($1)", sha256)
    elif made_from != sha256:
        raise TablesChanged(f"{projection.name}: the SQL file is not the one its tables were made from")
