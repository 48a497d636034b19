"""Each figure of the relay moves when the thing happens that it speaks of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from prometheus_client import CollectorRegistry

from services.chassis.relay import RelayMetrics
from sinhhoat.stack import Endpoints
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.secrets import Secrets
from tests.chassis.relay.given import JANUARY, QUICK, Node, running
from tests.chassis.relay.test_losses import bring_back, published_by_a_relay
from tests.eventually import eventually

pytestmark = pytest.mark.connected

PATIENT = replace(QUICK, ack_timeout=20.0)
"""Nothing is published twice because the bus took its time."""
GAUGES = ("head", "position", "lag_positions", "oldest_unpublished_seconds", "forked")


@pytest.fixture
async def node(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    async with Node.made(module_endpoints) as made:
        await made.provision()
        yield made


class Scraped:
    """What a scraper sees of the first feed of a node."""

    def __init__(self, node: Node) -> None:
        self.registry = CollectorRegistry()
        self.metrics = RelayMetrics(self.registry)
        self._labels = {"service": "meetings", "keeper": node.feeds[0].keeper}

    def __call__(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"sinhhoat_relay_{name}", self._labels)

    def of_service(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"sinhhoat_relay_{name}", {"service": "meetings"})


async def test_the_leader_shows_how_far_it_is_and_nobody_else_does(node: Node) -> None:
    leads, waits = Scraped(node), Scraped(node)
    relay, other = (node.relay(metrics=one.metrics, settings=PATIENT) for one in (leads, waits))
    await node.histories[0].add(5)
    async with running(relay):
        await node.until_published(relay)
        async with running(other):
            await node.until_published(other)  # it stands by: it has read in the store how far the leader is

            assert (leads.of_service("leader"), waits.of_service("leader")) == (1, 0)
            assert [leads(name) for name in GAUGES] == [5, 5, 0, 0, 0]
            assert [waits(name) for name in GAUGES] == [None] * 5
    assert leads.of_service("leader") == 0
    assert [leads(name) for name in GAUGES] == [None] * 5
    assert leads("published_total") == 5


@asynccontextmanager
async def a_bus_of_its_own(
    endpoints: Endpoints, directory: Path, kind: Literal["real", "simulated"] = "simulated"
) -> AsyncIterator[tuple[NatsServer, Node]]:
    """One that a test may kill, and a node that publishes to it."""
    bus = NatsServer(directory / "bus", Secrets(directory / "secrets"))
    await bus.start()
    try:
        async with Node.made(endpoints, bus_url=bus.url("operator"), kind=kind) as node:
            await node.provision()
            yield bus, node
    finally:
        await bus.stop()


async def test_lag_grows_in_positions_and_seconds_while_the_bus_is_away_and_ends_when_it_is_back(
    module_endpoints: Endpoints, tmp_path: Path
) -> None:
    """The events were recorded in 2019, in a simulated store: their age is that of their waiting here."""
    async with a_bus_of_its_own(module_endpoints, tmp_path) as (bus, node):
        scraped = Scraped(node)
        relay = node.relay(metrics=scraped.metrics)
        async with running(relay):
            await eventually(lambda: relay.leader)
            assert bus.child
            await bus.child.kill()
            await node.histories[0].add(7)
            await eventually(lambda: (scraped("oldest_unpublished_seconds") or 0) > 1, within=20)
            age, *shown = [
                scraped(name) for name in ("oldest_unpublished_seconds", "head", "position", "lag_positions")
            ]
            await bus.start()
            await node.until_published(relay)
            await eventually(lambda: scraped("lag_positions") == 0)

            assert scraped("oldest_unpublished_seconds") == 0
    assert shown == [7, 0, 7]
    assert age is not None
    assert age < 600
    assert (scraped.of_service("disturbances_total") or 0) > 0


async def test_in_a_real_store_an_event_is_as_old_as_it_says_also_where_nobody_was_there_to_see_it(
    module_endpoints: Endpoints, tmp_path: Path
) -> None:
    async with a_bus_of_its_own(module_endpoints, tmp_path, kind="real") as (bus, node):
        scraped = Scraped(node)
        await node.histories[0].add(3)
        assert bus.child
        await bus.child.kill()
        relay = node.relay(metrics=scraped.metrics, clock=lambda: JANUARY + timedelta(hours=1))
        async with running(relay):
            await eventually(lambda: (scraped("oldest_unpublished_seconds") or 0) > 3_590)
            await bus.start()
            await node.until_published(relay)

            assert scraped("oldest_unpublished_seconds") == 0


async def test_a_stream_that_has_lost_its_end_is_one_rewind(node: Node) -> None:
    await published_by_a_relay(node, 50)
    await bring_back(node, keep=30)
    scraped = Scraped(node)
    relay = node.relay(metrics=scraped.metrics, settings=PATIENT)
    async with running(relay):
        await eventually(lambda: scraped("rewinds_total") == 1)
        await node.until_published(relay)

    assert (scraped("rewinds_total"), scraped("streams_lost_total"), scraped("published_total")) == (1, 0, 20)


async def test_a_stream_that_is_gone_is_one_lost_stream(node: Node) -> None:
    await published_by_a_relay(node, 5)
    scraped = Scraped(node)
    relay = node.relay(metrics=scraped.metrics)
    async with running(relay):
        await eventually(lambda: relay.leader)
        await node.nats.jetstream().delete_stream(node.stream)
        await node.histories[0].add(1)
        await eventually(lambda: scraped("streams_lost_total") == 1)

    assert scraped("rewinds_total") == 0


async def test_what_the_bus_calls_a_duplicate_is_counted(node: Node) -> None:
    """The last message was deleted from the stream: it is published again, and the server remembers its id."""
    await published_by_a_relay(node, 10)
    last = next(one for one in reversed(await node.told()) if one.feed == node.feeds[0])
    await node.nats.jetstream().delete_msg(node.stream, last.sequence)
    scraped = Scraped(node)
    async with running(node.relay(metrics=scraped.metrics)):
        await eventually(lambda: (scraped("duplicates_total") or 0) > 0)


async def test_a_store_that_was_set_back_shows_as_forked(node: Node) -> None:
    await published_by_a_relay(node, 20)
    await node.histories[0].set_back(12)
    scraped = Scraped(node)
    async with running(node.relay(metrics=scraped.metrics)):
        await eventually(lambda: scraped("forked") == 1)
