"""The sealed side's own plans, looked up by observer. Nothing open may ask here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import PlannedVisit, VisitPlanCancelled, VisitPlanClosed, VisitPlanned
from services.chassis.feed import SEALED
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class PlanReplica:
    """Plans of every keeper, in a schema of its own, read from the sealed feeds."""

    name = "assignments_plans"
    sources = (SEALED,)
    schema_sql = Path(__file__).with_name("plans.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of plans, in order."""
        await write(connection, events, WRITES)


def _planned(received: Received) -> list[Row]:
    told = VisitPlanned.model_validate_json(received.body)
    return [(received.feed.keeper, told.plan_id, told.person_id, told.cell_id, told.planned_on)]


def _cancelled(received: Received) -> list[Row]:
    return [(received.feed.keeper, VisitPlanCancelled.model_validate_json(received.body).plan_id, "cancelled", None)]


def _closed(received: Received) -> list[Row]:
    told = VisitPlanClosed.model_validate_json(received.body)
    return [(received.feed.keeper, told.plan_id, "closed", told.visit_id)]


UPDATE = "UPDATE assignments_plans.plan SET state = $3, visit_id = $4 WHERE keeper = $1 AND plan_id = $2"

WRITES: Writes = {
    VisitPlanned.contract(): (
        Write("INSERT INTO assignments_plans.plan VALUES ($1, $2, $3, $4, $5, 'planned')", _planned),
    ),
    VisitPlanCancelled.contract(): (Write(UPDATE, _cancelled),),
    VisitPlanClosed.contract(): (Write(UPDATE, _closed),),
}


@dataclass(frozen=True)
class Attended:
    """A visit that was made, as far as it tells which plan it carried out."""

    visit_id: UUID
    person_id: UUID
    cell_id: UUID
    visited_on: date


class Plans(Protocol):
    """What the sealed side asks about plans."""

    async def of_person(self, person_id: UUID) -> list[PlannedVisit]:
        """An observer's plans, by day."""

    async def closed_by(self, visit: Attended) -> UUID | None:
        """The plan that a visit closes: see ReplicatedPlans."""


class ReplicatedPlans:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def of_person(self, person_id: UUID) -> list[PlannedVisit]:
        """See Plans."""
        rows = await self._pool.fetch(
            "SELECT plan_id, cell_id, planned_on, state FROM assignments_plans.plan"
            " WHERE keeper = $1 AND person_id = $2 ORDER BY planned_on, plan_id",
            *(self._keeper, person_id),
        )
        return [PlannedVisit.model_validate(dict(row)) for row in rows]

    async def closed_by(self, visit: Attended) -> UUID | None:
        """The plan that this visit has closed already, so that asking twice never closes a second one; else the
        observer's open plan for the cell in the month of the visit, nearest to its day, the earlier of two."""
        plan_id: UUID | None = await self._pool.fetchval(
            CLOSED_BY, self._keeper, visit.person_id, visit.cell_id, visit.visited_on, visit.visit_id
        )
        return plan_id


CLOSED_BY = """
SELECT plan_id FROM assignments_plans.plan
 WHERE keeper = $1 AND person_id = $2 AND cell_id = $3
   AND (visit_id = $5 OR state = 'planned' AND date_trunc('month', planned_on) = date_trunc('month', $4::date))
 ORDER BY visit_id IS NOT DISTINCT FROM $5 DESC, abs(planned_on - $4::date), planned_on LIMIT 1"""
