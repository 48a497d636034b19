"""The relay on real servers: each row once, in order, whoever is killed and however many run."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.chassis.relay import Relay, RelaySettings
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import QUICK, Node, Told, UnfencedRelay, connect, disorder, positions, running
from tests.eventually import eventually

pytestmark = pytest.mark.connected


@pytest.fixture
async def node(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    async with Node.made(module_endpoints) as made:
        await made.provision()
        yield made


async def test_every_feed_arrives_whole_and_in_order(node: Node) -> None:
    for history in node.histories:
        await history.add(450)
    relay = node.relay()
    async with running(relay):
        await node.until_published(relay)
    told = await node.told()

    assert disorder(told) == []
    assert all(positions(told, feed) == list(range(1, 451)) for feed in node.feeds)


async def test_windows_that_are_kept_apart_begin_at_once_and_take_everything(node: Node) -> None:
    history = node.histories[0]
    relay = node.relay(settings=replace(QUICK, apart=0.2))
    async with running(relay):
        for _ in range(3):
            await history.add(2)
            relay.wake(history.feed)
            await node.until_published(relay)
    told = await node.told()

    assert disorder(told) == []
    assert positions(told, history.feed) == [1, 2, 3, 4, 5, 6]


async def test_rows_that_are_not_published_are_passed_over_and_the_links_reach_across_them(node: Node) -> None:
    history = node.histories[0]
    await history.add(3)
    await history.add(500, published=False)
    await history.add(2)
    await history.add(4, published=False)
    relay = node.relay()
    async with running(relay):
        await eventually(lambda: relay.status[history.feed].scanned == 509)
    told = await node.told()

    assert disorder(told) == []
    assert positions(told, history.feed) == [1, 2, 3, 504, 505]
    assert relay.status[history.feed].published == relay.status[history.feed].head == 505


async def test_a_commit_that_wakes_the_relay_does_not_wait_for_the_next_look(node: Node) -> None:
    relay = node.relay(settings=RelaySettings(poll=600))
    async with running(relay):
        for history in node.histories:
            await history.add()
        await woken_until(relay, 1)
        for history in node.histories:
            await history.add()
            relay.wake(history.feed)

        await eventually(lambda: {(one.published, one.head) for one in relay.status.values()} == {(2, 2)})


async def test_a_long_backlog_of_one_feed_does_not_hold_the_others(node: Node) -> None:
    long, short, _ = node.histories
    await long.add(4_000)
    await short.add(1)
    relay = node.relay()
    async with running(relay):
        await node.until_published(relay)
    told = await node.told()

    assert positions(told[: QUICK.window], short.feed) == [1]


async def test_a_cursor_that_was_not_saved_goes_forward_and_nothing_is_sent_twice(node: Node) -> None:
    history = node.histories[0]
    await history.add(300)
    first, second = node.relay(), node.relay()
    async with running(first):
        await node.until_published(first)
    await history.set_cursor(120)
    await history.add(10)
    async with running(second):
        await node.until_published(second)
    told = await node.told()

    assert disorder(told) == []
    assert positions(told, history.feed) == list(range(1, 311))
    assert (await history.cursor())["published"] == 310


async def test_of_two_relays_one_publishes_and_the_other_knows_how_far_it_is(node: Node) -> None:
    first, second = node.relay(), node.relay()
    async with running(first, second):
        await eventually(lambda: first.leader or second.leader)
        for history in node.histories:
            await history.add(400)
        await node.until_published(first)
        await node.until_published(second)

        assert first.leader != second.leader
    assert disorder(await node.told()) == []


async def test_when_the_session_of_the_leader_ends_another_relay_goes_on(node: Node) -> None:
    first, second = node.relay(), node.relay()
    async with running(first):
        await eventually(lambda: first.leader)
        async with running(second):
            for history in node.histories:
                await history.add(1_500)
            await eventually(lambda: first.status[node.feeds[0]].published > 0)
            await end_leaders_session(node)
            for history in node.histories:
                await history.add(300)
            await node.until_published(first)
            await node.until_published(second)
    told = await node.told()

    assert disorder(told) == []
    assert len(told) == 5_400


async def test_two_leaders_at_once_are_fenced_by_the_stream(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await told_by_two_leaders(node, monkeypatch, Relay)

    assert disorder(told) == []
    assert len(told) == 1_503


async def test_two_leaders_without_the_fence_are_found_out(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await told_by_two_leaders(node, monkeypatch, UnfencedRelay)

    assert disorder(told)


async def test_what_was_asked_for_twice_is_told_once(node: Node) -> None:
    """Republication: a relay that has forgotten the stream and its cursor, while the stream has forgotten nothing."""
    history = node.histories[0]
    await history.add(300)
    for _ in range(3):
        await history.set_cursor(0)
        relay = node.relay()
        async with running(relay):
            await node.until_published(relay)

    assert positions(await node.told(), history.feed) == list(range(1, 301))


async def test_a_row_that_the_bus_cannot_carry_holds_its_own_feed_only(node: Node) -> None:
    heavy, light, _ = node.histories
    await heavy.add(2)
    await heavy.add(1, body=b'"' + b"x" * node.nats.max_payload + b'"')
    await heavy.add(2)
    await light.add(5)
    relay = node.relay()
    async with running(relay):
        await eventually(lambda: relay.status[light.feed].published == 5)
        await eventually(lambda: relay.status[heavy.feed].published == 2)
        await light.add(5)
        await eventually(lambda: relay.status[light.feed].published == 10)

        assert relay.status[heavy.feed].published == 2


async def end_leaders_session(node: Node) -> None:
    await node.histories[0].superuser.execute(
        """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    )


async def told_by_two_leaders(node: Node, monkeypatch: pytest.MonkeyPatch, kind: type[Relay]) -> list[Told]:
    """A lock that keeps nobody out, and a stream that soon forgets message ids, so that only the fence is left.

    Both relays find their place; one publishes everything; the other wakes up later and believes to be where it was.
    """
    await node.nats.jetstream().delete_stream(node.stream)
    await node.nats.jetstream().add_stream(name=node.stream, subjects=["evt.*.meetings.>"], duplicate_window=0.1)

    async def always(_connection: object, _stream: str) -> bool:
        return True

    monkeypatch.setattr("services.chassis.relay.relay.try_to_lead", always)
    other = await connect(node.endpoints.nats[node.service])
    first = node.relay(kind)
    second = node.relay(kind, nats=other, settings=replace(QUICK, poll=600))
    for history in node.histories:
        await history.add()
    async with running(first, second):
        await node.until_published(first)
        await node.until_published(second)
        await a_second()  # the other has nothing more to do now, and will not look for ten minutes
        for history in node.histories:
            await history.add(500)
        await node.until_published(first)
        await a_second()  # the stream has forgotten the message ids
        for feed in node.feeds:
            second.wake(feed)
        await node.until_published(second)
    await other.close()
    return await node.told()


async def a_second() -> None:
    over = time.monotonic() + 1
    await eventually(lambda: time.monotonic() > over)


async def woken_until(relay: Relay, position: int) -> None:
    """Wake it until every feed is published up to the position."""

    def check() -> bool:
        for feed in relay.status:
            relay.wake(feed)
        return {one.published for one in relay.status.values()} == {position}

    await eventually(check)
