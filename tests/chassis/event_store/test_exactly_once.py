"""Many writers, every command sent three times: each is stored once, without a gap, and the lock is why."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

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


class Watched(EventStore):
    """A store that keeps what the database raised, which its callers see as `store_unavailable` only."""

    def __init__(self, *parts: Any) -> None:
        self.raised: list[asyncpg.PostgresError] = []
        super().__init__(*parts)

    async def append(self, batch: Sequence[Submission]) -> list[Appended]:
        try:
            return await super().append(batch)
        except asyncpg.PostgresError as error:
            self.raised.append(error)
            raise


def collision(error: asyncpg.PostgresError) -> str:
    """How two appends met; anything else that a database raises is no damage but a mistake of the test."""
    if isinstance(error, asyncpg.DeadlockDetectedError):
        return "deadlock"
    if isinstance(error, asyncpg.UniqueViolationError) and error.table_name in {"stored_events", "commands"}:
        return "two rows in one place"
    raise error


async def damage(place: Place) -> set[str]:
    """Send everything through eight stores with a coalescer each, as eight processes would, and look what is broken."""
    commands = each_command_thrice()
    stores = [Watched(place.pool, place.feed, codec(), "simulated") for _ in range(WRITERS)]
    sending = (stores[number % WRITERS].submit(command) for number, command in enumerate(commands))
    answers = await asyncio.gather(*sending, return_exceptions=True)
    found = {collision(error) for store in stores for error in store.raised}
    failed = [answer for answer in answers if isinstance(answer, BaseException)]
    if failed and not found:
        raise failed[0]
    found |= wrong_answers(commands, [answer for answer in answers if isinstance(answer, Appended)], bool(failed))
    rows = await stores[0].rows(0, 2 * COMMANDS)
    if [row.position for row in rows] != list(range(1, len(rows) + 1)):
        found.add("gap")
    if len({row.originator_id for row in rows}) != len(rows):
        found.add("doubled command")
    return found if await stores[0].verify() is None else {*found, "broken chain"}


def wrong_answers(commands: Sequence[Submission], answers: Sequence[Appended], some_failed: bool) -> set[str]:
    """What the answers say of commands that were stored more than once, or not at all."""
    told = Counter(answer.outcome for answer in answers)
    if told["stored"] > COMMANDS:
        return {"doubled command"}
    if some_failed:
        return set()
    whole = told == {"stored": COMMANDS, "repeated": 2 * COMMANDS}
    answered = all(answer.reply == command.reply for answer, command in zip(answers, commands, strict=True))
    return set() if whole and answered else {"wrong answer"}


async def test_commands_sent_three_times_over_eight_connections_are_stored_once(place: Place) -> None:
    assert await damage(place) == set()
    store = await EventStore.open(place.pool, place.feed, codec())
    assert (await store.head()).position == COMMANDS * 2 // 3


async def test_without_the_lock_that_promise_breaks(place: Place) -> None:
    sql = (FOLDER / "0002_append.sql").read_text()
    assert sql.count(LOCK) == 1
    unlocked = sql.replace(LOCK, "").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    await place.superuser.execute(named(unlocked, place.feed, "meetings_owner", "meetings_service"))

    assert await damage(place) & {"doubled command", "gap", "broken chain", "deadlock", "two rows in one place"}
