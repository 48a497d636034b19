"""Reporting at one keeper without a bus: facts filled as its readers fill them, commands sent to the real desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry

from contracts.message import Command, CommandOutcome
from contracts.quarterly_reports import (
    ApproveReport,
    CloseQuarter,
    OpenQuarter,
    QuarterlyReport,
    ReadQuarterlyReport,
    SubmitReport,
)
from contracts.restatements import ReadRevisionDiff, RevisionDiff
from services.chassis.call import Actor, Role, service_actor
from services.chassis.projection.reactions import Because
from services.chassis.runtime import KeeperParts
from services.reporting.application import Reporting
from services.reporting.main import SERVICE, assemble
from services.reporting.policies import CITY
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.restater import Restater
from services.reporting.read_models.revisions import Revisions
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, an_empty_place
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

QUARTER = "2019-Q1"
CLOSED = datetime(2019, 4, 12, 3, tzinfo=UTC)


class Lost(BaseException):
    """The process ended after a command was carried out and before it knew."""


@dataclass
class Office:
    """One keeper. `time` is what the restater takes for seconds; `lose`: how many answers get lost, all carried out."""

    place: Place
    desk: Desk
    tables: Tables
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    time: float = 0.0
    lose: int = 0
    sent: list[Command] = field(default_factory=list)
    _applied: int = 0
    _own: int = 0

    @classmethod
    @asynccontextmanager
    async def empty(cls, endpoints: Endpoints) -> AsyncIterator[Office]:
        async with an_empty_place(endpoints, SERVICE) as place:
            parts = KeeperParts(place.keeper, place.pool, True, dict, {}, place.repository, None)
            yield cls(place, Desk(place, assemble(parts)), Tables(place.pool))

    @property
    def keeper(self) -> str:
        return self.place.keeper

    @property
    def reporting(self) -> Reporting:
        application: Reporting = self.desk.application
        return application

    async def read(self, history: History, events: int | None = None) -> None:
        """Apply what the history has told since, at most so many events."""
        received = list(history.received())[self._applied :][:events]
        if received:
            await self.tables.apply(received)
        self._applied += len(received)

    async def close(self, *units: str, quarter: str = QUARTER, at: datetime = CLOSED) -> None:
        """Open, submit, approve and close the quarter of these units; HU is the keeper's own."""
        for code in units:
            whole = code == "HU"
            own = Role("committee", self.keeper, None if whole else an_id(code))
            above = Role("leader", CITY if whole else self.keeper, None)
            kinds = ((OpenQuarter, own), (SubmitReport, own), (ApproveReport, above), (CloseQuarter, above))
            for number, (kind, role) in enumerate(kinds):
                command = kind(
                    command_id=an_id(self.keeper, code, quarter, number), unit_id=an_id(code), quarter=quarter
                )
                outcome = await self.desk.one(command, by=Actor(an_id(role.name), (role,)), at=at)
                assert outcome.outcome == "accepted", outcome
        await self.read_own()

    async def read_own(self) -> None:
        """What reporting's own reader does."""
        await self.place.told(Revisions(), above=self._own)
        self._own = await self.place.store.published_head()
        await self.place.pool.execute(
            """INSERT INTO reporting_revisions.positions (feed, position) VALUES ($1, $2)
               ON CONFLICT (feed) DO UPDATE SET position = excluded.position""",
            *(str(self.place.feed), self._own),
        )

    def restater(self) -> Restater:
        """A new process."""
        self.registry = CollectorRegistry()
        metrics = RestatementMetrics(self.registry, [self.keeper])
        log = structlog.get_logger()
        return Restater(self.place.pool, [self.keeper], self.own_head, self.send, lambda: self.time, metrics, log)

    async def own_head(self, keeper: str) -> int:
        return await self.place.store.published_head()

    def gauge(self, series: str) -> float | None:
        """A series of the keeper as the newest process shows it."""
        return self.registry.get_sample_value(series, {"keeper": self.keeper})

    async def send(self, keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
        self.sent += commands
        outcomes = await self.desk.send(*commands, by=service_actor("reporting", [keeper]), at=because.at)
        if self.lose:
            self.lose -= 1
            raise Lost
        return outcomes

    async def restate(self, restater: Restater | None = None) -> None:
        """Two rounds with time between them, in which nothing more comes; then its own reader reads."""
        restater = restater or self.restater()
        for _ in range(2):
            await restater.step()
            self.time += 10
        await self.read_own()

    async def diff(self, query: ReadRevisionDiff, of: str | None = None) -> RevisionDiff:
        """As the board reads it, or the committee `of` a unit."""
        role = Role("committee", self.keeper, an_id(of)) if of else Role("auditor", self.keeper, None)
        reader = Actor(an_id("reader"), (role,))
        return await self.reporting.revision_diff(query, reader, date(2019, 12, 1))

    async def report(self, code: str = "HU") -> QuarterlyReport:
        """The report with all of its revisions, as the board reads it."""
        reader = Actor(an_id("reader"), (Role("auditor", self.keeper, None),))
        query = ReadQuarterlyReport(quarter=QUARTER, unit_code=code)
        return await self.reporting.quarterly_report(query, reader, date(2019, 12, 1))

    async def revisions(self, code: str = "HU") -> list[tuple[int, UUID | None, dict[str, Any]]]:
        """Number, cause and the figures moved (old and new numbers) of each revision but the first."""
        report = await self.report(code)
        assert report.revisions[0].revision == 1
        return [
            (
                one.revision,
                one.cause.cause_id if one.cause else None,
                {m.key: (pair(m.old), pair(m.new)) for m in one.diff if pair(m.old) != pair(m.new)},
            )
            for one in report.revisions[1:]
        ]


def pair(figure: Any) -> tuple[int, int]:
    """Numerator and denominator of a figure; of none, and of a count, the denominator is 0."""
    return (figure.numerator, figure.denominator or 0) if figure else (0, 0)
