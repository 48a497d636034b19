"""A bus that is gone is noticed by both sides, and left without a farewell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nats.errors import ConnectionReconnectingError

from services.chassis.bus import PING_SECONDS, UNANSWERED_PINGS, leave
from services.chassis.messaging import connect
from sinhhoat.stack import Stack
from sinhhoat.stack.nats import ALIVE
from tests.chaos.proxy import Proxy
from tests.eventually import eventually

DEPLOYED = Path(__file__).parents[2] / "deploy" / "nats" / "nats-server.conf"


@pytest.fixture
async def line(stack: Stack) -> AsyncIterator[tuple[Proxy, str]]:
    """A line before the bus, and the address of a service over it."""
    address = urlsplit(stack.endpoints.nats["registry"])
    assert address.hostname is not None
    assert address.port is not None
    async with Proxy.tcp(address.hostname, address.port) as (proxy, here):
        yield proxy, address._replace(netloc=f"{address.username}:{address.password}@{here}").geturl()


@pytest.mark.connected
async def test_a_service_leaves_a_bus_that_is_away(line: tuple[Proxy, str]) -> None:
    proxy, url = line
    broker = connect(url, "registry")
    connection = await broker.connect()
    await broker.start()
    proxy.up.cut()
    proxy.reset()
    await eventually(lambda: connection.is_reconnecting)
    with pytest.raises(ConnectionReconnectingError):
        await connection.drain()

    await leave(broker, connection)

    assert connection.is_closed


def test_clients_and_servers_ping_alike_wherever_the_server_runs() -> None:
    told = (f'ping_interval: "{PING_SECONDS}s"', f"ping_max: {UNANSWERED_PINGS}")

    assert told == ALIVE
    assert set(told) <= set(DEPLOYED.read_text(encoding="utf-8").splitlines())
