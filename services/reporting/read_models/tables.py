"""Which tables a question is answered from: the live ones, or those that were built for a moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection, text_and_hash
from services.chassis.projection.rebuild.elsewhere import Redirected, Redirecting
from services.chassis.projection.rebuild.sides import side_of
from services.reporting.facts import Facts

WHOLE = "LOCK TABLE reporting_facts.positions, reporting_revisions.positions IN ACCESS SHARE MODE"
"""Before the snapshot is taken: a rebuild waits for us, and puts no other tables under an older snapshot."""


async def opened(connection: Connection, keeper: str | None, replay: str | None) -> Connection:
    """The connection on which the facts are read by their own names; called before the snapshot is taken.

    `keeper`: whose facts must stand there; None if anybody's do.
    Refused `replay_unknown`, `replay_outdated`, `replay_without_keeper`.
    """
    if replay is None:
        await connection.execute(WHOLE)
        return connection
    # It does with every statement what the connection does, to other tables.
    redirected = cast(Connection, Redirected(connection, Redirecting(Facts.name, side_of(Facts.name, replay))))
    try:
        await redirected.execute(WHOLE)
    except (asyncpg.InvalidSchemaNameError, asyncpg.UndefinedTableError):
        raise Refused("replay_unknown", field="replay", replay=replay) from None
    if await redirected.fetchval("SELECT sha256 FROM reporting_facts.prepared") != text_and_hash(Facts())[1]:
        raise Refused("replay_outdated", field="replay", replay=replay)
    feeds = "SELECT EXISTS (SELECT FROM reporting_facts.positions WHERE starts_with(feed, $1))"
    if keeper is not None and not await redirected.fetchval(feeds, f"{keeper}."):
        raise Refused("replay_without_keeper", field="replay", replay=replay, keeper=keeper)
    return redirected


@asynccontextmanager
async def of_all_keepers(pool: asyncpg.Pool[asyncpg.Record], replay: str | None = None) -> AsyncIterator[Connection]:
    """A snapshot of the live tables or of a replay, for statements about all keepers at once.

    A server with LLVM would take longer to compile their hundreds of conditions than to find the few rows.
    Refused `replay_unknown`, `replay_outdated`.
    """
    async with pool.acquire() as session, session.transaction(isolation="repeatable_read", readonly=True):
        connection = await opened(session, None, replay)
        await connection.execute("SET LOCAL jit = off")
        yield connection
