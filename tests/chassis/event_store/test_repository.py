"""Load, act, save: what application methods rely on, and the four ends of a command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created
from services.chassis.call import Call
from services.chassis.errors import Conflict, Refused, Unavailable
from services.chassis.event_store.repository import Repository
from services.chassis.event_store.rows import Appended, Submission
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_call, at
from tests.chassis.event_store.ledger import JANUARY, Ledger, codec, ledger_id, publish
from tests.chassis.event_store.place import Place

pytestmark = pytest.mark.connected


class Stranger(Aggregate):
    """Another kind of aggregate, never stored."""

    TOPIC = "tests.Stranger"

    class Opened(Aggregate.Event, Created):
        TOPIC = "tests.Stranger.Opened"

    @event(Opened)
    def __init__(self) -> None:
        self.name = ""


async def opened(repository: Repository, call: Call | None = None) -> Ledger:
    with at():
        ledger = Ledger("a", date(2019, 1, 1))
        ledger.note(5)
        await repository.save(call or a_call(), ledger, decided={"ledger": ledger.id, "on": date(2019, 1, 1)})
    return ledger


async def add(repository: Repository, amount: int, call: Call | None = None) -> None:
    with at():
        ledger = await repository.load(Ledger, ledger_id("a"))
        ledger.note(amount)
        await repository.save(call or a_call(), ledger)


async def test_what_was_saved_is_found_again(repository: Repository, store: EventStore) -> None:
    ledger = await opened(repository)

    assert await repository.find(Ledger, ledger.id) == ledger
    assert await Repository(store, publish, lambda: b"").find(Ledger, ledger.id) == ledger


async def test_done_answers_what_was_decided_and_the_last_published_position(repository: Repository) -> None:
    with at():
        ledger = Ledger("a", date(2019, 1, 1))
        ledger.note(5)
        ledger.close()
        decided = await repository.save(a_call(), ledger, decided={"ledger": ledger.id, "on": date(2019, 1, 1)})

    assert decided.decided == {"ledger": str(ledger.id), "on": "2019-01-01"}
    assert decided.positions == {str(repository.store.feed): 2}


async def test_repeated_answers_what_was_answered_then(repository: Repository) -> None:
    call = a_call()
    await opened(repository, call)

    again = await repository.save(call, decided={"something": "else"})

    assert again.decided == {"ledger": str(ledger_id("a")), "on": "2019-01-01"}
    assert again.positions == {str(repository.store.feed): 2}


async def test_the_same_id_with_other_content_is_refused(repository: Repository) -> None:
    call = a_call()
    await opened(repository, call)

    with pytest.raises(Refused, match="command_id_reused"):
        await repository.save(replace(call, fingerprint=b"other"))


async def test_raced_is_a_conflict_and_asking_again_decides_again(repository: Repository, store: EventStore) -> None:
    await opened(repository)
    other = Repository(store, publish, lambda: b"")
    with at():
        slow = await other.load(Ledger, ledger_id("a"))
        await add(repository, 7)
        slow.note(9)
        call = a_call()

        with pytest.raises(Conflict):
            await other.save(call, slow)
        await add(other, 9, call)

    assert (await repository.load(Ledger, ledger_id("a"))).amounts == [5, 7, 9]


async def test_a_clock_far_behind_is_unavailable(module_endpoints: Endpoints) -> None:
    async with Place.made(module_endpoints, Feed("real-two", "meetings"), "real") as place:
        store = await EventStore.open(place.pool, place.feed, codec())
        repository = Repository(store, publish, lambda: bytes(range(16)))
        await opened(repository)
        alarms: list[str] = []
        store.on_clock_behind.append(lambda: alarms.append("rung"))

        with pytest.raises(Unavailable, match="clock_behind"):
            await add(repository, 1, a_call(at=JANUARY - timedelta(seconds=6)))
        assert alarms == ["rung"]

        [first, second] = await store.history(ledger_id("a"))
        assert json.loads(first.metadata)["salt"] == json.loads(second.metadata)["salt"] == bytes(range(16)).hex()


async def test_a_command_that_waited_long_for_its_turn_is_no_clock_behind(module_endpoints: Endpoints) -> None:
    async with Place.made(module_endpoints, Feed("real-three", "meetings"), "real") as place:
        store = await EventStore.open(place.pool, place.feed, codec())
        repository = Repository(store, publish, lambda: bytes(16))
        others, stored_at = JANUARY + timedelta(seconds=9), JANUARY + timedelta(seconds=10)
        await opened(repository, a_call(at=others))

        await add(repository, 1, a_call(at=JANUARY, stored_at=stored_at))

        assert (await store.head()).recorded_at == stored_at


class Queueing(EventStore):
    """Lets time pass before a batch is sent, as an append before it does."""

    clock = JANUARY

    async def submit(self, submission: Submission) -> Appended:
        self.clock += timedelta(seconds=10)
        return await super().submit(submission)


async def test_a_command_is_stored_at_the_instant_when_it_is_sent_and_not_when_it_began_to_wait(
    module_endpoints: Endpoints,
) -> None:
    async with Place.made(module_endpoints, Feed("real-four", "meetings"), "real") as place:
        store = Queueing(place.pool, place.feed, codec(), "real")
        repository = Repository(store, publish, lambda: bytes(16))

        await opened(repository, replace(a_call(), clock=lambda: store.clock))

        assert (await store.rows(0, 1))[0].recorded_at == JANUARY + timedelta(seconds=10)


async def test_what_is_absent_or_of_another_kind_is_not_there(repository: Repository) -> None:
    ledger = await opened(repository)

    assert await repository.find(Ledger, uuid4()) is None
    assert await repository.find(Stranger, ledger.id) is None
    with pytest.raises(Refused, match="not_there"):
        await repository.load(Stranger, ledger.id)


async def test_a_kept_aggregate_is_brought_up_to_date_by_what_others_stored(
    repository: Repository, store: EventStore
) -> None:
    await opened(repository)
    await add(Repository(store, publish, lambda: b""), 7)

    assert (await repository.load(Ledger, ledger_id("a"))).amounts == [5, 7]


async def test_a_change_that_was_not_saved_is_never_seen(repository: Repository) -> None:
    await opened(repository)
    with at():
        ledger = await repository.load(Ledger, ledger_id("a"))
        ledger.note(100)

    assert (await repository.load(Ledger, ledger_id("a"))).amounts == [5]


async def test_metadata_is_canonical_and_each_event_has_a_salt_of_its_own(repository: Repository) -> None:
    await opened(repository, a_call(UUID(int=3)))

    first, second = (row.metadata for row in await repository.store.history(ledger_id("a")))
    told = json.loads(first)
    assert first == json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    assert {key: told[key] for key in ("actor", "causation", "correlation", "traceparent")} == {
        "actor": str(UUID(int=7)),
        "causation": "b",
        "correlation": "c",
        "traceparent": "t",
    }
    assert len(bytes.fromhex(told["salt"])) == 16
    assert told["salt"] != json.loads(second)["salt"]


async def test_two_simulated_runs_of_the_same_commands_are_byte_equal(module_endpoints: Endpoints) -> None:
    heads = []
    for keeper in ("run-one", "run-two"):
        async with Place.made(module_endpoints, Feed(keeper, "meetings"), "simulated") as place:
            store = await EventStore.open(place.pool, place.feed, codec())
            await opened(Repository(store, publish, lambda: uuid4().bytes), a_call(UUID(int=3)))
            heads.append(await store.head())

    assert heads[0] == heads[1]


async def test_what_cannot_be_published_is_not_stored(store: EventStore) -> None:
    def broken(happened: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await opened(Repository(store, broken, lambda: b""))

    assert (await store.head()).position == 0
