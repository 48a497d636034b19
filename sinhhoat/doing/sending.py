"""Says a wish to a running stack, and a question; the sealed ones go over the sealed account by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from contracts.message import Command, CommandOutcome, Part, Query
from services.chassis.call import Actor
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from sinhhoat.asking import instant_of
from sinhhoat.doing.speaking import speaker
from sinhhoat.doing.wish import Wish, messages_of
from sinhhoat.running import Running


async def carry_out(running: Running, wish: Wish[Command]) -> list[CommandOutcome]:
    """One outcome for each command, in their order; Mistaken before anything is sent."""
    keeper = wish.said.keeper or running.district
    commands = messages_of(wish, keeper)
    at = instant_of(running, wish.said.at)
    who = await speaker(running, wish.said, keeper)
    first = str(commands[0].command_id)
    together = who.mark(first) or (first if wish.batch else None)
    async with _client(running, who.actor) as client:
        return await client.send(keeper, commands, at=at, correlation=together)


async def answer(running: Running, wish: Wish[Query]) -> Part:
    """The answer; Refused or Unavailable as the service said."""
    keeper = wish.said.keeper or running.district
    [query] = messages_of(wish, keeper)
    who = await speaker(running, wish.said, keeper)
    async with _client(running, who.actor) as client:
        return await client.ask(keeper, query, at=wish.said.at, correlation=who.mark("ask"))


@asynccontextmanager
async def _client(running: Running, actor: Actor) -> AsyncIterator[Client]:
    token = renewed(signing_tokens(Path(running.keys)), actor, lambda: datetime.now(UTC))
    client = await Client.connect(running.nats, token, sealed_url=running.sealed_nats, name="sinhhoat-cli")
    try:
        yield client
    finally:
        await client.close()
