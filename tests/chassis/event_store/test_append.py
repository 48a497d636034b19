"""Commands into the history: each as if alone and in order, whatever else is in the batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.chassis.errors import Unavailable
from services.chassis.event_store.migrations import FOLDER, named
from services.chassis.event_store.rows import Submission
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_submission, an_event
from tests.chassis.event_store.ledger import JANUARY, codec
from tests.chassis.event_store.place import Place

pytestmark = pytest.mark.connected

CHECK = " AND vers[fitting] = versions[a[fitting]] + 1"
LOOK = """    IF NOT looked AND 'stored' <> ANY (outcomes) THEN
      RAISE unique_violation;
    END IF;
"""
LEDGER, OTHER = UUID(int=1), UUID(int=2)


async def outcomes(store: EventStore, *batch: Submission) -> list[str]:
    answers: list[str] = [appended.outcome for appended in await store.append(batch)]
    return answers


async def versions(store: EventStore, aggregate: UUID) -> list[int]:
    return [row.originator_version for row in await store.history(aggregate)]


async def test_a_command_is_stored_with_its_events_in_order(store: EventStore) -> None:
    told, untold = an_event(LEDGER, 1), an_event(LEDGER, 2, wire=None)

    [appended] = await store.append([a_submission(told, untold, reply=b'{"a":1}')])

    assert (appended.outcome, appended.last_position, appended.reply) == ("stored", 1, b'{"a":1}')
    assert [(row.position, row.contract is None) for row in await store.history(LEDGER)] == [(1, False), (2, True)]
    assert (await store.head()).position == 2
    assert await store.verify() is None


async def test_an_empty_batch_changes_nothing(store: EventStore) -> None:
    assert await store.append([]) == []


async def test_a_command_without_events_is_remembered(store: EventStore) -> None:
    command = a_submission(reply=b'{"nothing":1}')

    await store.append([command])

    remembered = await store.remembered([command.command_id, uuid4()])
    assert {key: (known.last_position, known.reply) for key, known in remembered.items()} == {
        command.command_id: (None, b'{"nothing":1}')
    }


async def test_the_same_command_again_is_answered_as_it_was(store: EventStore) -> None:
    command = a_submission(an_event(LEDGER, 1), reply=b'{"was":1}')
    await store.append([command])

    [again] = await store.append([a_submission(an_event(LEDGER, 1), command_id=command.command_id, reply=b"{}")])

    assert (again.outcome, again.last_position, again.reply) == ("repeated", 1, b'{"was":1}')
    assert await versions(store, LEDGER) == [1]


async def test_the_same_id_with_other_content_is_reused_and_learns_nothing(store: EventStore) -> None:
    command = a_submission(an_event(LEDGER, 1), reply=b'{"secret":1}')
    await store.append([command])

    [other] = await store.append(
        [a_submission(an_event(OTHER, 1), command_id=command.command_id, fingerprint=b"other", reply=b'{"mine":1}')]
    )

    assert (other.outcome, other.last_position, other.reply) == ("reused", None, b"")
    assert await versions(store, OTHER) == []


async def test_a_command_sent_three_times_at_once_is_stored_once(store: EventStore) -> None:
    first = a_submission(an_event(LEDGER, 1), reply=b'{"first":1}')
    second = a_submission(an_event(LEDGER, 1), command_id=first.command_id, reply=b'{"second":1}')
    third = a_submission(an_event(OTHER, 1), command_id=first.command_id, fingerprint=b"other")

    answers = await asyncio.gather(*map(store.submit, (first, second, third)))

    assert [answer.outcome for answer in answers] == ["stored", "repeated", "reused"]
    assert (answers[1].last_position, answers[1].reply) == (1, b'{"first":1}')


async def test_a_taken_version_is_a_conflict_for_that_command_alone(store: EventStore) -> None:
    await store.append([a_submission(an_event(LEDGER, 1))])

    answers = await outcomes(
        store,
        a_submission(an_event(OTHER, 1)),
        a_submission(an_event(LEDGER, 1)),
        a_submission(an_event(LEDGER, 2)),
    )

    assert answers == ["stored", "conflict", "stored"]
    assert (await store.head()).position == 3


async def test_what_builds_on_a_command_left_out_is_left_out_too(store: EventStore) -> None:
    await store.append([a_submission(an_event(LEDGER, 1))])
    stale = a_submission(an_event(LEDGER, 1), an_event(OTHER, 1))
    on_stale = a_submission(an_event(OTHER, 2), an_event(UUID(int=3), 1))
    on_that = a_submission(an_event(UUID(int=3), 2))

    answers = await outcomes(store, stale, on_stale, on_that, a_submission(an_event(LEDGER, 2)))

    assert answers == ["conflict", "conflict", "conflict", "stored"]
    assert await versions(store, LEDGER) == [1, 2]
    assert await versions(store, OTHER) == []


async def test_what_builds_on_a_repeated_command_that_stored_something_else_is_left_out(store: EventStore) -> None:
    command = a_submission(an_event(LEDGER, 1))
    await store.append([command])
    repeated = a_submission(an_event(OTHER, 1), command_id=command.command_id)

    assert await outcomes(store, repeated, a_submission(an_event(OTHER, 2))) == ["repeated", "conflict"]
    assert await versions(store, OTHER) == []


async def leave_out(lines: str, place: Place) -> None:
    """Plant a fault: append without these lines."""
    sql = (FOLDER / "0002_append.sql").read_text()
    assert sql.count(lines) == 1
    faulty = sql.replace(lines, "").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    await place.superuser.execute(named(faulty, place.feed, "meetings_owner", "meetings_service"))


async def check_repeated(store: EventStore, version: int) -> None:
    await store.append([a_submission(an_event(LEDGER, below)) for below in range(1, version)])
    command, other = a_submission(an_event(LEDGER, version)), a_submission(an_event(OTHER, 1))
    await store.append([command])

    assert await outcomes(store, command, other) == ["repeated", "stored"], "conflict"
    assert await versions(store, LEDGER) == list(range(1, version + 1))


async def check_no_gap_is_stored(store: EventStore, gapped: Sequence[int]) -> None:
    command = a_submission(*(an_event(LEDGER, version) for version in gapped))
    assert await outcomes(store, command, a_submission(an_event(LEDGER, 5))) == ["conflict", "conflict"], "stored"
    assert await versions(store, LEDGER) == []


@pytest.mark.parametrize("version", [1, 2])
async def test_a_command_that_comes_again_is_no_conflict_although_its_versions_are_taken(
    store: EventStore, version: int
) -> None:
    await check_repeated(store, version)


async def test_without_looking_twice_a_command_that_comes_again_would_be_a_conflict(
    store: EventStore, place: Place
) -> None:
    await leave_out(LOOK, place)

    with pytest.raises(AssertionError, match="conflict"):
        await check_repeated(store, 2)


@pytest.mark.parametrize("gapped", [(2,), (1, 3), (2, 1), (1, 1)])
async def test_a_version_is_never_missing_or_out_of_order(store: EventStore, gapped: Sequence[int]) -> None:
    await check_no_gap_is_stored(store, gapped)


async def test_without_the_check_of_versions_a_gap_would_be_stored(store: EventStore, place: Place) -> None:
    await leave_out(CHECK, place)

    with pytest.raises(AssertionError, match="stored"):
        await check_no_gap_is_stored(store, (2,))
    assert await versions(store, LEDGER) == [2, 5]


async def test_commands_of_one_batch_may_build_on_each_other(store: EventStore) -> None:
    batch = [a_submission(an_event(LEDGER, version)) for version in range(1, 65)]

    assert await outcomes(store, *batch) == ["stored"] * 64
    assert await versions(store, LEDGER) == list(range(1, 65))


async def test_instants_rise_with_every_row_even_when_the_clock_stands_still(store: EventStore) -> None:
    await store.append([a_submission(an_event(LEDGER, 1), an_event(LEDGER, 2)), a_submission(an_event(LEDGER, 3))])

    instants = [row.recorded_at - JANUARY for row in await store.history(LEDGER)]
    assert instants == [timedelta(microseconds=number) for number in range(3)]


async def test_a_simulated_store_takes_any_instant(store: EventStore) -> None:
    await store.append([a_submission(an_event(LEDGER, 1), seconds=100)])

    assert await outcomes(store, a_submission(an_event(LEDGER, 2), seconds=0)) == ["stored"]


async def test_a_real_store_refuses_a_clock_far_below_its_head(module_endpoints: Endpoints) -> None:
    async with Place.made(module_endpoints, Feed("real-one", "meetings"), "real") as place:
        store = await EventStore.open(place.pool, place.feed, codec())
        known = a_submission(an_event(LEDGER, 1), seconds=100)
        await store.append([known])

        behind, near, again = a_submission(an_event(OTHER, 1), seconds=94), a_submission(seconds=95), known

        assert await outcomes(store, behind, near, again) == ["clock_behind", "stored", "repeated"]
        assert await store.remembered([behind.command_id]) == {}


async def test_a_forked_feed_accepts_no_command(store: EventStore, place: Place) -> None:
    await place.pool.execute(f"UPDATE {place.feed.schema}.relay_cursor SET forked = 'set back'")

    with pytest.raises(Unavailable, match="feed_forked"):
        await store.append([a_submission(an_event(LEDGER, 1))])
    with pytest.raises(Unavailable, match="feed_forked"):
        await store.submit(a_submission(an_event(LEDGER, 1)))
    with pytest.raises(Unavailable, match="feed_forked"):
        await store.remembered([uuid4()])


async def test_append_refuses_a_snapshot_older_than_its_lock(store: EventStore, place: Place) -> None:
    async with place.pool.acquire() as connection:
        await connection.execute("SET default_transaction_isolation = 'repeatable read'")
        isolated = EventStore(connection, place.feed, codec(), "simulated")  # type: ignore[arg-type]

        with pytest.raises(asyncpg.PostgresError, match="READ COMMITTED"):
            await isolated.append([a_submission(an_event(LEDGER, 1))])


async def test_whoever_waits_for_new_rows_is_woken_after_the_commit(store: EventStore) -> None:
    woken: list[str] = []
    store.on_append.append(lambda: woken.append("woken"))

    await store.append([a_submission(an_event(LEDGER, 1))])

    assert woken == ["woken"]
