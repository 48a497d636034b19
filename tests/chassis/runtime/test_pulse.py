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
from structlog.testing import capture_logs

from services.chassis.ending import end
from services.chassis.runtime import pulse
from services.chassis.runtime.pulse import Pulse
from sinhhoat.stack import Stack
from tests.chaos.proxy import Proxy
from tests.eventually import eventually

pytestmark = pytest.mark.connected

EVENT = "database_connections_lost"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("EVERY", 0.05), ("SILENT_AFTER", 0.3), ("LAST_CHANCE", 2.0)):
        monkeypatch.setattr(pulse, name, seconds)


@dataclass
class Watched:
    """A pool over a line to the server, and the pulse that watches it."""

    line: Proxy
    pool: asyncpg.Pool


@pytest.fixture
async def watched(stack: Stack, tmp_path: Path) -> AsyncIterator[Watched]:
    async with before(stack.endpoints.postgres_admin.format(database="postgres"), tmp_path) as (line, url):
        beating = Pulse(lambda: asyncpg.connect(url, timeout=5), structlog.get_logger())
        pool = await asyncpg.create_pool(url, min_size=1, max_size=4, init=beating.know)
        running = asyncio.create_task(beating.run())
        try:
            await eventually(lambda: line.connections >= 2)
            yield Watched(line, pool)
        finally:
            await end(running)
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
