"""With which roles somebody speaks on the command line, and how it is seen that nobody had granted them to him.

The node's key can sign any role: whoever sits at the machine can speak for anybody
(docs/decisions/speaking-for-others.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from services.chassis.call import Actor
from services.chassis.messaging.serving import day_of
from sinhhoat.asking import granted_to
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
    """Roles as typed; else the granted ones, or, as long as nobody here ever had any, all; the node has all."""
    person_id = id_of("person", said.as_person, keeper)
    if said.as_person == NODE:
        return Speaker(Actor(person_id, roles_of(said, keeper)))
    if said.roles not in ((), (GRANTED,)):
        _tell(said.as_person, said.roles)
        return Speaker(Actor(person_id, roles_of(said, keeper)), openly=True)
    granted = await granted_to(running, keeper, person_id, day_of(said.at) if said.at else None, said.after)
    if not granted.ever and not said.roles:
        _tell_of_no_grant(said.as_person, keeper)
        return Speaker(Actor(person_id, roles_of(said, keeper)), openly=True)
    if not granted.roles:
        _tell_of_no_role(said.as_person)
    return Speaker(Actor(person_id, granted.roles))


def _tell(person: str, roles: Sequence[str]) -> None:
    """On stderr, for who looks on; in the histories the correlation tells it."""
    named = ", ".join(roles)
    vi = f"{person}: người vận hành máy nói thay, với vai trò {named}; điều này được ghi lại."
    en = f"{person}: the machine's operator speaks for this person, with {named}; this is recorded."
    typer.echo(f"{vi}\n{en}", err=True)


def _tell_of_no_grant(person: str, keeper: str) -> None:
    """On stderr: a keeper begins so, because until then nobody could grant the first role."""
    vi = f"{person}: ở {keeper} chưa từng giao vai trò nào cho ai; nói với mọi vai trò; bản ghi nào cũng nêu rõ."
    en = f"{person}: no role was ever granted at {keeper}; speaks with every role; whatever is recorded says so."
    typer.echo(f"{vi}\n{en}", err=True)


def _tell_of_no_role(person: str) -> None:
    """On stderr, and go on: everybody may ask which roles he himself holds, whatever else is refused him."""
    vi = f"{person}: chưa được giao vai trò nào vào ngày này; giao bằng grant-role, hoặc nêu --with-role."
    en = f"{person}: no role is granted on this day; grant one with grant-role, or name one by --with-role."
    typer.echo(f"{vi}\n{en}", err=True)
