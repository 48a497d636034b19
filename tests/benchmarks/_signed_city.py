"""Reports on a generated city's last quarter, closed before the last of it was told: there are revisions to compare."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid5

import asyncpg
import structlog
from prometheus_client import CollectorRegistry

from contracts.message import Command, CommandOutcome
from contracts.quarterly_reports import (
    ApproveReport,
    CloseQuarter,
    OfUnitsReport,
    OpenQuarter,
    RestateQuarter,
    SubmitReport,
)
from contracts.reporting import ReadQuarter
from services.chassis.call import Actor, Role, service_actor
from services.chassis.event_store import EventStore, Repository
from services.chassis.feed import Feed
from services.chassis.projection.reactions import Because
from services.registry.domain import id_of_unit
from services.reporting.application import QuarterlyReporting
from services.reporting.facts import Facts
from services.reporting.main import SERVICE, TERMS
from services.reporting.quarters import Quarter
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.restater import Restater
from services.reporting.read_models.asked import Asked, FactsOfKeeper, Question
from services.reporting.read_models.revisions import Revisions
from services.reporting.read_models.scope import WHOLE, Scope
from sinhhoat.generation.offline import Method, call_of
from sinhhoat.generation.plan import CITY, CityPlan, WardPlan, wards_of
from tests.desk import Place

AT_ONCE = 3
DAYS_AFTER = 12
AUTHOR, JUDGE = (UUID(int=number) for number in (1, 2))

# $1 keeper, $2 how many of the last events are left out.
BEFORE_THE_LAST = """
SELECT service, max(position) AS position
  FROM (SELECT service, position FROM reporting_facts.told WHERE keeper = $1
         ORDER BY recorded_at DESC, service, position DESC OFFSET $2) earlier GROUP BY service"""
CLOSED = "SELECT DISTINCT keeper FROM reporting_revisions.revision WHERE quarter = $1"


@dataclass(frozen=True)
class FactsOfThen(FactsOfKeeper):
    """Every question is about what was known at these positions: a report that is closed now is one of then."""

    positions: Mapping[str, int] = field(default_factory=dict)

    @asynccontextmanager
    async def snapshot(self, question: Question, scope: Scope = WHOLE) -> AsyncIterator[Asked]:
        assert isinstance(question, ReadQuarter)
        async with super().snapshot(question.model_copy(update={"known": self.positions}), scope) as asked:
            yield asked


async def sign(pool: asyncpg.Pool[asyncpg.Record], plan: CityPlan, late: int) -> None:
    """Close the report of every ward without its last events, `late` of them, and restate that of the largest."""
    quarter = Quarter.of(plan.last)
    done = {row["keeper"] for row in await pool.fetch(CLOSED, quarter.name)}
    wards = [ward for ward in wards_of(plan) if ward.keeper not in done]
    turns = asyncio.Semaphore(AT_ONCE)

    async def close(ward: WardPlan) -> None:
        async with turns, place_of(pool, ward.keeper) as place:
            await _close(place, ward, quarter, await _positions(pool, ward.keeper, late))

    async with asyncio.TaskGroup() as closing:
        for ward in wards:
            closing.create_task(close(ward))
    if wards:
        await _restate(pool, largest_of(plan).keeper)


def largest_of(plan: CityPlan) -> WardPlan:
    """The ward with the most cells."""
    return max(wards_of(plan), key=lambda ward: len(ward.cells))


@asynccontextmanager
async def place_of(pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> AsyncIterator[Place]:
    """Reporting's own history of a keeper, and the tables beside it."""
    assert SERVICE.codec is not None
    assert SERVICE.publish is not None
    feed = Feed(keeper, SERVICE.name)
    store = await EventStore.open(pool, feed, SERVICE.codec)
    yield Place(feed, pool, SERVICE, Repository(store, SERVICE.publish, lambda: b"\0" * 16))
    await store.close()


async def _positions(pool: asyncpg.Pool[asyncpg.Record], keeper: str, late: int) -> dict[str, int]:
    told = {row["service"]: row["position"] for row in await pool.fetch(BEFORE_THE_LAST, keeper, late)}
    return {str(Feed(keeper, service)): told.get(service, 0) for service in Facts.sources}


async def _close(place: Place, ward: WardPlan, quarter: Quarter, known: Mapping[str, int]) -> None:
    """Open, submit, approve and close: the city approves what the ward submits."""
    facts = FactsOfThen(place.pool, place.keeper, True, dict, known)
    reports = QuarterlyReporting(place.repository, facts, TERMS)
    unit_id = id_of_unit(place.keeper, ward.root)
    author, judge = Actor(AUTHOR, (Role("committee", place.keeper, None),)), Actor(JUDGE, (Role("leader", CITY, None),))
    at = datetime.combine(quarter.last + timedelta(days=DAYS_AFTER), time(5), UTC)
    steps: tuple[tuple[type[OfUnitsReport], Method, Actor], ...] = (
        (OpenQuarter, reports.open_quarter, author),
        (SubmitReport, reports.submit_report, author),
        (ApproveReport, reports.approve_report, judge),
        (CloseQuarter, reports.close_quarter, judge),
    )
    for kind, method, actor in steps:
        command_id = uuid5(unit_id, f"{quarter.name}:{kind.__name__}")
        command = kind(command_id=command_id, unit_id=unit_id, quarter=quarter.name)
        await method(command, call_of(place.keeper, command, actor, at))
    await place.told(Revisions())


async def _restate(pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
    """What reporting's own worker does: a revision for each cause; it waits a round for more to come."""
    async with place_of(pool, keeper) as place:
        reports = QuarterlyReporting(place.repository, FactsOfKeeper(pool, keeper, True, dict), TERMS)
        service = service_actor(SERVICE.name, [keeper])

        async def send(keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
            outcomes = []
            for command in commands:
                assert isinstance(command, RestateQuarter)
                await reports.restate_quarter(command, call_of(keeper, command, service, because.at))
                outcomes.append(CommandOutcome(command_id=command.command_id, outcome="accepted"))
            return outcomes

        async def own_head(keeper: str) -> int:
            return await place.store.published_head()

        above, rounds = await place.store.published_head(), Rounds()
        metrics, log = RestatementMetrics(CollectorRegistry(), [keeper]), structlog.get_logger()
        restater = Restater(pool, [keeper], own_head, send, rounds, metrics, log)
        for rounds.seconds in (0.0, 10.0):
            await restater.step()
        await place.told(Revisions(), above=above)


@dataclass
class Rounds:
    """A clock that is put forward by hand."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds
