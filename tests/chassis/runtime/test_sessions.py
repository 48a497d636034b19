"""Single statements share a few borrowed sessions, and no session is lost, whatever becomes of a statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.chassis.runtime import sessions as borrowed
from services.chassis.runtime.sessions import Sessions
from sinhhoat.stack import Endpoints
from tests.eventually import eventually

pytestmark = pytest.mark.connected

MOST, KEPT = 3, 2
WHICH = "SELECT pg_backend_pid()"


@pytest.fixture
async def url(module_endpoints: Endpoints) -> str:
    return module_endpoints.postgres_admin.format(database="postgres")


@pytest.fixture
async def sessions(url: str) -> AsyncIterator[Sessions]:
    async with Sessions(url, kept=KEPT, min_size=1, max_size=MOST) as pool:
        yield pool


async def test_statements_one_after_the_other_go_through_one_borrowed_session(sessions: Sessions) -> None:
    first = await sessions.fetchval(WHICH)

    assert [row[0] for row in await sessions.fetch(WHICH)] == [first]
    assert tuple(await sessions.fetchrow(WHICH)) == (first,)
    assert await sessions.execute("SELECT $1::int", 1) == "SELECT 1"
    assert (sessions.get_size(), sessions.get_idle_size()) == (1, 0)


async def test_many_statements_at_once_are_all_answered_and_keep_no_more_than_a_part_of_the_pool(
    sessions: Sessions,
) -> None:
    answers = await asyncio.gather(*(sessions.fetchval("SELECT $1::int", number) for number in range(20)))

    assert answers == list(range(20))
    assert sessions.get_size() - sessions.get_idle_size() == KEPT


async def test_who_needs_a_session_for_himself_gets_another_one(sessions: Sessions) -> None:
    await asyncio.gather(*(sessions.fetchval("SELECT 1") for _ in range(MOST)))

    async with sessions.acquire() as own, own.transaction():
        mine = await own.fetchval(WHICH)

        assert await sessions.fetchval(WHICH) != mine


async def test_a_statement_that_fails_gives_its_session_back(sessions: Sessions) -> None:
    for _ in range(2 * MOST):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await sessions.fetchval("SELECT 1 / $1::int", 0)

    assert await sessions.fetchval("SELECT 1") == 1


async def test_a_statement_that_is_broken_off_gives_its_session_back(sessions: Sessions) -> None:
    for _ in range(2 * MOST):
        with pytest.raises(TimeoutError):
            await sessions.fetchval("SELECT pg_sleep(60)", timeout=0.01)

    assert await sessions.fetchval("SELECT 1") == 1


async def test_a_session_that_ended_while_it_lay_there_is_replaced(sessions: Sessions, url: str) -> None:
    former = await sessions.fetchval(WHICH)
    other = await asyncpg.connect(url)

    await other.execute("SELECT pg_terminate_backend($1)", former)
    await other.close()
    await eventually(lambda: not borrowed._is_open(sessions._ours[0]))

    assert await sessions.fetchval(WHICH) != former


async def test_after_a_quiet_time_no_session_stays_borrowed(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(borrowed, "IDLE_SECONDS", 0.01)
    await sessions.fetchval("SELECT 1")

    await eventually(lambda: sessions.get_idle_size() == sessions.get_size() == 1)

    assert await sessions.fetchval("SELECT 1") == 1


async def test_closing_waits_for_what_is_under_way_and_for_nothing_else(url: str) -> None:
    pool = await Sessions(url, kept=KEPT, min_size=1, max_size=MOST)
    await pool.fetchval("SELECT 1")
    under_way = asyncio.create_task(pool.fetchval("SELECT pg_sleep(0.2)::text || 'done'"))
    await eventually(lambda: not pool._ours)

    await asyncio.wait_for(pool.close(), 10)

    assert await under_way == "done"
    assert pool.get_size() == 0
