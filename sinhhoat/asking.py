"""The command line as a client of a running stack: who asks, signed with the node's key, over the bus."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from contracts.grants import GrantEntry, ListGrants
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.serving import LOCAL
from services.chassis.messaging.tokens import Consent, renewed
from services.registry.domain import id_of_person
from sinhhoat.running import Running

STAFF = ("staff", "leader", "operator", "auditor")
"""The roles of whoever sits at the node itself and names no other."""


def person(name: str, keeper: str) -> UUID:
    """A person named on the command line: an id as it is, a code as the registry makes its id."""
    try:
        return UUID(name)
    except ValueError:
        return id_of_person(keeper, name)


def instant_of(running: Running, at: datetime | None) -> datetime | None:
    """The instant at which a command is to happen; only simulated stores are told one, and they need it.

    Where no zone is named it is Viet Nam's, as everywhere on the command line.
    Refused `clock_not_simulated`, `clock_missing`, before anything is sent.
    """
    if at is not None and not running.simulated:
        raise Refused("clock_not_simulated")
    if at is None and running.simulated:
        raise Refused("clock_missing", field="--at")
    return at.replace(tzinfo=at.tzinfo or LOCAL) if at else None


def actor_token(keys: Path, keeper: str, name: str, roles: tuple[str, ...] = STAFF) -> Callable[[], str]:
    """Short-lived tokens, renewed as they age."""
    return renewed(signing_tokens(keys), _actor(keeper, name, roles), lambda: datetime.now(UTC))


def consent_token(keys: Path, keeper: str, name: str, roles: tuple[str, ...], consent: Consent) -> str:
    """A person's agreement to one erasure, good for nothing else."""
    return signing_tokens(keys).sign(_actor(keeper, name, roles), now=datetime.now(UTC), consent=consent)


def _actor(keeper: str, name: str, roles: tuple[str, ...]) -> Actor:
    return Actor(person(name, keeper), tuple(Role(role, keeper, None) for role in roles))


@dataclass(frozen=True)
class Granted:
    """The roles that a person holds at a keeper on a day, and whether anybody was ever granted one there."""

    keeper: str
    entries: tuple[GrantEntry, ...]
    ever: bool

    @property
    def roles(self) -> tuple[Role, ...]:
        """As a token names them."""
        return tuple(_held(entry, self.keeper) for entry in self.entries)


async def granted_to(
    running: Running, keeper: str, person_id: UUID, on: date | None = None, after: Mapping[str, int] | None = None
) -> Granted:
    """What a person may at a keeper on a day (None: today), as the registry says; the node itself asks it.

    `after`: positions that the answer has to know, such as that of a grant just made.
    """
    entries: list[GrantEntry] = []
    last: UUID | None = None
    asked = ListGrants(as_of=on, person_id=person_id, after=dict(after or {}))
    async with client_of(running, keeper) as client:
        while True:
            page = await client.ask(keeper, asked.model_copy(update={"after_id": last}))
            entries += page.grants
            if page.more is None:
                return Granted(keeper, tuple(entries), ever=page.ever_granted is not False)
            last = page.more


def _held(entry: GrantEntry, keeper: str) -> Role:
    """On the keeper's own committee a role is on the whole keeper, and no service need look at its tree."""
    return Role(entry.role, keeper, None if entry.whole_keeper else entry.unit_id, entry.from_on, entry.until_on)


@asynccontextmanager
async def client_of(
    running: Running, keeper: str, name: str = "node", roles: tuple[str, ...] = STAFF
) -> AsyncIterator[Client]:
    """A client of the stack that speaks as a person with roles at a keeper."""
    async with client_as(running, _actor(keeper, name, roles)) as client:
        yield client


@asynccontextmanager
async def client_as(running: Running, actor: Actor, correlation: str | None = None) -> AsyncIterator[Client]:
    """A client of the stack that speaks as an actor, with tokens that are renewed as they age.

    `correlation` is that of whatever it says under none of its own.
    """
    token = renewed(signing_tokens(Path(running.keys)), actor, lambda: datetime.now(UTC))
    client = await Client.connect(running.nats, token, sealed_url=running.sealed_nats, name="sinhhoat-cli")
    client.correlation = correlation
    try:
        yield client
    finally:
        await client.close()
