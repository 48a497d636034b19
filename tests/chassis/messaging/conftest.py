"""A real bus for the connected tests of messaging; they need no database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.secrets import Secrets
from tests.chassis.messaging.house import House


@pytest.fixture(scope="session")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[NatsServer]:
    """A NATS server with its accounts, on a free port."""
    directory = tmp_path_factory.mktemp("messaging")
    server = NatsServer(directory / "bus", Secrets(directory / "secrets"))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def house(bus: NatsServer) -> AsyncIterator[House]:
    """The bus with nothing on it; what a test starts there is stopped after it."""
    async with House(bus) as empty:
        yield empty
