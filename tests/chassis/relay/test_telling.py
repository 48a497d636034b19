"""What others learn from the relay: watermarks, figures, logs; and what nobody learns of a sealed feed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from nats.aio.client import Client
from prometheus_client import CollectorRegistry, Counter, generate_latest

from contracts.feed import Watermark
from services.chassis.feed import SEALED, Feed
from services.chassis.relay import Relay, RelayMetrics
from services.chassis.relay.watermark import publish_watermark
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, connect, logged, positions, running
from tests.eventually import eventually

pytestmark = pytest.mark.connected


@pytest.fixture
async def node(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    async with Node.made(module_endpoints) as made:
        await made.provision()
        yield made


@pytest.fixture
async def sealed(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    """The visit plans of two keepers: in the database of assignments, in a schema and an account of their own."""
    address = module_endpoints.nats["sealed_operator"]
    async with Node.made(module_endpoints, service=SEALED, database="assignments", bus_url=address) as made:
        await made.provision()
        yield made


async def watermarks_on(connection: Client, subject: str) -> list[Watermark]:
    found: list[Watermark] = []

    async def keep(message: object) -> None:
        found.append(Watermark.model_validate_json(message.data))  # type: ignore[attr-defined]

    await connection.subscribe(subject, cb=keep)
    return found


async def test_the_watermark_names_every_feed_and_its_last_published_row(node: Node) -> None:
    await node.histories[0].add(7)
    await node.histories[1].add(2)
    await node.histories[1].add(3, published=False)
    heard = await watermarks_on(node.nats, "watermark.meetings")
    async with running(node.relay()):
        await eventually(lambda: len(heard) > 0)

    one, two, three = map(str, node.feeds)
    assert heard[0] == Watermark(service="meetings", feeds={one: 7, two: 2, three: 0})


async def test_a_stopped_feed_is_not_in_the_watermark(node: Node) -> None:
    feed = node.feeds[0]
    await node.histories[0].superuser.execute(f"UPDATE {feed.schema}.relay_cursor SET forked = 'set back'")
    heard = await watermarks_on(node.nats, "watermark.meetings")
    async with running(node.relay()):
        await eventually(lambda: len(heard) > 0)

    assert str(feed) not in heard[0].feeds


class Remembers(Client):
    """A connection that keeps the subjects of what is published over it."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[str] = []

    async def publish(self, subject: str, *args: Any, **options: Any) -> None:
        self.published.append(subject)
        await super().publish(subject, *args, **options)


async def sent_while_standing_by(node: Node, kind: type[Relay]) -> list[str]:
    """What a second relay publishes while the first leads and tells twice how far it is."""
    leader, connection = node.relay(), Remembers()
    await connection.connect(node.endpoints.nats[node.service])
    other = node.relay(kind, nats=connection)
    await node.histories[0].add(3)
    async with running(leader):
        await node.until_published(leader)
        heard = await watermarks_on(node.nats, "watermark.meetings")
        async with running(other):
            await node.until_published(other)  # it stands by: it has read in the store how far the leader is
            told = len(heard)
            await eventually(lambda: len(heard) >= told + 2)
            assert (leader.leader, other.leader) == (True, False)
            sent = list(connection.published)
    await connection.close()
    return [subject for subject in sent if subject.startswith("watermark.")]


async def test_only_the_leader_sends_watermarks(node: Node) -> None:
    assert await sent_while_standing_by(node, Relay) == []


class TellsWhileStandingBy(Relay):
    """The fault: whoever stands by tells as well what it has read."""

    async def _watch(self) -> None:
        await super()._watch()
        heads = {feed: status.published for feed, status in self.status.items()}
        await publish_watermark(self._nats, self._service, heads)


async def test_a_relay_that_tells_while_it_stands_by_is_found_out(node: Node) -> None:
    assert "watermark.meetings" in await sent_while_standing_by(node, TellsWhileStandingBy)


async def test_figures_are_labelled_by_service_and_keeper_and_by_nothing_else(node: Node) -> None:
    registry = CollectorRegistry()
    history = node.histories[0]
    await history.add(5)
    relay = node.relay(metrics=RelayMetrics(registry))
    async with running(relay):
        await node.until_published(relay)
        labels = {"service": "meetings", "keeper": history.feed.keeper}
        await eventually(lambda: registry.get_sample_value("sinhhoat_relay_position", labels) == 5)

    assert registry.get_sample_value("sinhhoat_relay_published_total", labels) == 5
    names = {name for metric in registry.collect() for sample in metric.samples for name in sample.labels}
    assert names == {"service", "keeper"}


async def test_a_sealed_feed_travels_in_its_own_account_under_its_own_subjects(
    sealed: Node, module_endpoints: Endpoints
) -> None:
    history = sealed.histories[0]
    await history.add(5)
    open_account = await connect(module_endpoints.nats["operator"])
    heard = await watermarks_on(open_account, "sealed.>")
    inside = await watermarks_on(sealed.nats, "sealed.watermark.assignments")
    relay = sealed.relay()
    async with running(relay):
        await sealed.until_published(relay)
        await eventually(lambda: len(inside) > 0)
    await open_account.close()

    assert heard == []
    assert positions(await sealed.told(), history.feed) == [1, 2, 3, 4, 5]
    assert inside[0].service == SEALED


async def test_figures_and_logs_are_the_same_whatever_is_planned(sealed: Node) -> None:
    nothing = await obtainable(sealed, RelayMetrics, plans=0)

    assert await obtainable(sealed, RelayMetrics, plans=12) == nothing
    assert await obtainable(sealed, RelayMetrics, plans=1) == nothing


async def test_a_figure_that_counts_plans_is_found_out(sealed: Node) -> None:
    nothing = await obtainable(sealed, LeakingMetrics, plans=0)

    assert await obtainable(sealed, LeakingMetrics, plans=1) != nothing


class LeakingMetrics(RelayMetrics):
    """The planted fault: one sum over all feeds, the sealed ones among them, and no label that says so."""

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__(registry)
        self._all = Counter("messages", "All messages of this process.", registry=registry)

    def published(self, feed: Feed) -> None:
        self._all.inc()


async def obtainable(sealed: Node, kind: type[RelayMetrics], plans: int) -> tuple[list[str], list[object]]:
    """What a scraper and a reader of the log get from a relay that carries this many plans."""
    registry = CollectorRegistry()
    relay = sealed.relay(metrics=kind(registry))
    await sealed.histories[0].add(plans)
    with logged() as lines:
        async with running(relay):
            await eventually(lambda: relay.leader)
            await sealed.until_published(relay)
    samples = generate_latest(registry).decode().splitlines()
    return [line for line in samples if "_created" not in line], lines


async def test_a_forked_sealed_feed_is_reported_without_a_position(sealed: Node) -> None:
    history = sealed.histories[0]
    await history.add(5)
    relay = sealed.relay()
    async with running(relay):
        await sealed.until_published(relay)
    await history.set_back(2)
    with logged() as lines:
        relay = sealed.relay()
        async with running(relay):
            await eventually(lambda: relay.forked(history.feed))

    told = [line for line in lines if line["event"] == "feed_forked"]
    assert told == [{"event": "feed_forked", "feed": str(history.feed), "log_level": "error"}]
