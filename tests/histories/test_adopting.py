"""A store that was set back: what it has lost is shown, taken back from an export, or given up without being missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import structlog
from nats.aio.client import Client

from services.chassis.errors import Refused
from services.chassis.event_store.adopting import OPENED, Act
from services.chassis.projection.links import At, check
from services.chassis.relay import Relay, provision_stream, subjects_of
from services.chassis.wire import Received, from_message
from sinhhoat.forks import Fork, Sides, save
from sinhhoat.histories.stores import checked
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.ledger import JANUARY
from tests.chassis.relay.given import QUICK, connect, running
from tests.eventually import eventually
from tests.histories.given import FEED, WORDS, Kept, tables

pytestmark = pytest.mark.connected

STREAM = "EVT_MEETINGS"
ACT = Act(uuid4(), datetime(2026, 3, 31, tzinfo=UTC), UUID(int=5), "Khôi phục từ bản sao ngày 30/3")


class Node:
    """A store, its relay and the bus; `lost` is what others had been told when the store was set back."""

    def __init__(self, kept: Kept, bus: Client, endpoints: Endpoints) -> None:
        self.kept, self.bus = kept, bus
        self.relay = Relay(
            *(kept.place.pool, bus, STREAM, [FEED]),
            clock=lambda: JANUARY,
            metrics=None,
            log=structlog.get_logger(),
            settings=QUICK,
        )
        self.sides = Sides(endpoints.postgres_migration["meetings"], endpoints.nats["operator"], lambda: bytes(16))

    async def published(self) -> None:
        head = await self.kept.store.published_head()
        await eventually(lambda: self.relay.status[FEED].published == head)

    async def forks(self) -> None:
        await eventually(lambda: self.relay.forked(FEED))

    async def goes_on(self) -> None:
        """It takes a command and tells of it."""
        await eventually(lambda: not self.relay.forked(FEED))
        await self.kept.record()
        await self.published()

    async def events(self) -> list[Received]:
        """Everything of the feed in the stream, as readers get it."""
        info = await self.bus.jetstream().stream_info(STREAM)
        reader = await self.bus.jetstream().pull_subscribe("evt.>", stream=STREAM)
        messages = await reader.fetch(info.state.messages, timeout=20)
        await reader.unsubscribe()
        return [from_message(message.headers or {}, message.data) for message in messages]

    async def set_back(self, to: int) -> None:
        """What restoring an older backup does, cursor and all."""
        schema, superuser = FEED.schema, self.kept.place.superuser
        async with superuser.transaction():
            for table in ("stored_events", "commands", "texts"):
                await superuser.execute(f"ALTER TABLE {schema}.{table} DISABLE TRIGGER append_only")
            gone = f"SELECT command_id FROM {schema}.stored_events WHERE notification_id > {to}"
            for table in ("texts", "commands", "stored_events"):
                await superuser.execute(f"DELETE FROM {schema}.{table} WHERE command_id IN ({gone})")
            for table in ("stored_events", "commands", "texts"):
                await superuser.execute(f"ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER append_only")
            await superuser.execute(
                f"""UPDATE {schema}.relay_cursor SET scanned = {to},
                    (published, published_chain) = (SELECT notification_id, chain FROM {schema}.stored_events
                       WHERE contract IS NOT NULL ORDER BY notification_id DESC LIMIT 1)"""
            )


@pytest.fixture
async def node(fresh_endpoints: Endpoints) -> AsyncIterator[Node]:
    """Five commands of three rows each are stored and told; the third has a text."""
    async with Kept.made(fresh_endpoints) as kept:
        bus = await connect(fresh_endpoints.nats["operator"])
        await provision_stream(bus, STREAM, subjects_of("meetings"), max_bytes=QUICK.stream_bytes)
        await kept.record(3)
        await kept.record(why=WORDS)
        await kept.record()
        made = Node(kept, bus, fresh_endpoints)
        async with running(made.relay):
            await made.published()
        yield made
        await bus.close()


@asynccontextmanager
async def forked(node: Node, to: int = 6) -> AsyncIterator[None]:
    """Set back while nothing runs, then started again."""
    await node.set_back(to)
    async with running(node.relay):
        await node.forks()
        yield


def refusal(no: pytest.ExceptionInfo[Refused]) -> tuple[str, dict[str, str | int]]:
    return no.value.code, dict(no.value.numbers)


def lost(fork: Fork) -> list[int]:
    return [one.event.position for one in fork.lost]


async def test_a_report_names_what_was_told_and_is_not_stored(node: Node, tmp_path: Path) -> None:
    async with forked(node):
        fork = await node.sides.look(FEED)

    save(fork.lost, tmp_path / "lost.ndjson")
    assert lost(fork) == [8, 11, 14]
    assert (fork.standing.head.position, fork.told.position) == (6, 14)
    assert fork.standing.forked is not None
    assert len((tmp_path / "lost.ndjson").read_text().splitlines()) == 3


async def test_a_sound_feed_has_lost_nothing_and_is_not_adopted(node: Node, tmp_path: Path) -> None:
    await node.kept.export(tmp_path / "a.zst")

    assert lost(await node.sides.look(FEED)) == []
    for act in (node.sides.take_back(FEED, tmp_path / "a.zst", ACT), node.sides.new_epoch(FEED, ACT)):
        with pytest.raises(Refused) as no:
            await act
        assert refusal(no) == ("feed_not_forked", {"feed": "hoc-mon.meetings"})


async def test_an_export_brings_every_row_back_as_it_was(node: Node, tmp_path: Path) -> None:
    await node.kept.export(tmp_path / "a.zst", texts=True)
    before, told = await tables(node.kept.place.pool), await node.events()

    async with forked(node):
        assert await node.sides.take_back(FEED, tmp_path / "a.zst", ACT) == range(7, 16)

        assert await tables(node.kept.place.pool) == before
        await node.goes_on()
    assert (await node.events())[: len(told)] == told
    assert check(At(0, ""), await node.events()).forked is None
    [row] = await node.kept.place.pool.fetch(f"SELECT * FROM {FEED.schema}.adoptions")
    assert (row["adopted_at"], row["adopted_by"], row["reason"]) == (ACT.at, ACT.by, ACT.reason)
    assert (row["act"], row["first"], row["last"]) == ("taken_back", 7, 15)


async def test_what_was_acknowledged_before_is_answered_again_after(node: Node, tmp_path: Path) -> None:
    await node.kept.export(tmp_path / "a.zst", texts=True)
    async with forked(node):
        await node.sides.take_back(FEED, tmp_path / "a.zst", ACT)
        await eventually(lambda: not node.relay.forked(FEED))

        node.kept.commands = 4
        await node.kept.record()  # The fifth command once more.

    assert (await node.kept.store.head()).position == 15


async def test_an_export_that_is_too_old_is_refused(node: Node, tmp_path: Path) -> None:
    async with forked(node):
        await node.kept.export(tmp_path / "old.zst")

        with pytest.raises(Refused) as no:
            await node.sides.take_back(FEED, tmp_path / "old.zst", ACT)

    assert refusal(no) == ("history_too_short", {"there": 6, "wanted": 14})


async def test_two_branches_are_never_mixed(node: Node, tmp_path: Path) -> None:
    await node.kept.record(5)
    await node.kept.export(tmp_path / "first.zst")
    await node.set_back(6)
    node.kept.commands = 40
    await node.kept.record(4)  # Before its relay has seen that the store was set back.
    await node.kept.export(tmp_path / "second.zst")
    async with running(node.relay):
        await node.forks()

        with pytest.raises(Refused) as of_the_store:
            await node.sides.take_back(FEED, tmp_path / "first.zst", ACT)
        await node.set_back(6)
        with pytest.raises(Refused) as of_the_stream:
            await node.sides.take_back(FEED, tmp_path / "second.zst", ACT)

    assert refusal(of_the_store) == ("history_of_another_branch", {"position": 18})
    assert refusal(of_the_stream) == ("history_of_another_branch", {"position": 14})
    assert (await node.kept.store.head()).position == 6


async def test_a_store_that_went_on_before_the_fork_was_seen_keeps_what_it_took_in(node: Node) -> None:
    await node.set_back(6)
    node.kept.commands = 40
    await node.kept.record(4)
    async with running(node.relay):
        await node.forks()

        assert lost(await node.sides.look(FEED)) == [8, 11, 14]
        assert await node.sides.new_epoch(FEED, ACT) == range(19, 20)
        await node.goes_on()

    rows = await node.kept.store.rows(6, 100)
    assert [row.position for row in rows if row.contract is not None] == [8, 11, 14, 17, 21]
    assert await node.kept.store.verify() is None
    # Ids that the stream has seen in the last two minutes are refused as duplicates: readers take those from the owner.
    told = await node.events()
    assert told[-1].position == 21
    assert lost(await node.sides.look(FEED)) == []


async def test_a_new_epoch_uses_no_position_again_and_is_written_in_the_history(node: Node, tmp_path: Path) -> None:
    async with forked(node):
        assert await node.sides.new_epoch(FEED, ACT) == range(7, 16)
        await node.goes_on()

    assert await node.kept.store.verify() is None
    rows = await node.kept.store.rows(6, 100)
    assert [row.position for row in rows if row.contract is not None] == [17]
    opened = next(row for row in rows if row.topic == OPENED)
    assert opened.position == 15
    assert ACT.reason in opened.state.decode()
    await node.kept.export(tmp_path / "after.zst")
    assert checked(tmp_path / "after.zst").end().rows == 18


@pytest.mark.parametrize(("read", "stops"), [(0, False), (5, False), (8, True), (11, True), (14, True)])
async def test_no_reader_misses_an_event_of_the_new_epoch_silently(node: Node, read: int, stops: bool) -> None:
    old = {event.position: event for event in await node.events()}
    at = At(read, old[read].chain) if read else At(0, "")
    async with forked(node):
        await node.sides.new_epoch(FEED, ACT)
        await node.goes_on()

    # What a reader gets from the stream, and then from the owner's pages.
    told = await node.events()
    assert [event.position for event in told] == [17]
    found = check(at, [*(old[position] for position in (2, 5) if position > read), *told])

    assert (found.forked is not None) == stops
    if not stops:
        assert found.at.position == 17
