"""Many writers, every command sent three times: each is stored once, without a gap, and the lock is why."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from uuid import UUID

import asyncpg
import pytest

from services.chassis.errors import Unavailable
from services.chassis.event_store.migrations import FOLDER, named
from services.chassis.event_store.rows import Appended, Submission
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, an_event
from tests.chassis.event_store.ledger import codec
from tests.chassis.event_store.place import Place

pytestmark = pytest.mark.connected

COMMANDS, WRITERS = 1_500, 8
LOCK = "  PERFORM pg_advisory_xact_lock('{feed}.stored_events'::regclass::oid::int, 0);\n"


def each_command_thrice() -> list[Submission]:
    """Every third makes no event, the others one on an aggregate of their own; in a fixed disorder."""
    commands = []
    for number in range(COMMANDS):
        events = () if number % 3 == 0 else (an_event(UUID(int=number), 1),)
        commands.append(a_submission(*events, command_id=UUID(int=COMMANDS + number), reply=b'{"n":%d}' % number))
    thrice = commands * 3
    random.Random(2019).shuffle(thrice)
    return thrice


async def send(place: Place, commands: list[Submission]) -> list[Appended]:
    """Through eight stores with a coalescer each, as eight processes would."""
    stores = [await EventStore.open(place.pool, place.feed, codec()) for _ in range(WRITERS)]
    return await asyncio.gather(*(stores[number % WRITERS].submit(command) for number, command in enumerate(commands)))


async def check_exactly_once(place: Place) -> None:
    """Send everything and fail unless each command was stored once and the history is whole."""
    commands = each_command_thrice()
    answers = await send(place, commands)
    assert Counter(answer.outcome for answer in answers) == {"stored": COMMANDS, "repeated": 2 * COMMANDS}
    assert all(answer.reply == command.reply for answer, command in zip(answers, commands, strict=True))
    store = await EventStore.open(place.pool, place.feed, codec())
    assert [row.position for row in await store.rows(0, 2 * COMMANDS)] == list(range(1, COMMANDS * 2 // 3 + 1))
    assert await store.verify() is None


async def test_commands_sent_three_times_over_eight_connections_are_stored_once(place: Place) -> None:
    await check_exactly_once(place)


async def test_without_the_lock_that_promise_breaks(place: Place) -> None:
    sql = (FOLDER / "0002_append.sql").read_text()
    assert sql.count(LOCK) == 1
    unlocked = sql.replace(LOCK, "").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    await place.superuser.execute(named(unlocked, place.feed, "meetings_owner", "meetings_service"))

    # Without it two appends meet in a row, in a key, or in a deadlock that PostgreSQL has to break.
    with pytest.raises((AssertionError, asyncpg.UniqueViolationError, Unavailable)):
        await check_exactly_once(place)
