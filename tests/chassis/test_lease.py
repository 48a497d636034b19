"""A lock passes on when its holder was cut off without a word, and he knows it before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from services.chassis import lease
from services.chassis.projection import lock
from services.chassis.relay.leadership import Leadership, LeadershipLost, try_to_lead
from services.chassis.relay.settings import RelaySettings
from sinhhoat.stack import Stack
from tests.chaos.proxy import Proxy
from tests.eventually import eventually

pytestmark = pytest.mark.connected


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE", "SET idle_session_timeout = '3s'")
    monkeypatch.setattr(lease, "ANSWER_WITHIN", 2.0)
    monkeypatch.setattr(lock, "ASK_SECONDS", 0.2)


@pytest.fixture
async def pool(stack: Stack) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(stack.endpoints.postgres_admin.format(database="postgres"), min_size=0) as pool:
        yield pool


@asynccontextmanager
async def far_away(stack: Stack, directory: Path) -> AsyncIterator[tuple[Proxy, asyncpg.Pool]]:
    """A pool whose line to the server can be cut."""
    url = stack.endpoints.postgres_admin.format(database="postgres")
    query = parse_qs(urlsplit(url).query)
    [host], [port] = query["host"], query["port"]
    socket = f".s.PGSQL.{port}"
    async with Proxy.unix(directory / socket, Path(host, socket)) as line:
        pool = await asyncpg.create_pool(url.replace(host, str(directory)), min_size=0)
        try:
            yield line, pool
        finally:
            pool.terminate()


def test_a_holder_learns_that_he_is_not_answered_before_anybody_else_can_hold_the_lock() -> None:
    for every in (lock.ASK_SECONDS, RelaySettings().standby):
        assert every + lease.ANSWER_WITHIN < lease.LEASE_SECONDS


@pytest.mark.usefixtures("short")
async def test_a_readers_lock_passes_on_when_he_is_cut_off(stack: Stack, pool: asyncpg.Pool, tmp_path: Path) -> None:
    async with far_away(stack, tmp_path) as (line, distant), lock.held(distant, "some_reader", 0.05) as first:
        line.lose()
        await eventually(lambda: first.lost)

        async with lock.held(pool, "some_reader", 0.05) as second:
            assert not second.lost


@pytest.mark.usefixtures("short")
async def test_the_lead_of_a_relay_passes_on_when_its_holder_is_cut_off(
    stack: Stack, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    async with far_away(stack, tmp_path) as (line, distant), pool.acquire() as other:
        connection = await distant.acquire()
        assert await try_to_lead(connection, "SOME_STREAM")
        line.lose()
        # In a task of its own, as in a relay: that of all tests may bear the mark of an earlier cancellation.
        with pytest.raises(LeadershipLost):
            await asyncio.create_task(Leadership(connection).watch(0.05))

        async def leads() -> bool:
            return await try_to_lead(other, "SOME_STREAM")

        led: bool = await eventually(leads)
        assert led


@pytest.mark.usefixtures("short")
async def test_a_lock_that_is_looked_after_outlives_the_lease(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is busy elsewhere for seconds must not end it: the lease is as long as that at least."""
    monkeypatch.setattr(lease, "LEASE", "SET idle_session_timeout = '4s'")
    monkeypatch.setattr(lease, "ANSWER_WITHIN", 20.0)
    async with lock.held(pool, "some_reader", 0.05) as held, pool.acquire() as other:
        await other.execute("SELECT pg_sleep(5)")

        assert not held.lost
