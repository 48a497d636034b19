"""The schemas of a projection: the live one, the next one, the former one; and how one takes another's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.chassis.projection.projection import Connection
from services.chassis.projection.rebuild.refusal import RebuildRefused

SHORT_WAIT = "300ms"
"""Questions queue behind whoever waits for a table: nobody waits longer than that at a time."""
TRIES, PAUSE = 60, 0.2


def next_of(name: str) -> str:
    """Where a projection is made anew."""
    return f"{name}_next"


def former_of(name: str) -> str:
    """What was live before."""
    return f"{name}_former"


@asynccontextmanager
async def alone(admin: Connection, name: str) -> AsyncIterator[None]:
    """The right to rebuild a projection, for as long as the session lives; RebuildRefused while another has it."""
    key = f"rebuild:{name}"
    if not await admin.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", key):
        raise RebuildRefused(f"{name} đang được dựng lại ở nơi khác", f"{name} is being rebuilt by somebody else")
    try:
        yield
    finally:
        if not admin.is_closed():
            await admin.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key)


async def refuse_without(admin: Connection, schema: str) -> None:
    """RebuildRefused where there is no such schema."""
    if not await admin.fetchval("SELECT to_regnamespace($1) IS NOT NULL", schema):
        raise RebuildRefused(f"Không có {schema}, không có gì để thay", f"There is no {schema}: nothing to replace")


async def refuse_functions(admin: Connection, schema: str) -> None:
    """RebuildRefused where the text of a function would go on naming the schema that it was made in."""
    if await admin.fetchval("SELECT EXISTS (SELECT FROM pg_proc WHERE pronamespace = $1::text::regnamespace)", schema):
        raise RebuildRefused(f"{schema} có hàm riêng", f"{schema} has functions of its own and cannot be renamed")


async def drop(admin: Connection, schema: str) -> None:
    """Remove a schema and everything in it."""
    await admin.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


@asynccontextmanager
async def held_off(admin: Connection, name: str) -> AsyncIterator[None]:
    """A transaction during which nobody moves a position of the projection or parks anything; questions go on.

    A reader's first statement moves positions: it has either committed before, or waits and then finds, by the same
    name, the tables that are live afterwards. So no transaction has its position in one schema and its rows in another.
    """
    async with admin.transaction():
        await admin.execute("SET LOCAL lock_timeout = '10s'")
        # A service that starts makes what is missing of the live schema, and must not do so in the middle.
        await admin.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"prepare:{name}")
        await admin.execute(f"LOCK TABLE {name}.positions, {name}.parked IN EXCLUSIVE MODE")
        yield


async def put_in_place(admin: Connection, name: str, schema: str) -> None:
    """Make a schema the live one, and the live one the former; inside `held_off`.

    Nobody may have a question open that has read the live tables, for its later statements would find the others.
    """
    former = former_of(name)
    if schema != former:
        await drop(admin, former)
    await _wait_for_questions(admin, name)
    await admin.execute(f"ALTER SCHEMA {name} RENAME TO {name}_leaving")
    await admin.execute(f"ALTER SCHEMA {schema} RENAME TO {name}")
    await admin.execute(f"ALTER SCHEMA {name}_leaving RENAME TO {former}")


async def _wait_for_questions(admin: Connection, name: str) -> None:
    for _ in range(TRIES):
        try:
            async with admin.transaction():
                await admin.execute(f"SET LOCAL lock_timeout = '{SHORT_WAIT}'")
                await admin.execute(f"LOCK TABLE {name}.positions IN ACCESS EXCLUSIVE MODE")
                return
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(PAUSE)
    raise RebuildRefused(
        f"{name}: có câu hỏi đọc quá lâu, chưa thay được; hãy chạy lại sau",
        f"{name}: somebody has been reading it all the time, so it was not replaced; run it again later",
    )
