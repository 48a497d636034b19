"""Asks the keepers of a running node, with a client for each: a person's roles are those at one keeper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from services.chassis.messaging import Client
from services.chassis.messaging.client import Asks
from sinhhoat.asking import client_of
from sinhhoat.running import Running
from sinhhoat.totals.asking import A, Asking


class OfEachKeeper:
    """Connects to a keeper when it is first asked; all connections are closed with `closing`."""

    def __init__(self, running: Running, person: str, closing: AsyncExitStack) -> None:
        self._running, self._person, self._closing = running, person, closing
        self._clients: dict[str, Client] = {}

    async def ask(self, keeper: str, query: Asks[A]) -> A:
        if keeper not in self._clients:
            client = client_of(self._running, keeper, self._person)
            self._clients[keeper] = await self._closing.enter_async_context(client)
        return await self._clients[keeper].ask(keeper, query)


@asynccontextmanager
async def clients_of(running: Running, person: str) -> AsyncIterator[Asking]:
    """Whom to ask, as a person."""
    async with AsyncExitStack() as closing:
        yield OfEachKeeper(running, person, closing)
