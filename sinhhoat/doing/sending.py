"""Says a wish to a running stack, and a question; the sealed ones go over the sealed account by themselves."""

from __future__ import annotations

from contracts.message import Command, CommandOutcome, Part, Query
from sinhhoat.asking import client_as, instant_of
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
    async with client_as(running, who.actor) as client:
        return await client.send(keeper, commands, at=at, correlation=together)


async def answer(running: Running, wish: Wish[Query]) -> Part:
    """The answer; Refused or Unavailable as the service said."""
    keeper = wish.said.keeper or running.district
    [query] = messages_of(wish, keeper)
    who = await speaker(running, wish.said, keeper)
    async with client_as(running, who.actor, who.mark("ask")) as client:
        return await client.ask(keeper, query, at=wish.said.at)
