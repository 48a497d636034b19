"""What the relay does when the bus loses messages or the store is set back, on real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.js.api import RawStreamMsg

from services.chassis.relay import Relay, RelaySettings
from sinhhoat.stack import Endpoints
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.secrets import Secrets
from tests.chassis.relay.given import Node, Told, disorder, logged, positions, running
from tests.eventually import eventually

pytestmark = pytest.mark.connected


@pytest.fixture
async def node(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    async with Node.made(module_endpoints) as made:
        await made.provision()
        yield made


async def test_a_stream_deleted_under_load_is_made_anew_and_nothing_is_missing_from_there_on(node: Node) -> None:
    relay = node.relay()
    with logged() as lines:
        async with running(relay):
            await under_load(node, relay)
            await node.nats.jetstream().delete_stream(node.stream)
            for history in node.histories:
                await history.add(300)
            await node.until_published(relay)
    told = await node.told()

    assert whole_from_somewhere_on(node, told)
    assert "stream_lost" in {line["event"] for line in lines}


async def test_a_stream_purged_under_load_goes_on_and_nothing_is_missing_from_there_on(node: Node) -> None:
    relay = node.relay()
    async with running(relay):
        await under_load(node, relay)
        await node.nats.jetstream().purge_stream(node.stream)
        for history in node.histories:
            await history.add(300)
        await node.until_published(relay)

    assert whole_from_somewhere_on(node, await node.told())


async def test_an_expired_stream_is_not_filled_again(node: Node) -> None:
    history = node.histories[0]
    await published_by_a_relay(node, 50)
    await node.nats.jetstream().purge_stream(node.stream)
    await history.add(5)
    with logged() as lines:
        relay = node.relay()
        async with running(relay):
            await node.until_published(relay)

    assert positions(await node.told(), history.feed) == [51, 52, 53, 54, 55]
    assert {line["event"] for line in lines} >= {"expired"}
    assert not [line for line in lines if line["log_level"] == "error"]


async def test_messages_that_the_bus_lost_after_it_had_acknowledged_them_are_published_again(node: Node) -> None:
    history = node.histories[0]
    await published_by_a_relay(node, 50)
    await bring_back(node, keep=30)
    with logged() as lines:
        relay = node.relay()
        async with running(relay):
            await eventually(lambda: "bus_lost_messages" in {line["event"] for line in lines})
            await eventually(lambda: relay.status[history.feed].published == 50)
    told = await node.told()

    assert positions(told, history.feed) == list(range(1, 51))
    assert disorder(told) == []
    assert "bus_lost_messages" in {line["event"] for line in lines if line["log_level"] == "error"}


async def test_a_duplicate_that_the_stream_no_longer_holds_counts_for_nothing_and_holds_its_feed_only(
    node: Node,
) -> None:
    damaged, other, _ = node.histories
    await published_by_a_relay(node, 10)
    last = next(one for one in reversed(await node.told()) if one.feed == damaged.feed)
    await node.nats.jetstream().delete_msg(node.stream, last.sequence)
    await other.add(5)
    relay = node.relay(settings=RelaySettings(poll=0.05, first_delay=0.01, longest_delay=0.05, pause=60))
    async with running(relay):
        await eventually(lambda: relay.status[other.feed].published == 15)

        assert relay.status[damaged.feed].published == 9


@pytest.mark.parametrize("ours", [0, 10])
async def test_what_no_relay_has_written_is_an_alarm_and_stops_nothing(node: Node, ours: int) -> None:
    history, *_ = node.histories
    await published_by_a_relay(node, ours)
    for headers in (None, {"sh-position": "999"}, {"sh-position": "1", "sh-chain": "00"}):
        await node.nats.jetstream().publish(f"evt.{history.feed.keeper}.meetings.Noted.v1", b"{}", headers=headers)
    await history.add(5)
    with logged() as lines:
        relay = node.relay()
        async with running(relay):
            await node.until_published(relay)

    assert not any(relay.forked(feed) for feed in node.feeds)
    assert {line["feed"] for line in lines if line["event"] == "foreign_message_in_stream"} == {str(history.feed)}


async def test_a_message_of_ours_with_another_chain_is_a_fork(node: Node) -> None:
    history, other, _ = node.histories
    await published_by_a_relay(node, 10)
    forged = {"Nats-Msg-Id": f"{history.feed}:11", "sh-position": "11", "sh-chain": "00" * 32}
    await node.nats.jetstream().publish(f"evt.{history.feed.keeper}.meetings.Noted.v1", b"{}", headers=forged)
    await history.add(5)
    relay = node.relay()
    async with running(relay):
        await eventually(lambda: relay.forked(history.feed))

    assert not relay.forked(other.feed)


async def test_a_store_that_was_set_back_stops_its_own_feed_only(node: Node) -> None:
    back, other, _ = node.histories
    await published_by_a_relay(node, 20)
    await back.set_back(12)
    await other.add(5)
    with logged() as lines:
        relay = node.relay()
        async with running(relay):
            await eventually(lambda: relay.status[other.feed].published == 25)
            await eventually(lambda: relay.forked(back.feed))

            assert not relay.forked(other.feed)
    assert (await back.cursor())["forked"].startswith("2019-01-31T12:00:00+00:00: position 20 ")
    assert [line["feed"] for line in lines if line["event"] == "feed_forked"] == [str(back.feed)]


async def test_a_store_that_was_set_back_and_has_gone_another_way_publishes_nothing(node: Node) -> None:
    history = node.histories[0]
    await published_by_a_relay(node, 20)
    await history.set_back(12)
    history.branch = "another way"
    await history.add(30)
    relay = node.relay()
    async with running(relay):
        await eventually(lambda: relay.forked(history.feed))
    told = await node.told()

    assert positions(told, history.feed) == list(range(1, 21))
    assert disorder(told) == []


async def test_a_feed_stays_stopped_until_an_operator_releases_it(node: Node) -> None:
    history = node.histories[0]
    await published_by_a_relay(node, 20)
    await history.set_back(12)
    first, second = node.relay(), node.relay()
    async with running(first):
        await eventually(lambda: first.forked(history.feed))
    await history.add(8)
    async with running(second):
        await eventually(lambda: second.leader and second.forked(history.feed))
        await history.set_cursor(20)
        await history.superuser.execute(f"UPDATE {history.feed.schema}.relay_cursor SET forked = NULL")
        await history.add(5)
        await eventually(lambda: second.status[history.feed].published == 25)

    assert positions(await node.told(), history.feed) == list(range(1, 26))


async def test_a_bus_killed_and_started_again_under_load_is_told_everything_once(
    module_endpoints: Endpoints, tmp_path: Path
) -> None:
    bus = NatsServer(tmp_path / "bus", Secrets(tmp_path / "secrets"))
    await bus.start()
    async with Node.made(module_endpoints, bus_url=bus.url("operator")) as node:
        await node.provision()
        relay = node.relay()
        async with running(relay):
            await under_load(node, relay)
            assert bus.child
            await bus.child.kill()
            await bus.start()
            for history in node.histories:
                await history.add(300)
            await node.until_published(relay)
        told = await node.told()
    await bus.stop()

    assert disorder(told) == []
    assert len(told) == 3 * 2_300


async def under_load(node: Node, relay: Relay) -> None:
    """Long histories, and the relay in the middle of them."""
    for history in node.histories:
        await history.add(2_000)
    await eventually(lambda: sum(one.published for one in relay.status.values()) > 300)


async def published_by_a_relay(node: Node, count: int) -> None:
    """That many events of each feed lie in the stream, and the relay that put them there has ended."""
    for history in node.histories:
        await history.add(count)
    relay = node.relay()
    async with running(relay):
        await node.until_published(relay)
    for history in node.histories:
        await history.set_cursor(count)


async def bring_back(node: Node, keep: int) -> None:
    """The stream as it was when each feed had `keep` messages: what a restore of the bus from a copy leaves."""
    context = node.nats.jetstream()
    old: list[RawStreamMsg] = [
        await context.get_msg(node.stream, one.sequence) for one in await node.told() if one.position <= keep
    ]
    await context.delete_stream(node.stream)
    await node.provision()
    for message in old:
        assert message.subject
        headers = {name: value for name, value in (message.headers or {}).items() if "Expected" not in name}
        await context.publish(message.subject, message.data or b"", headers=headers)


def whole_from_somewhere_on(node: Node, told: list[Told]) -> bool:
    """Whether each feed's messages are all its rows from the first that is there: readers heal what lies before."""
    found = [(positions(told, history.feed), history.head) for history in node.histories]
    return all(seen == list(range(seen[0], head + 1)) for seen, head in found)
