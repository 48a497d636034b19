"""What every answer starts from: one snapshot of the facts, the quarter, the unit, and the vector that is known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import asyncpg

from contracts.reporting import ReportHead
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE
from services.reporting.facts import Facts
from services.reporting.quarters import Quarter
from services.reporting.read_models import known, structure, tables
from services.reporting.read_models.known import Wanted
from services.reporting.read_models.newest import newest


class Question(Protocol):
    """What the questions that are answered from a snapshot have in common."""

    @property
    def quarter(self) -> str | None: ...
    @property
    def unit_code(self) -> str | None: ...
    @property
    def known(self) -> Mapping[str, int]: ...
    @property
    def known_at(self) -> datetime | None: ...
    @property
    def replay(self) -> str | None: ...


class Sum(NamedTuple):
    """What the evidence of a figure adds up to, over how many rows."""

    numerator: int = 0
    denominator: int = 0
    rows: int = 0


NOTHING = Sum()

FOR_SUMS = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'; SET LOCAL plan_cache_mode = force_custom_plan"
"""The planner takes a subtree for a handful of units and would join 24,000 cells row by row: minutes, not seconds.

A statement for one figure is kept in the session: a plan of its own for each question costs less than a millisecond.
"""


@dataclass(frozen=True)
class Asked:
    """One question on one snapshot. `vector`: service -> the position up to which its events are known."""

    connection: Connection
    keeper: str
    quarter: Quarter
    unit_id: UUID
    head: ReportHead
    vector: Mapping[str, int]
    groups: Mapping[str, tuple[str, str]]

    async def evidence(self, select: str, *more: Any, keys: Collection[str] | None = None) -> list[asyncpg.Record]:
        """Run a SELECT over the evidence of all figures, or at least of these; `more` are its parameters from $9 on."""
        rows: list[asyncpg.Record] = await self.connection.fetch(
            EVIDENCE.of(select, keys),
            self.keeper,
            self.quarter.first,
            self.quarter.last,
            self.unit_id,
            *(self.vector[service] for service in Facts.sources),
            *more,
        )
        return rows

    async def sums(self, *keys: str) -> dict[str, Sum]:
        """Every figure that has evidence, or those of the keys, which is quicker."""
        rows = await self.evidence(
            "SELECT key, sum(numerator)::bigint, sum(denominator)::bigint, count(*) FROM evidence"
            + (" WHERE key = ANY($9) GROUP BY key" if keys else " GROUP BY key"),
            *([keys] if keys else []),
            keys=keys or None,
        )
        return {row[0]: Sum(*row[1:]) for row in rows}


@dataclass(frozen=True)
class FactsOfKeeper:
    """The facts of one keeper, read from snapshots; `heads` tells what the owners say they have published."""

    pool: asyncpg.Pool
    keeper: str
    simulated: bool
    heads: Callable[[], Mapping[str, int]]

    @asynccontextmanager
    async def snapshot(self, question: Question) -> AsyncIterator[Asked]:
        """Open a snapshot of the live tables or of a replay, as known at the vector that the question means.

        Refused `unit_unknown`, `feed_not_read`, `known_ahead`, `nothing_known`, and what `tables.opened` refuses;
        Unavailable `not_yet_applied` for an instant up to which the live tables do not know everything yet.
        """
        # Before the snapshot: what is told and applied after it was taken is no reason to wait. A replay never gets on.
        published = {} if question.replay else self.heads()
        async with (
            self.pool.acquire() as session,
            session.transaction(isolation="repeatable_read", readonly=True),
        ):
            connection = await tables.opened(session, self.keeper, question.replay)
            await connection.execute(FOR_SUMS)
            vector = await known.vector(connection, self.keeper, Wanted(question.known, question.known_at), published)
            at, recorded_at = vector["registry"], await known.at(connection, self.keeper, vector)
            quarter = (
                Quarter.parse(question.quarter)
                if question.quarter
                else await newest(connection, self.keeper, vector, recorded_at)
            )
            unit = await structure.unit(connection, self.keeper, at, question.unit_code, quarter.last)
            head = ReportHead(
                keeper=self.keeper,
                quarter=quarter.name,
                unit_code=unit["code"],
                unit_name=unit["name"],
                as_of=quarter.last,
                simulated=self.simulated,
                known={f"{self.keeper}.{service}": position for service, position in vector.items()},
                known_at=recorded_at,
                parked=await known.parked(connection, self.keeper, vector),
                replay=question.replay,
            )
            groups = await structure.groups(connection, self.keeper, at, quarter.last)
            yield Asked(connection, self.keeper, quarter, unit["unit_id"], head, vector, groups)
