"""A district whose committees report, at a place of its own: who says it, and the steps that a report takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from contracts import quarterly_reports as contract
from contracts.message import Command, CommandOutcome, Query, QueryReply
from contracts.reporting import ReadQuarter
from services.chassis.call import Actor, Role, service_actor
from services.chassis.wire import Received
from services.reporting.application import Reporting
from services.reporting.main import SERVICE, application
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.revisions import Revisions
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code
from tests.reporting.busy import busy_district
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

QUARTER = "2019-Q1"
DAY = datetime(2019, 4, 15, 5, tzinfo=UTC)
AUTHOR, JUDGE = an_id("author"), an_id("judge")
REASON = "Thiếu số liệu của một chi bộ."
STEPS: Mapping[str, type[contract.OfUnitsReport]] = {
    "open": contract.OpenQuarter,
    "submit": contract.SubmitReport,
    "return": contract.ReturnReport,
    "approve": contract.ApproveReport,
    "close": contract.CloseQuarter,
    "withdraw opening": contract.WithdrawQuarterOpening,
    "withdraw submission": contract.WithdrawReportSubmission,
    "withdraw return": contract.WithdrawReportReturn,
    "withdraw approval": contract.WithdrawReportApproval,
}
WITH_REASON = ("return", *(step for step in STEPS if step.startswith("withdraw")))
OF_AUTHOR = ("open", "submit", "withdraw opening", "withdraw submission")


def step(name: str, unit: str = "HU", **more: Any) -> contract.OfUnitsReport:
    """The command of a step, as somebody sends it."""
    told = {"reason": REASON} if name in WITH_REASON else {}
    unit_id = more.pop("unit_id", an_id(unit))
    return STEPS[name](command_id=uuid4(), unit_id=unit_id, quarter=QUARTER, **told, **more)


@dataclass
class Signing:
    """The district, what was told of it so far, and where its commands and questions come in."""

    place: Place
    tables: Tables
    history: History
    desk: Desk
    racing: Desk
    reporting: Reporting

    @property
    def keeper(self) -> str:
        return self.place.keeper

    async def tell(self, *events: Any) -> None:
        """The services tell something more, and reporting reads it."""
        before = len(self.history.told)
        self.history.tell(*events)
        await self.tables.apply(self.received()[before:])

    def received(self) -> list[Received]:
        return list(self.history.received())

    def author(self, unit: str = "HU") -> Actor:
        """Who speaks for the unit: the keeper's own committee by a role on the whole keeper."""
        return Actor(AUTHOR, (Role("committee", self.keeper, None if unit == "HU" else an_id(unit)),))

    def judge(self, unit: str = "HU") -> Actor:
        """Who stands above it: the city above the keeper's own committee."""
        return Actor(JUDGE, (Role("leader", "city" if unit == "HU" else self.keeper, None),))

    async def take(self, name: str, unit: str = "HU", by: Actor | None = None, **more: Any) -> CommandOutcome:
        """One step by whoever it is for, unless somebody else is named."""
        actor = by or (self.author(unit) if name in OF_AUTHOR else self.judge(unit))
        return await self.send(step(name, unit, **more), actor)

    async def send(self, command: Command, by: Actor) -> CommandOutcome:
        return await self.desk.one(command, by=by, at=DAY)

    async def through(self, *names: str, unit: str = "HU") -> None:
        """These steps one after another, all of them accepted."""
        outcomes = [await self.take(name, unit) for name in names]
        assert [code(one) for one in outcomes] == ["accepted"] * len(names)

    async def read_own(self) -> None:
        """What reporting's own reader does, once."""
        await self.place.told(Revisions())
        await self.place.pool.execute(
            "INSERT INTO reporting_revisions.positions (feed, position) VALUES ($1, $2)",
            *(str(self.place.feed), await self.place.store.published_head()),
        )

    async def restate(self) -> CommandOutcome:
        """One more revision, as everything is known now, because of what was told last."""
        last = self.received()[-1]
        cause = contract.RestatementCause(
            cause_id=last.command_id,
            feed=str(last.feed),
            position=last.position,
            contract=last.contract,
            events=1,
            actor=last.actor,
            recorded_at=last.recorded_at,
        )
        known = (await self.reporting.quarter(ReadQuarter(quarter=QUARTER))).head.known
        command = contract.RestateQuarter(
            command_id=uuid4(), unit_id=an_id("HU"), quarter=QUARTER, known=known, cause=cause
        )
        return await self.send(command, service_actor("reporting", [self.keeper]))

    async def ask(self, query: Query, by: Actor) -> QueryReply:
        return await self.desk.ask(query, by=by)

    def staff(self) -> Actor:
        return Actor(an_id("staff"), (Role("staff", self.keeper, None),))


@asynccontextmanager
async def signing(endpoints: Endpoints) -> AsyncIterator[Signing]:
    """A busy district, read by reporting; nobody has opened a quarter."""
    async with an_empty_place(endpoints, SERVICE) as place:
        tables, history = Tables(place.pool), busy_district(place.keeper)
        facts = FactsOfKeeper(place.pool, place.keeper, simulated=True, heads=dict)
        app = application(place.repository, facts)
        racing = Desk(place, application(Simultaneous(place), facts))
        made = Signing(place, tables, history, Desk(place, app), racing, app)
        await tables.apply(made.received())
        yield made


def person(keeper: str, role: str, unit: str | None = None, who: UUID = JUDGE) -> Actor:
    """A person with one role on a unit, or on the whole of a keeper."""
    return Actor(who, (Role(role, keeper, an_id(unit) if unit else None),))
