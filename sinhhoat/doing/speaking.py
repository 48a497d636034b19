"""With which roles somebody speaks on the command line, and how it is seen that nobody had granted them to him.

The node's key can sign any role: whoever sits at the machine can speak for anybody
(docs/decisions/speaking-for-others.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from contracts.grants import ListGrants
from services.chassis.call import Actor
from services.chassis.messaging.serving import day_of
from sinhhoat.asking import client_of, roles_in_force
from sinhhoat.doing.named import id_of
from sinhhoat.doing.wish import GRANTED, NODE, Said, roles_of
from sinhhoat.running import Running

OPENLY = "operator"
"""How the correlation of what is said with roles that nobody had granted begins."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks; `openly`: for somebody else, with roles that the machine's operator has given him himself."""

    actor: Actor
    openly: bool = False

    def mark(self, said: str) -> str | None:
        """The correlation of what is said openly for somebody else; `said` names it. None for anything else."""
        return f"{OPENLY}:{said}" if self.openly else None


async def speaker(running: Running, said: Said, keeper: str) -> Speaker:
    """Roles as typed; else the granted ones, or, as long as nobody at the keeper has any, all; the node has all."""
    person_id = id_of("person", said.as_person, keeper)
    if said.as_person == NODE:
        return Speaker(Actor(person_id, roles_of(said, keeper)))
    if said.roles not in ((), (GRANTED,)) or (not said.roles and not await _any_granted(running, said, keeper)):
        if said.roles:
            _tell(said.as_person, said.roles)
        return Speaker(Actor(person_id, roles_of(said, keeper)), openly=True)
    roles = await roles_in_force(running, keeper, person_id, day_of(said.at) if said.at else None, said.after)
    if not roles:
        _tell_of_no_role(said.as_person)
    return Speaker(Actor(person_id, roles))


async def _any_granted(running: Running, said: Said, keeper: str) -> bool:
    """Whether anybody at the keeper holds a granted role that day: until then, nobody could grant the first one."""
    asked = ListGrants(as_of=day_of(said.at) if said.at else None, limit=1, after=dict(said.after))
    async with client_of(running, keeper) as client:
        return bool((await client.ask(keeper, asked)).grants)


def _tell(person: str, roles: Sequence[str]) -> None:
    """On stderr, for who looks on; in the histories the correlation tells it."""
    named = ", ".join(roles)
    vi = f"{person}: người vận hành máy nói thay, với vai trò {named}; điều này được ghi lại."
    en = f"{person}: the machine's operator speaks for this person, with {named}; this is recorded."
    typer.echo(f"{vi}\n{en}", err=True)


def _tell_of_no_role(person: str) -> None:
    """On stderr, and go on: everybody may ask which roles he himself holds, whatever else is refused him."""
    vi = f"{person}: chưa được giao vai trò nào vào ngày này; giao bằng grant-role, hoặc nêu --with-role."
    en = f"{person}: no role is granted on this day; grant one with grant-role, or name one by --with-role."
    typer.echo(f"{vi}\n{en}", err=True)
