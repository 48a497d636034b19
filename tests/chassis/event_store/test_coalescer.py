"""Waiting commands share an append, and nobody's error, cancellation or doubt becomes another's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import pytest

from services.chassis.ending import end
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store import coalescer
from services.chassis.event_store.coalescer import Coalescer
from services.chassis.event_store.rows import Appended, Remembered, Submission
from services.chassis.event_store.store import EventStore
from services.chassis.holding import one_command
from tests.chassis.event_store.calls import a_submission, a_text, an_event
from tests.chassis.event_store.place import Place
from tests.eventually import eventually


class Feigned:
    """An append that stores in memory, refuses replies named `poison`, and can be held or made to fail."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.stored: dict[UUID, Remembered] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.at_once = self.most_at_once = 0
        self.coalescer = Coalescer(self.append, self.look_up)

    async def append(self, batch: Sequence[Submission]) -> list[Appended]:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.batches.append(len(batch))
        try:
            await self.gate.wait()
            return self.answers(batch)
        finally:
            self.at_once -= 1

    def answers(self, batch: Sequence[Submission]) -> list[Appended]:
        if self.error is not None:
            raise self.error
        if any(submission.reply == b"poison" for submission in batch):
            raise asyncpg.CharacterNotInRepertoireError("NUL")
        self.stored |= {s.command_id: Remembered(s.fingerprint, None, s.reply) for s in batch}
        return [Appended("stored", None, submission.reply) for submission in batch]

    async def look_up(self, command_ids: Sequence[UUID]) -> dict[UUID, Remembered]:
        return {key: known for key, known in self.stored.items() if key in command_ids}

    async def submit_all(self, *submissions: Submission) -> list[Appended | BaseException]:
        return await asyncio.gather(*map(self.coalescer.submit, submissions), return_exceptions=True)


def answer(of: Submission) -> Appended:
    return Appended("stored", None, of.reply)


async def test_commands_that_wait_together_are_appended_together() -> None:
    feigned, commands = Feigned(), [a_submission(reply=b"%d" % number) for number in range(64)]

    assert await feigned.submit_all(*commands) == [answer(command) for command in commands]
    assert feigned.batches == [64]


