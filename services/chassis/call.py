"""Who asks, on which command and when: what an application method is told besides the command itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

SERVICE = "service"
"""The role under which services speak, at every keeper that their node hosts."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role granted at one keeper on one unit and everything below it; no unit where the role needs none."""

    name: str
    keeper: str
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a service under its own id, with the roles that the verified token names."""

    person_id: UUID
    roles: tuple[Role, ...]


def service_id(name: str) -> UUID:
    """The id under which a service speaks."""
    return uuid5(NAMESPACE_URL, f"sinhhoat:service:{name}")


def service_actor(name: str, keepers: Iterable[str]) -> Actor:
    """The service as an actor at the keepers that its node hosts."""
    return Actor(service_id(name), tuple(Role(SERVICE, keeper, None) for keeper in keepers))


@dataclass(frozen=True, slots=True)
class Call:
    """One command on its way: `now` is the instant (UTC) at which it is decided, `today` the day it is in Viet Nam.

    `clock` is read again when it is stored: a command may wait for its turn longer than the store lets a clock lag.
    `fingerprint` is the HMAC over actor and payload by which the same command is known again; `correlation`,
    `causation` and `traceparent` go into the metadata of every event as they are.
    """

    command_id: UUID
    actor: Actor
    keeper: str
    now: datetime
    today: date
    clock: Callable[[], datetime]
    fingerprint: bytes
    correlation: str
    causation: str
    traceparent: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command led to: JSON values for the caller, and per feed name the last published position, or none."""

    decided: Mapping[str, Any]
    positions: Mapping[str, int | None]
