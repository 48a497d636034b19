"""A small district at work: registry, meetings and assignments in this process, on real servers, in simulated time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import asyncpg
import nats
from nats.aio.client import Client as NatsClient
from pydantic import SecretStr

from contracts.assignments import CalendarEntry, IssueNotice, ListVisitPlans, Pair, PlannedVisit, ReadCalendar
from contracts.message import SEALED, Command, CommandOutcome, Message
from contracts.registry import AdoptCellTypes, CellType, CellTypeGroup, EstablishUnit
from services.assignments.main import SERVICE as ASSIGNMENTS
from services.chassis.call import Actor, Role
from services.chassis.feed import SEALED as SEALED_FEED
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from services.chassis.messaging.keys import make_node_keys, signing_tokens
from services.chassis.runtime import Service, ServiceProcess
from services.chassis.settings import Settings
from services.meetings.main import SERVICE as MEETINGS
from services.registry.domain import id_of_unit
from services.registry.main import SERVICE as REGISTRY
from sinhhoat.stack import Endpoints
from tests.assignments.given import KEEPER, an_id
from tests.eventually import eventually

NEW_YEAR = datetime(2019, 1, 2, 1, tzinfo=UTC)
MARCH = datetime(2019, 3, 10, 1, tzinfo=UTC)
COMMITTEE = id_of_unit(KEEPER, "HU")
TYPES = {"RESIDENTIAL": "residential", "SCHOOL": "sector", "ENTERPRISE": "nonstate"}

M = TypeVar("M", bound=Message)


def somebody(*roles: str, person_id: UUID | None = None) -> Actor:
    return Actor(person_id or uuid4(), tuple(Role(role, KEEPER, None) for role in roles))


STAFF = somebody("staff", person_id=an_id("staff"))


def an_observer(name: str | None = None) -> Actor:
    return somebody("observer", person_id=an_id(name) if name else None)


@dataclass
class District:
    """Sends commands as anybody, each after everything open that was answered before; `answers` keeps the replies."""

    endpoints: Endpoints
    processes: Mapping[str, ServiceProcess]
    bus: NatsClient
    sealed_bus: NatsClient
    keys: Path
    seen: dict[str, int] = field(default_factory=dict)
    seen_sealed: dict[str, int] = field(default_factory=dict)
    said: set[type[Message]] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def at_work(
        cls, endpoints: Endpoints, keys: Path, assignments: Service = ASSIGNMENTS
    ) -> AsyncIterator[District]:
        """All three services; `assignments` may be another one than the real."""
        make_node_keys(keys)
        async with AsyncExitStack() as running:
            processes = {
                service.name: await running.enter_async_context(
                    ServiceProcess(service, settings(endpoints, service.name, keys), clock=lambda: datetime.now(UTC))
                )
                for service in (REGISTRY, MEETINGS, assignments)
            }
            bus, sealed_bus = (
                await nats.connect(endpoints.nats["cli"]),
                await nats.connect(endpoints.nats["sealed_portal"]),
            )
            running.push_async_callback(bus.close)
            running.push_async_callback(sealed_bus.close)
            district = cls(endpoints, processes, bus, sealed_bus, keys)
            await district.establish()
            yield district

    def client(self, who: Actor) -> Client:
        """Whoever asks may also reach the sealed account: only the rules keep him out."""
        token: Callable[[], str] = lambda: signing_tokens(self.keys).sign(who, now=datetime.now(UTC))  # noqa: E731
        return Client(self.bus, token, sealed=self.sealed_bus)

    async def send(self, who: Actor, command: Command, at: datetime = MARCH) -> CommandOutcome:
        """One command; it waits for what was answered before."""
        [outcome] = await self.client(who).send(KEEPER, [self.informed(command)], at=at)
        seen = self.seen_sealed if command.audience is SEALED else self.seen
        seen.update({feed: position for feed, position in outcome.positions.items() if position is not None})
        return outcome

    async def must(self, who: Actor, command: Command, at: datetime = MARCH) -> CommandOutcome:
        """One command that has to be accepted."""
        outcome = await self.send(who, command, at)
        assert outcome.outcome == "accepted", outcome
        return outcome

    async def once(self, who: Actor, command: Command, at: datetime = MARCH) -> CommandOutcome:
        """The same wish sent twice at one moment, of which one has to be accepted."""
        twins = (command, command.model_copy(update={"command_id": uuid4()}))
        outcomes = await asyncio.gather(*(self.send(who, one, at) for one in twins))
        [accepted] = [outcome for outcome in outcomes if outcome.outcome == "accepted"]
        return accepted

    async def refused(self, who: Actor, command: Command, at: datetime = MARCH) -> str:
        """The code of the refusal of a command."""
        outcome = await self.send(who, command, at)
        assert outcome.refusal is not None, outcome
        assert outcome.outcome == "refused", outcome
        return outcome.refusal.code

    async def calendar(self, who: Actor, month: date) -> list[CalendarEntry]:
        """The meetings on somebody's calendar."""
        query = self.informed(ReadCalendar(month=month))
        return (await self.client(who).ask(KEEPER, query, at=MARCH)).meetings

    async def plans(self, who: Actor) -> list[PlannedVisit]:
        """Somebody's own plans."""
        query = self.informed(ListVisitPlans())
        return (await self.client(who).ask(KEEPER, query, at=MARCH)).plans

    def informed(self, message: M) -> M:
        """The message, to be answered no older than what its sender has seen; open ones name nothing sealed."""
        self.said.add(type(message))
        if "after" in message.model_fields_set:
            return message
        seen = self.seen | (self.seen_sealed if message.audience is SEALED else {})
        return message.model_copy(update={"after": seen})

    async def establish(self) -> None:
        """The district committee, the types of cells, one cell of each."""
        groups = [CellTypeGroup(key=group, name_vi=group, name_en=group) for group in TYPES.values()]
        types = [CellType(token=token, name_vi=token, name_en=token, group=group) for token, group in TYPES.items()]
        adopt = AdoptCellTypes(
            command_id=an_id("adopt"), version="1", effective_from=date(2000, 1, 1), types=types, groups=groups
        )
        await self.must(STAFF, adopt, NEW_YEAR)
        await self.must(STAFF, a_unit("HU", None), NEW_YEAR)
        for token in TYPES:
            await self.a_cell(token, token)

    async def a_cell(self, cell_type: str = "RESIDENTIAL", code: str | None = None) -> UUID:
        """A cell of that type."""
        code = code or f"C-{uuid4()}"
        await self.must(STAFF, a_unit(code, "HU", cell_type), NEW_YEAR)
        return id_of_unit(KEEPER, code)

    async def a_notice(self, *pairs: tuple[Actor, UUID], number: str | None = None, unannounced: bool = True) -> UUID:
        """A notice for the whole year; the ids of its assignments follow from it."""
        outcome = await self.must(STAFF, a_notice(*pairs, number=number, unannounced=unannounced), NEW_YEAR)
        return UUID(outcome.decided["notice_id"])

    async def wire(self, contract: type[Message]) -> list[str]:
        """The bodies of the stored messages of one kind, in order."""
        feed = Feed(KEEPER, "sealed" if contract.audience is SEALED else contract.service())
        admin = await asyncpg.connect(self.endpoints.admin_url(contract.service()))
        try:
            rows = await admin.fetch(
                f"SELECT wire FROM {feed.schema}.stored_events WHERE contract = $1 ORDER BY notification_id",
                contract.contract(),
            )
        finally:
            await admin.close()
        return [row["wire"].decode() for row in rows]

    async def settled(self) -> None:
        """Wait until everything is told and read, what reactions did because of it as well."""

        async def level() -> bool:
            heads = await self.heads()
            return all(at >= heads[feed] for feed, at in self._come_to()) and await self.heads() == heads

        is_level: bool = await eventually(level, within=30)
        assert is_level

    def _come_to(self) -> Iterator[tuple[Feed, float]]:
        """How far every reader has read, and how far every relay says that it has told."""
        for process in self.processes.values():
            for reader in process.background.readers:
                yield from ((feed, state.at.position) for feed, state in reader.states.items())
            for feed in (feed for feed in process.service.feeds((KEEPER,)) if feed.service != SEALED_FEED):
                labels = {"service": feed.service, "keeper": feed.keeper}
                yield feed, process.registry.get_sample_value("sinhhoat_relay_position", labels) or 0

    async def heads(self) -> dict[Feed, int]:
        """The last published position of every history."""
        heads = {}
        for name, process in self.processes.items():
            admin = await asyncpg.connect(self.endpoints.admin_url(name))
            try:
                for feed in process.service.feeds((KEEPER,)):
                    heads[feed] = await admin.fetchval(
                        f"SELECT coalesce(max(notification_id), 0) FROM {feed.schema}.stored_events"
                        " WHERE contract IS NOT NULL"
                    )
            finally:
                await admin.close()
        return heads


