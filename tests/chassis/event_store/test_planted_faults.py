"""What a store answers is what it holds; four faults that would break that are planted, and each is seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.coalescer import Coalescer, Waiting, _answer
from services.chassis.event_store.migrations import FOLDER, named
from services.chassis.event_store.rows import Appended, Remembered, Submission
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, a_text, an_event
from tests.chassis.event_store.place import Place
from tests.eventually import eventually

pytestmark = pytest.mark.connected

RAISED = "    IF looked THEN RAISE; END IF;\n"
POISON = 20


def a_batch() -> list[Submission]:
    """Sixty-four commands; PostgreSQL refuses a row of one of them."""
    commands = [a_submission(an_event(UUID(int=number), 1), reply=b"%d" % number) for number in range(64)]
    text = replace(a_text("whole", UUID(int=1)), text="NUL \0 in it")
    return [*commands[:POISON], replace(commands[POISON], texts=(text,)), *commands[POISON + 1 :]]


async def check_honest(store: EventStore) -> None:
    """One is refused, all others are stored and answered as they are."""
    batch = a_batch()
    answers = await asyncio.gather(*map(store.submit, batch), return_exceptions=True)
    told = {n for n, answer in enumerate(answers) if isinstance(answer, Appended) and answer.outcome == "stored"}
    held = await store.remembered([command.command_id for command in batch])

    assert told == {n for n, command in enumerate(batch) if command.command_id in held}, "told otherwise than stored"
    assert told == set(range(64)) - {POISON}, "others lost"
    assert isinstance(answers[POISON], Refused)
    assert [row.originator_id.int for row in await store.rows(0, 100)] == sorted(told)


class AnsweringEarly(Coalescer):
    """Acknowledges before the commit."""

    async def _settle(self, batch: list[Waiting]) -> None:
        for submission, future in batch:
            _answer(future, Appended("stored", None, submission.reply))
        await super()._settle(batch)


class Swallowing(Coalescer):
    """Goes on after an error as if there were none."""

    async def _settle_failed(self, batch: list[Waiting], error: Exception) -> None:
        for submission, future in batch:
            future.set_result(Appended("stored", None, submission.reply))


class AllOrNothing(Coalescer):
    """Lets everybody fail with whom PostgreSQL refuses."""

    async def _settle_failed(self, batch: list[Waiting], error: Exception) -> None:
        for _, future in batch:
            future.set_exception(Refused("unstorable_text"))


async def test_a_command_whose_row_postgresql_refuses_among_64_good_ones_is_refused_alone(store: EventStore) -> None:
    await check_honest(store)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [(AnsweringEarly, "told otherwise"), (Swallowing, "told otherwise"), (AllOrNothing, "others lost")],
)
async def test_a_fault_is_seen(store: EventStore, fault: Callable[..., Coalescer], seen: str) -> None:
    store._coalescer = fault(store.append, store._stored)

    with pytest.raises(AssertionError, match=seen):
        await check_honest(store)


async def test_an_error_that_the_function_swallows_is_seen(store: EventStore, place: Place) -> None:
    """Two commands that share the id of a text: the second violates its key, in both rounds."""
    sql = (FOLDER / "0002_append.sql").read_text()
    assert sql.count(RAISED) == 1
    swallowing = sql.replace(RAISED, "    IF looked THEN EXIT; END IF;\n")
    await check_collision(store)
    faulty = swallowing.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    await place.superuser.execute(named(faulty, place.feed, "meetings_owner", "meetings_service"))

    with pytest.raises(AssertionError, match="told otherwise"):
        await check_collision(store)


async def check_collision(store: EventStore) -> None:
    text = a_text("whole", UUID(int=1))
    batch = [a_submission(texts=(text,)), a_submission(texts=(text,))]
    answers = await asyncio.gather(*map(store.submit, batch), return_exceptions=True)
    held = await store.remembered([command.command_id for command in batch])
    told = [isinstance(answer, Appended) and answer.outcome == "stored" for answer in answers]

    assert told == [command.command_id in held for command in batch], "told otherwise than stored"


@asynccontextmanager
async def held_at_commit(place: Place) -> AsyncIterator[None]:
    """Every COMMIT is written, and then waits for a standby that does not come.

    A server reads its configuration again some time after it is told to: from when a COMMIT of our own waits, all do.
    """
    execute = place.superuser.execute
    await execute("SET synchronous_commit = local")
    await execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    await execute("SELECT pg_reload_conf()")
    try:
        await eventually(lambda: a_commit_hangs(place))  # type: ignore[arg-type,return-value]
        yield
    finally:
        await execute("ALTER SYSTEM RESET synchronous_standby_names")
        await execute("SELECT pg_reload_conf()")


async def a_commit_hangs(place: Place) -> bool:
    """Whether a COMMIT of a session of our own waits by now; the session is ended either way."""
    probe = await asyncpg.connect(place.endpoints.admin_url("meetings"))
    pid = await probe.fetchval("SELECT pg_backend_pid()")
    committing = asyncio.create_task(probe.execute("SELECT pg_logical_emit_message(true, 'probe', '')"))
    try:
        await eventually(lambda: committing.done() or waits_at_commit(place, pid))  # type: ignore[arg-type,return-value]
        return not committing.done()
    finally:
        await place.superuser.fetch("SELECT pg_terminate_backend($1, 10000)", pid)
        await asyncio.gather(committing, return_exceptions=True)
        probe.terminate()


async def waits_at_commit(place: Place, pid: int) -> bool:
    waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'SyncRep')"
    return bool(await place.superuser.fetchval(waits, pid))


async def kill_at_commit(place: Place) -> bool:
    """End whoever of the service waits there; whether there was somebody."""
    waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = $1"
    return bool(await place.superuser.fetch(waiting, place.endpoints.database("meetings")))


async def killed_at_commit(store: EventStore, place: Place) -> Appended:
    command = a_submission(an_event(UUID(int=1), 1), reply=b'{"n":1}')
    async with held_at_commit(place):
        waiting = asyncio.create_task(store.submit(command))
        await eventually(lambda: kill_at_commit(place))  # type: ignore[arg-type,return-value]
        return await waiting


async def test_a_connection_killed_at_commit_leaves_no_doubt_for_the_command_id_tells(
    store: EventStore, place: Place
) -> None:
    answer = await killed_at_commit(store, place)

    assert (answer.outcome, answer.last_position, answer.reply) == ("repeated", 1, b'{"n":1}')
    assert (await store.head()).position == 1


async def test_without_looking_it_up_nobody_would_know(store: EventStore, place: Place) -> None:
    async def look_up(command_ids: Sequence[UUID]) -> dict[UUID, Remembered]:
        return {}

    store._coalescer = Coalescer(store.append, look_up)

    with pytest.raises(Unavailable, match="outcome_unknown"):
        await killed_at_commit(store, place)
    assert (await store.head()).position == 1
