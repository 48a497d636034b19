"""What every answer starts from: one snapshot of the facts, the quarter, the unit, and the vector that is known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from contracts.reporting import ReportHead
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE_SQL
from services.reporting.quarters import Quarter


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

    async def evidence(self, select: str, *more: Any) -> list[asyncpg.Record]:
        """Run a SELECT over the evidence of all figures; `more` are its parameters from $7 on."""
        rows: list[asyncpg.Record] = await self.connection.fetch(
            f"{EVIDENCE_SQL}\n{select}",
            self.keeper,
            self.quarter.first,
            self.quarter.last,
            self.unit_id,
            list(self.vector),
            list(self.vector.values()),
            *more,
        )
        return rows

    async def sums(self) -> dict[str, tuple[int, int]]:
        """Every figure that has evidence: key -> (numerator, denominator)."""
        rows = await self.evidence(
            "SELECT key, sum(numerator)::bigint AS n, sum(denominator)::bigint AS d FROM evidence GROUP BY key"
        )
        return {row["key"]: (row["n"], row["d"]) for row in rows}


@dataclass(frozen=True)
class FactsOfKeeper:
    """The facts of one keeper, read from snapshots; `heads` tells what the owners say they have published."""

    pool: asyncpg.Pool
    keeper: str
    simulated: bool
    heads: Callable[[], Mapping[str, int]]

    @asynccontextmanager
    async def snapshot(self, quarter_name: str, unit_code: str | None) -> AsyncIterator[Asked]:
        """Open a snapshot; the vector is what had been applied in it. Refused `unit_unknown`."""
        quarter = Quarter.parse(quarter_name)
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            vector = await self._vector(connection)
            unit = await self._unit(connection, unit_code, quarter.last)
            yield Asked(
                connection,
                self.keeper,
                quarter,
                unit["unit_id"],
                await self._head(connection, quarter, unit, vector),
                vector,
                await self._groups(connection, quarter.last),
            )

    async def _vector(self, connection: Connection) -> dict[str, int]:
        rows = await connection.fetch(
            "SELECT feed, position FROM reporting_facts.positions WHERE feed LIKE $1 ORDER BY feed", f"{self.keeper}.%"
        )
        applied = {row["feed"].split(".")[1]: row["position"] for row in rows}
        return {service: applied.get(service, 0) for service in ("registry", "meetings", "assignments", "ratings")}

    async def _unit(self, connection: Connection, code: str | None, day: date) -> asyncpg.Record:
        """The unit asked for, as it is on the day or was last; without a code the keeper's own committee."""
        row = await connection.fetchrow(
            """SELECT unit_id, code, name FROM reporting_facts.unit_version
                WHERE keeper = $1 AND known_until IS NULL
                  AND CASE WHEN $2::text IS NULL THEN parent_id IS NULL ELSE lower(code) = lower($2) END
                ORDER BY valid_from <= $3 DESC, valid_from DESC LIMIT 1""",
            self.keeper,
            code,
            day,
        )
        if row is None:
            raise Refused("unit_unknown", field="unit_code")
        return row

    async def _head(
        self, connection: Connection, quarter: Quarter, unit: asyncpg.Record, vector: Mapping[str, int]
    ) -> ReportHead:
        known_at = await connection.fetchval(
            """SELECT max(t.recorded_at) FROM unnest($2::text[], $3::bigint[]) v(service, position)
                 JOIN reporting_facts.told t ON t.keeper = $1 AND t.service = v.service AND t.position = v.position""",
            self.keeper,
            list(vector),
            list(vector.values()),
        )
        parked = await connection.fetchval(
            "SELECT count(*) FROM reporting_facts.parked WHERE feed LIKE $1", f"{self.keeper}.%"
        )
        return ReportHead(
            keeper=self.keeper,
            quarter=quarter.name,
            unit_code=unit["code"],
            unit_name=unit["name"],
            as_of=quarter.last,
            simulated=self.simulated,
            known={f"{self.keeper}.{service}": position for service, position in vector.items()},
            known_at=known_at,
            parked=parked,
        )

    async def _groups(self, connection: Connection, day: date) -> dict[str, tuple[str, str]]:
        """The reporting groups of types in force on a day: key -> (Vietnamese, English), in their order."""
        rows = await connection.fetch(
            """SELECT DISTINCT group_key, group_vi, group_en, group_order FROM reporting_facts.cell_type_fact
                WHERE keeper = $1 AND effective_from = (
                  SELECT max(effective_from) FROM reporting_facts.cell_type_fact
                   WHERE keeper = $1 AND effective_from <= $2)
                ORDER BY group_order""",
            self.keeper,
            day,
        )
        return {row["group_key"]: (row["group_vi"], row["group_en"]) for row in rows}
