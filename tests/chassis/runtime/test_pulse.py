"""Connections that lead nowhere are found and ended; those to a server that only pauses are left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
import structlog
from asyncpg.pool import PoolConnectionProxy
from structlog.testing import capture_logs

from services.chassis.ending import end
from services.chassis.runtime import pulse
from services.chassis.runtime.pulse import Pulse
from sinhhoat.stack import Stack
from tests.chaos.proxy import Proxy
from tests.eventually import eventually

pytestmark = pytest.mark.connected

EVENT = "database_connections_lost"
NAME = "watched-1"
HELD = 7_310_442
"""The number of an advisory lock; whoever holds it stands for one that has written a row."""
BEGIN_AND_HOLD = f"BEGIN; SELECT pg_advisory_xact_lock({HELD})"
BEATING = "SELECT count(*) FILTER (WHERE query LIKE 'SELECT 1%') > 0 FROM pg_stat_activity WHERE application_name = $1"
BETWEEN_MESSAGES = (
    "SELECT (state, wait_event) IS NOT DISTINCT FROM ('active', 'ClientRead') FROM pg_stat_activity WHERE pid = $1"
)
"""Whether the session waits for the rest of a statement, in which the server counts no idling."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("EVERY", 0.05), ("SILENT_AFTER", 0.3), ("LAST_CHANCE", 2.0)):
        monkeypatch.setattr(pulse, name, seconds)


Asking = asyncpg.Connection | PoolConnectionProxy


@dataclass
class Watched:
    """A pool over a line to the server, and the pulse that watches it."""

    line: Proxy
    pool: asyncpg.Pool
    other: asyncpg.Connection
    """Of another process, and not over the line."""


@pytest.fixture
async def watched(stack: Stack, tmp_path: Path) -> AsyncIterator[Watched]:
    direct, named = stack.endpoints.postgres_admin.format(database="postgres"), {"application_name": NAME}
    async with before(direct, tmp_path) as (line, url):
        beating = Pulse(lambda: asyncpg.connect(url, timeout=5, server_settings=named), NAME, structlog.get_logger())
        pool = await asyncpg.create_pool(url, min_size=1, max_size=4, init=beating.know, server_settings=named)
        running = asyncio.create_task(beating.run())
        other = await asyncpg.connect(direct)
        try:
            # Not while it is still being let in: a pulse that has asked nothing yet misses nothing.
            await eventually(lambda: other.fetchval(BEATING, NAME))
            yield Watched(line, pool, other)
        finally:
            await end(running)
            other.terminate()
            pool.terminate()


@asynccontextmanager
async def before(url: str, directory: Path) -> AsyncIterator[tuple[Proxy, str]]:
    """A line before a server that listens in the file system, and the address of the line."""
    query = parse_qs(urlsplit(url).query)
    [host], [port] = query["host"], query["port"]
    socket = f".s.PGSQL.{port}"
    async with Proxy.unix(directory / socket, Path(host, socket)) as line:
        yield line, url.replace(host, str(directory))


async def test_whoever_waits_on_a_lost_connection_learns_it(watched: Watched) -> None:
    async with watched.pool.acquire() as connection:
        watched.line.lose()

        with capture_logs() as logs, pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await asyncio.wait_for(connection.execute("SELECT 1"), 30)
    assert [line["event"] for line in logs] == [EVENT]
    assert await watched.pool.fetchval("SELECT 1") == 1


async def test_connections_that_nobody_uses_are_ended_as_well(watched: Watched) -> None:
    async with watched.pool.acquire(), watched.pool.acquire():
        pass
    watched.line.lose()
    with capture_logs() as logs:
        await eventually(lambda: logs)

    assert logs[0]["connections"] == 2
    assert await asyncio.gather(*(watched.pool.fetchval("SELECT 1") for _ in range(4))) == [1] * 4


async def test_the_server_keeps_no_place_for_a_lost_connection_that_nobody_uses(watched: Watched) -> None:
    async with watched.pool.acquire() as connection:
        pid = connection.get_server_pid()
    watched.line.lose()

    async def its_place_is_free() -> bool:
        there: bool = await watched.other.fetchval("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)", pid)
        return not there

    is_free: bool = await eventually(its_place_is_free)
    assert is_free


async def test_a_server_that_pauses_longer_ends_nothing(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "LAST_CHANCE", 20.0)
    with capture_logs() as logs:
        async with watched.pool.acquire() as connection:
            watched.line.up.cut()
            asking = asyncio.create_task(connection.fetchval("SELECT 7"))
            await asyncio.wait([asking], timeout=1.0)
            assert not asking.done()
            watched.line.heal()

            assert await asyncio.wait_for(asking, 30) == 7
    assert logs == []


async def test_a_transaction_lost_between_the_messages_of_a_statement_lets_go_of_its_locks(watched: Watched) -> None:
    async with watched.pool.acquire() as connection:
        await connection.execute("SET statement_timeout = '1s'; SET idle_in_transaction_session_timeout = '1s'")
        await connection.execute(BEGIN_AND_HOLD)
        preparing = await lose_while_it_prepares(connection, watched.line, watched.other)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await asyncio.wait_for(preparing, 30)

    await asyncio.wait_for(watched.other.execute(BEGIN_AND_HOLD), 30)


async def test_the_server_ends_such_a_transaction_where_nobody_is_left_to_ask_for_it(
    stack: Stack, tmp_path: Path
) -> None:
    direct = stack.endpoints.postgres_admin.format(database="postgres")
    bounds = {"statement_timeout": "1s", "idle_in_transaction_session_timeout": "1s", "transaction_timeout": "3s"}
    async with before(direct, tmp_path) as (line, url):
        other, connection = await asyncpg.connect(direct), await asyncpg.connect(url, server_settings=bounds)
        try:
            await connection.execute(BEGIN_AND_HOLD)
            preparing = await lose_while_it_prepares(connection, line, other)

            await asyncio.wait_for(other.execute(BEGIN_AND_HOLD), 30)
            assert not preparing.done()
        finally:
            connection.terminate()
            other.terminate()
            with pytest.raises(asyncpg.ConnectionDoesNotExistError):
                await preparing


async def lose_while_it_prepares(
    connection: Asking, line: Proxy, other: asyncpg.Connection
) -> asyncio.Task[int | None]:
    """Lose the line when the server has been asked to prepare a statement, and waits to be asked to execute it."""
    line.down.cut()
    preparing = asyncio.create_task(connection.fetchval("SELECT $1::int", 1))
    pid = connection.get_server_pid()
    await eventually(lambda: other.fetchval(BETWEEN_MESSAGES, pid))
    line.lose()
    line.heal()
    return preparing
