"""The relay on real servers: each row once, in order, through kills, two relays and several feeds."""

from __future__ import annotations

import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, disorder, positions, running

pytestmark = pytest.mark.connected


async def test_every_feed_arrives_whole_and_in_order(fresh_endpoints: Endpoints) -> None:
    async with Node.made(fresh_endpoints) as node:
        await node.provision()
        for history in node.histories:
            await history.add(700)
        relay = node.relay()
        async with running(relay):
            await node.until_published(relay)
        told = await node.told()

        assert disorder(told) == []
        assert all(positions(told, feed) == list(range(1, 701)) for feed in node.feeds)
