"""Who asks, on which command and when: what an application method is told besides the command itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

SERVICE = "service"
"""The role under which services speak, at every keeper that their node hosts."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role granted at one keeper on one unit and everything below it, or on the whole keeper where no unit is named.

    In force from a day until another, both included; None: since ever, for ever. `inherited`: not granted on this unit
    but on one above it (see `Actor.reaching`); no token says so.
    """

    name: str
    keeper: str
    unit_id: UUID | None
    from_on: date | None = None
    until_on: date | None = None
    inherited: bool = False

    def in_force(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a service under its own id, with the roles that the verified token names."""

    person_id: UUID
    roles: tuple[Role, ...]

    def on(self, day: date) -> Actor:
        """The same with the roles that are in force on that day."""
        if all(role.in_force(day) for role in self.roles):
            return self
        return Actor(self.person_id, tuple(role for role in self.roles if role.in_force(day)))

    def reaching(self, keeper: str, above: Mapping[UUID, frozenset[UUID]]) -> Actor:
        """The same, with each of his roles at the keeper also on the units below the one that it was granted on.

        `above`: unit -> the units it stands below, for the units that matter.
        """
        granted = [role for role in self.roles if role.keeper == keeper and role.unit_id is not None]
        reached = tuple(
            replace(role, unit_id=unit, inherited=True)
            for unit, units_above in above.items()
            for role in granted
            if role.unit_id in units_above
        )
        return Actor(self.person_id, self.roles + reached) if reached else self


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
