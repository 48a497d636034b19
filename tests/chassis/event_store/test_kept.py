"""Aggregates kept between commands: what others stored is added, what was set back is not believed, and who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from services.chassis.errors import Conflict, Refused
from services.chassis.event_store.kept import Kept, Known
from services.chassis.event_store.repository import Repository
from services.chassis.event_store.store import EventStore
from services.chassis.holding import one_command
from tests.chassis.event_store.calls import a_call, at
from tests.chassis.event_store.ledger import Ledger, codec, ledger_id, publish
from tests.chassis.event_store.place import Place
from tests.eventually import eventually

pytestmark = pytest.mark.connected
NAME = "a"


class Counting(EventStore):
    """Counts the rows that are read of aggregates."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.pool, place.feed, codec(), "simulated")
        self.rows_read = 0

    async def aggregate_rows(self, aggregate_id: UUID, from_version: int = 1) -> list[asyncpg.Record]:
        rows = await super().aggregate_rows(aggregate_id, from_version)
        self.rows_read += len(rows)
        return rows


class Process:
    """One process of a service, with what it keeps."""

    def __init__(self, place: Place) -> None:
        self.store = Counting(place)
        self.repository = Repository(self.store, publish, lambda: b"\0" * 16)

    async def open(self, notes: Sequence[int] = ()) -> None:
        with at(), one_command():
            ledger = Ledger(NAME, date(2019, 1, 1))
            for amount in notes:
                ledger.note(amount)
            await self.repository.save(a_call(), ledger)

    async def note(self, amount: int, *, refused: bool = False, meet: asyncio.Barrier | None = None) -> None:
        with at(), one_command():
            ledger = await self.repository.load(Ledger, ledger_id(NAME))
            if meet is not None:
                await meet.wait()
            if refused:
                raise Refused("not_today")
            ledger.note(amount)
            await self.repository.save(a_call(), ledger)

    async def note_in_vain(self, amount: int) -> None:
        """Decide, and then do not save."""
        with at(), one_command():
            (await self.repository.load(Ledger, ledger_id(NAME))).note(amount)
            raise Refused("not_today")

    async def amounts(self) -> list[int]:
        with one_command():
            return (await self.repository.load(Ledger, ledger_id(NAME))).amounts

    async def reads(self, act: Awaitable[None]) -> int:
        """How many rows are read meanwhile."""
        before = self.store.rows_read
        await act
        return self.store.rows_read - before


async def test_a_long_history_is_read_once_and_then_its_last_row_only(place: Place) -> None:
    await Process(place).open(notes=range(10))
    process = Process(place)

    assert await process.reads(process.note(10)) == 11
    assert await process.reads(process.note(11)) == 1
    assert await process.amounts() == list(range(12))


async def test_a_refused_command_costs_the_next_one_nothing(place: Place) -> None:
    process = Process(place)
    await process.open(notes=range(10))
    with pytest.raises(Refused):
        await process.note(1, refused=True)

    assert await process.reads(process.note(10)) == 1


async def test_what_another_process_stored_is_added(place: Place) -> None:
    process, other = Process(place), Process(place)
    await process.open()
    await other.note(7)
    await process.note(8)
    await other.note(9)

    assert await process.amounts() == await other.amounts() == [7, 8, 9]


async def test_commands_of_one_process_take_turns_and_never_conflict(place: Place) -> None:
    process = Process(place)
    await process.open()

    await asyncio.gather(*(process.note(amount) for amount in range(20)))

    assert await process.amounts() == list(range(20))


async def test_of_two_processes_the_slower_conflicts_and_believes_nothing_of_its_own(place: Place) -> None:
    first, second = Process(place), Process(place)
    await first.open()
    await second.amounts()
    meet = asyncio.Barrier(2)

    done = await asyncio.gather(first.note(1, meet=meet), second.note(2, meet=meet), return_exceptions=True)

    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]
    assert await first.amounts() == await second.amounts() == ([1] if isinstance(done[1], Conflict) else [2])


