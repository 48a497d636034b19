"""What a service is served with: the node's keys and clock, its stores per keeper, its rules, its way to wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis.call import Actor
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.reads import Read
from services.chassis.feed import SEALED
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.headers import NOW, TOKEN, Headers, read_headers
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import NOTHING, Above, Policy

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
WAIT_SECONDS = 5.0

WaitFor = Callable[[Mapping[str, int], float], Awaitable[bool]]
"""(feed name -> position, seconds) -> whether that was reached in time; `Positions.reached` is one."""

FindAbove = Callable[[str, Set[UUID], date], Awaitable[Above]]
"""(keeper, units, day) -> what stands above each of them that day; the replica of a tree is one."""


class RememberedCommand(Protocol):
    """An accepted command: `reply` is the canonical JSON of what was decided."""

    @property
    def fingerprint(self) -> bytes: ...
    @property
    def last_position(self) -> int | None: ...
    @property
    def reply(self) -> bytes: ...


class Memory(Protocol):
    """What the router asks of one keeper's store; the event store is one."""

    @property
    def kind(self) -> Literal["real", "simulated"]: ...
    async def remembered(self, command_ids: Sequence[UUID], /) -> Mapping[UUID, RememberedCommand]: ...


class Record(Protocol):
    """The record of one keeper's reads of what is sealed, or personal; the event store's `Reads` is one."""

    async def record(self, read: Read, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Node:
    """What all services of a process share. `clock` gives the machine's instant (UTC)."""

    tokens: Tokens
    fingerprints: Fingerprints
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may go on: a verified actor at a hosted keeper."""

    actor: Actor
    keeper: str
    headers: Headers
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """The instant that counts: the caller's in a simulated store, else the machine's.

        Read anew for each command, just before it is carried out: one that had waited for seconds would otherwise
        come to a store that is ahead of it, which looks like a clock gone wrong.
        """
        return self.headers.at or self.clock()


def day_of(instant: datetime) -> date:
    """The day it is in Viet Nam at that instant."""
    return instant.astimezone(LOCAL).date()


async def nothing_to_wait_for(after: Mapping[str, int], within: float) -> bool:
    """For a service that reads nobody else's feeds: what it knows is always its own newest."""
    return True


async def nothing_above(keeper: str, units: Set[UUID], day: date) -> Above:
    """For a service that keeps no tree: a role on a unit reaches that unit alone."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Serving:
    """One service at the keepers it hosts, for one audience: `parts`, `memories` and `reads` go by keeper."""

    service: str
    node: Node
    policy: Policy
    parts: Mapping[str, Any]
    memories: Mapping[str, Memory]
    wait_for: WaitFor = nothing_to_wait_for
    sealed: bool = False
    wait_seconds: float = field(default=WAIT_SECONDS)
    above: FindAbove = nothing_above
    reads: Mapping[str, Record] = field(default_factory=dict)

    def admit(self, keeper: str, headers: Mapping[str, str], *, of_history: bool = False) -> Asked:
        """Verify the token before anything is read, then look at the keeper, then at the clock.

        Refused or Unavailable for the request as a whole. `of_history`: commands for a history, which are refused
        `clock_missing` where a simulated one would take the machine's instant: no later command could go back behind
        it, so that one without a clock would set the history to today for ever.
        """
        actor = self.node.tokens.verify(headers.get(TOKEN), self.node.clock())
        read = read_headers(headers)
        if keeper not in self.parts:
            raise Unavailable("keeper_not_here")
        if read.at is not None and not self._simulated(keeper):
            raise Refused("clock_not_simulated", field=NOW)
        if of_history and read.at is None and self._simulated(keeper):
            raise Refused("clock_missing", field=NOW)
        return Asked(actor, keeper, read, self.node.clock)

    async def reached(self, after: Mapping[str, int]) -> None:
        """Wait until the service has applied what the asker has seen; Unavailable `not_yet_applied` past the bound."""
        # Whoever asks on the open side must not learn from waiting how long the sealed history is.
        named = {feed: at for feed, at in after.items() if self.sealed or not feed.endswith(f".{SEALED}")}
        if named and not await self.wait_for(named, self.wait_seconds):
            raise Unavailable("not_yet_applied")

    def _simulated(self, keeper: str) -> bool:
        memory = self.memories.get(keeper)
        return memory is not None and memory.kind == "simulated"
