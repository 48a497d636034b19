"""Says a wish to a running stack, and a question; the sealed ones go over the sealed account by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from contracts.message import Command, CommandOutcome, Part, Query
from services.chassis.call import Actor
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.serving import day_of
from services.chassis.messaging.tokens import renewed
from sinhhoat.asking import instant_of, roles_in_force
from sinhhoat.doing.named import id_of
from sinhhoat.doing.wish import GRANTED, Said, Wish, messages_of, roles_of
from sinhhoat.running import Running


async def carry_out(running: Running, wish: Wish[Command]) -> list[CommandOutcome]:
    """One outcome for each command, in their order; Mistaken before anything is sent."""
    keeper = wish.said.keeper or running.district
    commands = messages_of(wish, keeper)
    at = instant_of(running, wish.said.at)
    together = str(commands[0].command_id) if wish.batch else None
    async with _client(running, wish.said, keeper) as client:
        return await client.send(keeper, commands, at=at, correlation=together)


async def answer(running: Running, wish: Wish[Query]) -> Part:
    """The answer; Refused or Unavailable as the service said."""
    keeper = wish.said.keeper or running.district
    [query] = messages_of(wish, keeper)
    async with _client(running, wish.said, keeper) as client:
        return await client.ask(keeper, query, at=wish.said.at)


@asynccontextmanager
async def _client(running: Running, said: Said, keeper: str) -> AsyncIterator[Client]:
    person_id = id_of("person", said.as_person, keeper)
    if said.roles == (GRANTED,):
        day = day_of(said.at) if said.at else None
        roles = await roles_in_force(running, keeper, person_id, day, said.after)
        if not roles:
            _tell_of_no_role(said.as_person)
        actor = Actor(person_id, roles)
    else:
        actor = Actor(person_id, roles_of(said, keeper))
    token = renewed(signing_tokens(Path(running.keys)), actor, lambda: datetime.now(UTC))
    client = await Client.connect(running.nats, token, sealed_url=running.sealed_nats, name="sinhhoat-cli")
    try:
        yield client
    finally:
        await client.close()


def _tell_of_no_role(person: str) -> None:
    """On stderr, and go on: everybody may ask which roles he himself holds, whatever else is refused him."""
    vi = f"{person}: chưa được giao vai trò nào vào ngày này; giao bằng grant-role, hoặc nêu --with-role."
    en = f"{person}: no role is granted on this day; grant one with grant-role, or name one by --with-role."
    typer.echo(f"{vi}\n{en}", err=True)