async def test_a_change_that_is_not_stored_is_not_kept(place: Place) -> None:
    process = Process(place)
    await process.open(notes=[5])
    with pytest.raises(Refused):
        await process.note_in_vain(100)

    assert await process.amounts() == [5]


async def set_back(place: Place, version: int) -> None:
    """Restore the state before this version, as an older backup does under a running service."""
    schema = place.feed.schema
    await place.superuser.execute(
        f"""ALTER TABLE {schema}.stored_events DISABLE TRIGGER append_only;
            DELETE FROM {schema}.stored_events WHERE originator_version >= {version};
            ALTER TABLE {schema}.stored_events ENABLE ALWAYS TRIGGER append_only"""
    )


@pytest.mark.parametrize("since", [(), (50,), (50, 51, 52)])
async def test_what_was_kept_of_a_store_that_was_set_back_is_not_believed(place: Place, since: Sequence[int]) -> None:
    process = Process(place)
    await process.open(notes=[1, 2])
    await set_back(place, 3)
    for amount in since:
        await Process(place).note(amount)

    await check_believed(process, [1, *since])


class AnyChain:
    """A chain that is taken for every other."""

    def __ne__(self, other: object) -> bool:
        return False


async def check_believed(process: Process, stored: list[int]) -> None:
    assert await process.amounts() == stored
    await process.note(60)
    assert await process.amounts() == [*stored, 60]


async def test_without_the_chain_it_would_be_believed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    process = Process(place)
    await process.open(notes=[1, 2])
    await set_back(place, 3)
    await Process(place).note(50)
    monkeypatch.setattr(Known, "chain", property(lambda _: AnyChain(), lambda *_: None))

    with pytest.raises(AssertionError):
        await check_believed(process, [1, 50])


async def test_who_waits_too_long_for_a_turn_is_sent_away_and_loads_nothing(place: Place) -> None:
    """As all do who come while the database stands still under the first."""
    process = Process(place)
    await process.open(notes=range(10))
    process.repository._kept._turn_seconds = 0.01
    go_on = asyncio.Barrier(2)
    first = asyncio.create_task(process.note(10, meet=go_on))
    await eventually(lambda: process.store.rows_read == 1)

    done = await asyncio.gather(*(process.note(amount) for amount in range(50)), return_exceptions=True)

    assert {str(one) for one in done} == {"store_unavailable"}
    assert process.store.rows_read == 1
    await asyncio.gather(first, go_on.wait())
    assert await process.reads(process.note(11)) == 1


async def test_two_that_wait_for_each_other_do_not_wait_for_ever() -> None:
    kept = Kept(turn_seconds=0.01)
    meet = asyncio.Barrier(2)

    async def take(*names: str) -> None:
        with one_command():
            await kept.take(ledger_id(names[0]))
            await meet.wait()
            await kept.take(ledger_id(names[1]))

    done = await asyncio.gather(take("a", "b"), take("b", "a"), return_exceptions=True)

    assert {str(one) for one in done} <= {"store_unavailable", "None"}
    assert "store_unavailable" in {str(one) for one in done}
    with one_command():
        assert await kept.take(ledger_id("a")) is await kept.take(ledger_id("b")) is None


def known(name: str, notes: int) -> Known:
    with at():
        ledger = Ledger(name, date(2019, 1, 1))
        for amount in range(notes):
            ledger.note(amount)
    return Known(ledger, ledger.version, b"")


async def test_what_was_not_used_for_longest_makes_room_by_the_number_of_its_events() -> None:
    kept = Kept(most_events=10)
    for name, notes in (("a", 3), ("b", 3), ("a", 3), ("c", 3)):
        with one_command():
            await kept.take(ledger_id(name))
            kept.lend(known(name, notes))

    assert await kept.take(ledger_id("b")) is None
    assert await kept.take(ledger_id("a")) is not None
    assert await kept.take(ledger_id("c")) is not None


async def test_one_history_is_kept_however_long_it_is() -> None:
    kept = Kept(most_events=10)
    kept.stored(known("a", 20).aggregate, b"chain")

    assert await kept.take(ledger_id("a")) is not None
