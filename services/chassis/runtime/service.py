"""What a service is made of, written down in its `main.py` and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from prometheus_client import CollectorRegistry

from contracts.message import Event
from services.chassis.event_store import Codec, Repository
from services.chassis.event_store.codec import DomainEvent
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Router
from services.chassis.messaging.serving import FindAbove
from services.chassis.policy import Rule
from services.chassis.projection.projection import Projection
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Reaction, Send
from services.chassis.runtime.beside import Beside

Publish = Callable[[DomainEvent], Event | None]
MakeBeside = Callable[[Sequence["KeeperParts"], Send, CollectorRegistry], tuple[Beside, ...]]
"""Of the parts of all keepers, how commands are sent to the service itself, and where its series are kept."""


@dataclass(frozen=True)
class KeeperParts:
    """What the chassis gives a service for one keeper, to put its application together.

    `repository` is None where the service has no history of its own, `sealed` where it has no sealed one. `heads`
    tells, per feed name, how far its owner says that it has published; `positions`, by projection, how far it is read.
    """

    keeper: str
    pool: asyncpg.Pool
    simulated: bool
    heads: Callable[[], Mapping[str, int]]
    positions: Mapping[str, Positions]
    repository: Repository | None
    sealed: Repository | None

    def own(self) -> Repository:
        """The service's own history; RuntimeError where it has none."""
        if self.repository is None:
            raise RuntimeError("this service keeps no history")
        return self.repository

    def own_sealed(self) -> Repository:
        """The service's sealed history; RuntimeError where it has none."""
        if self.sealed is None:
            raise RuntimeError("this service keeps no sealed history")
        return self.sealed


@dataclass(frozen=True)
class SealedSide:
    """A second history that nobody else may read, with a schema, a stream and an account of its own."""

    codec: Codec
    publish: Publish


@dataclass(frozen=True)
class Rows:
    """Tables in a schema of their own; `sql` is written so that running it again changes nothing."""

    schema: str
    sql: str


@dataclass(frozen=True)
class Service:
    """A service: its name, what it takes in, who may, what it stores and tells, what it reads, how it acts.

    `assemble` makes the application of one keeper; `reactions` are made once, for all keepers. `rows` are tables that
    no event makes, such as people. `above` finds what stands above a unit, by a replica of the tree: without one a role
    on a unit reaches that unit alone. `beside` is what one of the service's processes does besides, for all keepers.
    """

    name: str
    router: Router
    rules: Mapping[str, Rule]
    assemble: Callable[[KeeperParts], Any]
    codec: Codec | None = None
    publish: Publish | None = None
    sealed: SealedSide | None = None
    projections: tuple[Projection, ...] = ()
    reactions: Callable[[Mapping[str, KeeperParts]], tuple[Reaction, ...]] | None = None
    above: Callable[[asyncpg.Pool], FindAbove] | None = None
    rows: tuple[Rows, ...] = ()
    beside: MakeBeside | None = None

    def feeds(self, keepers: tuple[str, ...]) -> list[Feed]:
        """The feeds of its own histories, the open ones first."""
        open_feeds = [Feed(keeper, self.name) for keeper in keepers] if self.codec else []
        return open_feeds + ([Feed(keeper, SEALED) for keeper in keepers] if self.sealed else [])
