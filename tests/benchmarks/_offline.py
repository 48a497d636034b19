"""A keeper's services without bus, token and replicas: commands go straight to their own application methods.

What they store is what they always store: decided by the aggregates, told by publishing, written by `append`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import groupby
from uuid import UUID

import asyncpg

from contracts.message import Command, CommandOutcome
from contracts.ratings import AdoptRubric
from contracts.registry import AdoptCellTypes, EstablishUnit, RegisterPerson
from services.chassis.call import Actor
from services.chassis.event_store import EventStore, Repository
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from services.chassis.messaging.replies import accepted
from services.chassis.runtime.salts import fresh_salt
from services.registry.main import registry_of
from sinhhoat.generation.offline import OWNERS, OfflineKeeper
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints

__all__ = ["OWNERS", "Keeper", "OfflineClient", "Pools", "pools_of"]

Pools = Mapping[str, asyncpg.Pool]
IN_TURN = {AdoptCellTypes, EstablishUnit, AdoptRubric}
"""Commands that change one aggregate: those of one request go one after another, as the services have it."""


class Keeper:
    """One keeper's histories and the applications over them; `pools` are by service."""

    def __init__(self, name: str, stores: Mapping[str, EventStore], pools: Pools) -> None:
        self.name, self.stores = name, stores
        repositories = {owner: _repository(owner, store) for owner, store in stores.items()}
        self._offline = OfflineKeeper(name, repositories)
        people = registry_of(repositories["registry"], pools["registry"], name).people
        self._offline.add(RegisterPerson, people.register_person)

    @classmethod
    async def open(cls, name: str, pools: Pools) -> Keeper:
        """Its stores, which must be there."""
        stores = {}
        for owner in OWNERS:
            codec = SERVICES[owner].codec
            assert codec is not None
            stores[owner] = await EventStore.open(pools[owner], Feed(name, owner), codec)
        return cls(name, stores, pools)

    async def close(self) -> None:
        for store in self.stores.values():
            await store.close()

    def speaking_as(self, person_id: UUID) -> OfflineClient:
        """A client for one person's commands; nobody asks whether he may."""
        return OfflineClient(self, Actor(person_id, ()))

    async def carry_out(self, command: Command, actor: Actor, at: datetime) -> CommandOutcome:
        """Let the application decide and store; its exceptions are the caller's."""
        return accepted(command.command_id, await self._offline.carry_out(command, actor, at))


@asynccontextmanager
async def pools_of(endpoints: Endpoints, *, connections: int) -> AsyncIterator[Pools]:
    """The databases of the services that keep histories, as their own roles."""
    async with AsyncExitStack() as opened:
        yield {
            owner: await opened.enter_async_context(
                asyncpg.create_pool(endpoints.postgres_service[owner], min_size=1, max_size=connections)
            )
            for owner in OWNERS
        }


class OfflineClient(Client):
    """Sends to a keeper in this process, as one person."""

    def __init__(self, keeper: Keeper, actor: Actor) -> None:
        self._keeper, self._actor = keeper, actor

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        """One outcome per command, in their order; `at` is the instant (UTC) of them all."""
        assert at is not None
        outcomes: list[CommandOutcome] = []
        for kind, same in groupby(commands, type):
            if kind in IN_TURN:
                outcomes += [await self._one(command, at) for command in same]
            else:
                outcomes += await asyncio.gather(*(self._one(command, at) for command in same))
        return outcomes

    async def _one(self, command: Command, at: datetime) -> CommandOutcome:
        return await self._keeper.carry_out(command, self._actor, at)


def _repository(owner: str, store: EventStore) -> Repository:
    publish = SERVICES[owner].publish
    assert publish is not None
    return Repository(store, publish, fresh_salt)
