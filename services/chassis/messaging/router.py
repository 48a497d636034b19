"""The table of contents of a service: which message is taken in by which method, checked whole before it listens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, Protocol, get_args

from faststream.nats import NatsBroker
from prometheus_client import CollectorRegistry
from pydantic import BaseModel
from typing_extensions import TypeVar

from contracts.labels import tells_of_people
from contracts.message import SEALED, Audience, Command, Message, Part, Query
from services.chassis.call import Call, Decided
from services.chassis.feed import Feed
from services.chassis.messaging.commands import TRIES, CommandDesk
from services.chassis.messaging.erasures import Erases, erasure_desks
from services.chassis.messaging.exports import Exports, export_desks
from services.chassis.messaging.feeds import FeedDesk, ReadPage, feed_subject
from services.chassis.messaging.histories import Archive, history_desks, sealed_history_desks
from services.chassis.messaging.metrics import Measures
from services.chassis.messaging.parked import Lot, parking_desks
from services.chassis.messaging.queries import Asker, QueryDesk
from services.chassis.messaging.sealed_reads import recorded as once_recorded
from services.chassis.messaging.serving import (
    FindAbove,
    Memory,
    Node,
    Record,
    Serving,
    WaitFor,
    nothing_above,
    nothing_to_wait_for,
)
from services.chassis.messaging.subscriptions import listen
from services.chassis.policy import Policy

C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Query)
A = TypeVar("A", bound=Part, default=Part)
P = TypeVar("P", default=Any)
OnCommand = Callable[[C, Call, P], Awaitable[Decided]]
OnQuery = Callable[[Q, Asker, P], Awaitable[A]]


class Store(Memory, Archive, Protocol):
    """One keeper's store, as far as messages need it; the event store is one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The second entrance, in the account SEALED: its own broker and pages; by keeper stores, lots, exports, archives.

    `reads` is where it is recorded what a person was given of them: without it nothing is given.
    """

    broker: NatsBroker
    stores: Mapping[str, Memory]
    read_page: ReadPage | None = None
    lots: Mapping[str, Lot] = field(default_factory=dict)
    exports: Mapping[str, Exports] = field(default_factory=dict)
    archives: Mapping[str, Archive] = field(default_factory=dict)
    reads: Mapping[str, Record] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Command:
    kind: type[Command]
    action: str
    serial: bool
    tries: int
    handler: OnCommand[Any, Any]


@dataclass(frozen=True, slots=True)
class _Query:
    kind: type[Query]
    action: str
    answerer: OnQuery[Any, Any, Any]
    recorded: bool


class Router(Generic[P]):
    """Collects what a service takes in, then listens for all of it; `P` is the service's application."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._commands: dict[type[Message], _Command] = {}
        self._queries: dict[type[Message], _Query] = {}

    def on(
        self,
        command: type[C],
        *,
        action: str,
        serial: bool = False,
        raced: Literal["decide_again", "conflict"] = "decide_again",
    ) -> Callable[[OnCommand[C, P]], OnCommand[C, P]]:
        """Take in this command; `serial`: the commands of one request one after another, not together.

        `raced` is what happens when somebody changed an aggregate while it was decided on: it is loaded and decided
        on again, a few times; or, where the sender judges what he has seen there, he is told to look again.
        """

        def register(handler: OnCommand[C, P]) -> OnCommand[C, P]:
            self._check_new(command, self._commands)
            tries = TRIES if raced == "decide_again" else 1
            self._commands[command] = _Command(command, action, serial, tries, handler)
            return handler

        return register

    def answer(
        self, query: type[Q], *, action: str, recorded: bool = False
    ) -> Callable[[OnQuery[Q, P, A]], OnQuery[Q, P, A]]:
        """Answer this question; `recorded`: it is written down first who was given the answer, or it is not given."""

        def register(answerer: OnQuery[Q, P, A]) -> OnQuery[Q, P, A]:
            self._check_new(query, self._queries)
            self._queries[query] = _Query(query, action, answerer, recorded)
            return answerer

        return register

    @property
    def messages(self) -> Mapping[type[Message], str]:
        """Every message taken in -> its action."""
        return {kind: entry.action for kind, entry in (self._commands | self._queries).items()}

    def check(self, policy: Policy) -> None:
        """ValueError when an action has no rule, or a rule no message: a typing error must not open or close a door.

        And when a question is answered with people's names, and nobody writes down to whom.
        """
        for entry in self._queries.values():
            if not entry.recorded and _names_people(entry.kind.answer):
                raise ValueError(
                    f"{self.service}: {entry.kind.__name__} answers with personal data, and is not recorded"
                )
        named = frozenset(self.messages.values())
        if named != policy.actions:
            raise ValueError(
                f"{self.service}: actions without a rule {sorted(named - policy.actions)}, "
                f"rules without a message {sorted(policy.actions - named)}"
            )

    def serve(
        self,
        broker: NatsBroker,
        parts: Mapping[str, P],
        *,
        node: Node,
        policy: Policy,
        stores: Mapping[str, Store],
        registry: CollectorRegistry,
        wait_for: WaitFor = nothing_to_wait_for,
        above: FindAbove = nothing_above,
        read_page: ReadPage | None = None,
        sealed: Sealed | None = None,
        texts: Mapping[str, Erases] | None = None,
        lots: Mapping[str, Lot] | None = None,
        exports: Mapping[str, Exports] | None = None,
        reads: Mapping[str, Record] | None = None,
    ) -> None:
        """Subscribe at all keepers, before the broker starts. `parts` (keeper -> application) are the keepers hosted.

        `stores`, `texts` and `exports` go by keeper; a service without a history of its own has none. So do `lots`,
        where its readers set events aside; a service that reads nobody has none. `reads`, by keeper, is where it is
        written down who was given personal data. ValueError where something is missing.
        """
        self.check(policy)
        open_side = Serving(self.service, node, policy, parts, stores, wait_for, above=above, reads=reads or {})
        measures = Measures(registry)
        desks = [
            *self._desks(open_side),
            *history_desks(open_side, dict(stores)),
            *erasure_desks(open_side, texts or {}),
            *parking_desks(open_side, lots or {}),
            *export_desks(open_side, exports or {}),
        ]
        for desk in desks:
            listen(broker, desk.kind.subject_for("*"), self.service, desk.kind.contract(), desk, measures)
        if read_page is not None:
            pages = FeedDesk(read_page, open_side)
            listen(broker, feed_subject(Feed("*", self.service)), self.service, "feed.read", pages, measures)
        self._serve_sealed(open_side, sealed)

    def _serve_sealed(self, open_side: Serving, sealed: Sealed | None) -> None:
        """What is sealed goes over its own broker only, and is not measured."""
        if sealed is None:
            if any(kind.audience is SEALED for kind in self.messages):
                raise ValueError(f"{self.service} takes in sealed messages and needs a broker in their account")
            return
        side = replace(open_side, memories=sealed.stores, sealed=True)
        desks = (
            *self._desks(side),
            *sealed_history_desks(side, sealed.archives, sealed.reads),
            *parking_desks(side, sealed.lots, sealed.reads),
            *export_desks(side, sealed.exports, sealed.reads),
        )
        for desk in desks:
            listen(sealed.broker, desk.kind.subject_for("*"), self.service, desk.kind.contract(), desk, None)
        if sealed.read_page is not None:
            pages = FeedDesk(sealed.read_page, side)
            listen(sealed.broker, feed_subject(Feed("*", "sealed")), self.service, "feed.read", pages, None)

    def _desks(self, side: Serving) -> list[CommandDesk | QueryDesk]:
        """The desks of one entrance: a message stands at the sealed one or at the open one, never at both."""
        commands = [
            CommandDesk(entry.kind, entry.action, entry.serial, entry.handler, side, tries=entry.tries)
            for entry in self._commands.values()
            if _sealed(entry.kind.audience) == side.sealed
        ]
        queries = [
            QueryDesk(entry.kind, entry.action, _answerer(entry, side), side)
            for entry in self._queries.values()
            if _sealed(entry.kind.audience) == side.sealed
        ]
        return [*commands, *queries]

    def _check_new(self, kind: type[Message], known: Mapping[type[Message], object]) -> None:
        if kind.service() != self.service:
            raise ValueError(f"{kind.__name__} belongs to {kind.service()}, not to {self.service}")
        if kind in known:
            raise ValueError(f"{kind.__name__} is taken in twice")


def _sealed(audience: Audience) -> bool:
    return audience is SEALED


def _answerer(entry: _Query, side: Serving) -> OnQuery[Any, Any, Any]:
    return once_recorded(entry.answerer, side.reads) if entry.recorded else entry.answerer


def _names_people(answer: type[BaseModel]) -> bool:
    """Whether an answer, or anything within it, has a field that is marked as naming people."""
    return any(
        tells_of_people(said) or any(_names_people(part) for part in _parts(said.annotation))
        for said in answer.model_fields.values()
    )


def _parts(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is put together of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for one in get_args(annotation) for part in _parts(one)]