async def test_one_append_is_in_flight_at_a_time_and_the_next_batch_collects_meanwhile() -> None:
    feigned = Feigned()
    feigned.gate.clear()
    first = asyncio.create_task(feigned.coalescer.submit(a_submission()))
    await eventually(lambda: feigned.batches)
    later = [asyncio.create_task(feigned.coalescer.submit(a_submission())) for _ in range(300)]
    await asyncio.sleep(0)

    feigned.gate.set()
    await asyncio.gather(first, *later)

    assert feigned.batches == [1, 256, 44]
    assert feigned.most_at_once == 1


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lingers then does so until there is a reason to go on."""
    monkeypatch.setattr(coalescer, "LINGER_SECONDS", 60.0)


@pytest.mark.usefixtures("patient")
async def test_a_batch_waits_for_a_command_that_is_being_decided() -> None:
    feigned, go_on = Feigned(), asyncio.Event()
    feigned.coalescer.expect()  # outside a command: nobody is going to come
    deciding = asyncio.create_task(decided(feigned, go_on, a_submission()))
    await asyncio.sleep(0)
    first = asyncio.create_task(feigned.coalescer.submit(a_submission()))
    for _ in range(5):
        await asyncio.sleep(0)
    assert feigned.batches == []

    go_on.set()
    await asyncio.gather(first, deciding)

    assert feigned.batches == [2]


@pytest.mark.usefixtures("patient")
async def test_a_command_that_is_refused_is_not_waited_for_any_longer() -> None:
    feigned, go_on = Feigned(), asyncio.Event()
    refused = asyncio.create_task(decided(feigned, go_on, None))
    await asyncio.sleep(0)
    first = asyncio.create_task(feigned.coalescer.submit(a_submission()))
    await asyncio.sleep(0)

    go_on.set()
    await asyncio.wait_for(asyncio.gather(first, refused), 30)

    assert feigned.batches == [1]


@pytest.mark.usefixtures("patient")
async def test_many_commands_wait_for_nobody() -> None:
    feigned = Feigned()
    deciding = asyncio.create_task(decided(feigned, asyncio.Event(), None))
    await asyncio.sleep(0)

    await asyncio.wait_for(feigned.submit_all(*(a_submission() for _ in range(coalescer.MANY))), 30)
    await end(deciding)

    assert feigned.batches == [coalescer.MANY]


async def test_a_command_that_takes_its_time_is_waited_for_no_longer_than_a_moment() -> None:
    feigned = Feigned()
    deciding = asyncio.create_task(decided(feigned, asyncio.Event(), None))
    await asyncio.sleep(0)

    await asyncio.wait_for(feigned.coalescer.submit(a_submission()), 30)
    await end(deciding)

    assert feigned.batches == [1]


async def decided(feigned: Feigned, go_on: asyncio.Event, submission: Submission | None) -> None:
    """A command that has loaded what it decides on; it is submitted, or refused."""
    with one_command():
        feigned.coalescer.expect()
        await go_on.wait()
        if submission is not None:
            await feigned.coalescer.submit(submission)


async def test_a_batch_holds_no_more_than_a_few_megabytes() -> None:
    feigned = Feigned()

    await feigned.submit_all(*(a_submission(reply=b"x" * 5_000_000) for _ in range(3)))

    assert feigned.batches == [2, 1]


async def test_a_command_that_is_sent_twice_waits_for_the_batch_after_its_first() -> None:
    feigned, twice, other = Feigned(), a_submission(), a_submission()

    await feigned.submit_all(other, twice, twice, a_submission())

    assert feigned.batches == [2, 2]


async def test_one_poisoned_command_fails_alone() -> None:
    feigned, poison = Feigned(), a_submission(reply=b"poison")
    healthy = [a_submission() for _ in range(63)]

    answers = await feigned.submit_all(*healthy[:20], poison, *healthy[20:])

    refusal = answers.pop(20)
    assert isinstance(refusal, Refused)
    assert refusal.code == "unstorable_text"
    assert answers == [answer(command) for command in healthy]


async def test_who_stops_waiting_takes_nobody_along() -> None:
    feigned = Feigned()
    feigned.gate.clear()
    in_flight = asyncio.create_task(feigned.coalescer.submit(a_submission()))
    await eventually(lambda: feigned.batches)
    withdrawn, staying = a_submission(), a_submission()
    waiting = [asyncio.create_task(feigned.coalescer.submit(command)) for command in (withdrawn, staying)]
    await asyncio.sleep(0)

    in_flight.cancel()
    waiting[0].cancel()
    await asyncio.sleep(0)
    feigned.gate.set()

    assert await waiting[1] == answer(staying)
    assert withdrawn.command_id not in feigned.stored


@pytest.mark.parametrize(
    "error", [asyncpg.QueryCanceledError("slow"), asyncpg.DiskFullError("full"), asyncpg.LockNotAvailableError("busy")]
)
async def test_a_server_that_cannot_is_not_asked_for_each_command_alone(error: Exception) -> None:
    feigned = Feigned()
    feigned.error = error

    answers = await feigned.submit_all(*(a_submission() for _ in range(8)))

    assert {getattr(answer, "code", None) for answer in answers} == {"store_unavailable"}
    assert feigned.batches == [8]


async def test_after_a_lost_connection_what_was_stored_is_looked_up() -> None:
    feigned, stored, unknown, other = Feigned(), a_submission(reply=b"1"), a_submission(), a_submission()
    feigned.stored = {
        stored.command_id: Remembered(stored.fingerprint, 7, stored.reply),
        other.command_id: Remembered(b"of another", 8, b"secret"),
    }
    feigned.error = asyncpg.ConnectionDoesNotExistError("lost")

    first, second, third = await feigned.submit_all(stored, unknown, other)

    assert first == Appended("repeated", 7, b"1")
    assert isinstance(second, Unavailable)
    assert second.code == "outcome_unknown"
    assert third == Appended("reused", None, b"")


@pytest.mark.parametrize(
    "error",
    [asyncpg.InternalClientError("got result for unknown protocol state"), asyncpg.AdminShutdownError("57P01")],
    ids=lambda error: type(error).__name__,
)
async def test_a_batch_that_was_stored_though_its_answer_was_lost_is_looked_up_and_not_sent_again(
    error: Exception,
) -> None:
    feigned, commands = Feigned(), [a_submission(reply=b"%d" % number) for number in range(8)]
    feigned.stored = {command.command_id: Remembered(command.fingerprint, 7, command.reply) for command in commands}
    feigned.error = error

    answers = await feigned.submit_all(*commands)

    assert answers == [Appended("repeated", 7, command.reply) for command in commands]
    assert feigned.batches == [8]


async def test_an_error_nobody_foresaw_reaches_its_command_and_the_next_goes_on() -> None:
    feigned = Feigned()
    feigned.error = ZeroDivisionError()
    assert [type(answer) for answer in await feigned.submit_all(a_submission())] == [ZeroDivisionError]

    feigned.error = None

    assert await feigned.submit_all(command := a_submission()) == [answer(command)]


async def test_closing_waits_until_everybody_has_an_answer() -> None:
    feigned = Feigned()
    waiting = [asyncio.create_task(feigned.coalescer.submit(a_submission())) for _ in range(3)]
    await asyncio.sleep(0)

    await feigned.coalescer.close()
    await asyncio.sleep(0)  # those who have their answers now take them

    assert all(task.done() for task in waiting)
    assert [task.result().outcome for task in waiting] == ["stored"] * 3


@pytest.mark.connected
@pytest.mark.parametrize("broken", ["NUL \0 in it", "half a letter \ud800"])
async def test_a_text_that_cannot_be_stored_costs_63_others_nothing(store: EventStore, broken: str) -> None:
    healthy = [a_submission(an_event(UUID(int=number), 1)) for number in range(63)]
    text = a_text("whole", UUID(int=1))
    spoilt = type(text)(text.text_id, text.about, None, broken, text.salt, text.sha256)
    poison = a_submission(an_event(UUID(int=63), 1), texts=(spoilt,))

    answers = await asyncio.gather(*map(store.submit, (*healthy[:9], poison, *healthy[9:])), return_exceptions=True)

    refusal = answers.pop(9)
    assert isinstance(refusal, Refused)
    assert refusal.code == "unstorable_text"
    assert [answer.outcome for answer in answers if isinstance(answer, Appended)] == ["stored"] * 63
    assert (await store.head()).position == 63
    assert await store.verify() is None


async def cut_off(place: Place) -> bool:
    """End the server process that waits for the lock; whether there was one."""
    waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = $1"
    return bool(await place.superuser.fetch(waiting, place.endpoints.database("meetings")))


@pytest.mark.connected
async def test_a_connection_cut_during_append_leaves_no_command_in_doubt(store: EventStore, place: Place) -> None:
    """The server is held at the lock, then cut off: nothing was stored, and the same id may be sent again."""
    lock = f"pg_advisory_lock('{place.feed.schema}.stored_events'::regclass::oid::int, 0)"
    command = a_submission(an_event(UUID(int=1), 1))
    await place.superuser.execute(f"SELECT {lock}")
    waiting = asyncio.create_task(store.submit(command))
    await eventually(lambda: cut_off(place))  # type: ignore[arg-type,return-value]

    with pytest.raises(Unavailable):
        await waiting
    await place.superuser.execute(f"SELECT {lock.replace('_lock', '_unlock')}")

    assert (await store.submit(command)).outcome == "stored"