def settings(endpoints: Endpoints, service: str, keys: Path) -> Settings:
    sealed = SecretStr(endpoints.nats["sealed_assignments"]) if service == "assignments" else None
    return Settings(
        database_url=SecretStr(endpoints.postgres_service[service]),
        migration_url=SecretStr(endpoints.postgres_migration[service]),
        nats_url=SecretStr(endpoints.nats[service]),
        sealed_nats_url=sealed,
        keepers=(KEEPER,),
        store="simulated",
        keys=keys,
    )


def a_unit(code: str, parent_code: str | None, cell_type: str | None = None) -> EstablishUnit:
    return EstablishUnit(
        command_id=an_id(f"establish {code}"),
        code=code,
        name=f"Đơn vị {code}",
        kind="cell" if cell_type else "committee",
        level="district" if parent_code is None else None,
        cell_type=cell_type,
        parent_code=parent_code,
        established_on=date(2000, 1, 1),
    )


def a_notice(
    *pairs: tuple[Actor, UUID], number: str | None = None, unannounced: bool = True, own_cell_id: UUID | None = None
) -> IssueNotice:
    number = number or str(uuid4())
    return IssueNotice(
        command_id=an_id(f"issue {number}"),
        number=number,
        issuer_id=COMMITTEE,
        issued_on=date(2019, 1, 2),
        unannounced=unannounced,
        pairs=[
            Pair(
                person_id=observer.person_id,
                own_cell_id=own_cell_id,
                cell_id=cell_id,
                from_on=date(2019, 1, 2),
                until_on=date(2019, 12, 31),
            )
            for observer, cell_id in pairs
        ],
    )
