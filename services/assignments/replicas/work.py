"""The work of observers, looked up in what our own feed told of it: for drafts of reports, and for who owes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts import assignments as contract
from services.assignments.domain.advice import months_of


@dataclass(frozen=True)
class Found:
    """A finding as far as the look-up knows it: where its words are, not what they say."""

    finding_id: UUID
    heading: contract.FindingHeading
    topic: str | None
    text_id: UUID


@dataclass(frozen=True)
class Attended:
    """A visit that counts, with what was found there."""

    visit_id: UUID
    cell_id: UUID
    meeting_id: UUID
    visited_on: date
    findings: tuple[Found, ...]


class Records(Protocol):
    """What the application asks about the work of observers."""

    async def visits(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[Attended]:
        """An observer's visits in a period, under an assignment of the issuer; by day."""

    async def assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[UUID]:
        """The cells that the issuer had assigned him to on some day of a period."""

    async def months_assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[date]:
        """The first days of the months of a period on some day of which the issuer had assigned him."""

    async def reports(
        self, quarter: str, first: date, last: date, due_on: date, issuer_id: UUID | None
    ) -> list[contract.ObserverReportEntry]:
        """One entry for each observer and issuer with an assignment in force in the quarter."""


class ReplicatedRecords:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def visits(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[Attended]:
        """See Records."""
        rows = await self._pool.fetch(VISITS, self._keeper, person_id, issuer_id, first, last)
        found = await self._pool.fetch(
            "SELECT visit_id, finding_id, heading, topic, text_id FROM assignments_records.finding"
            " WHERE keeper = $1 AND visit_id = ANY($2::uuid[]) ORDER BY visit_id, place",
            *(self._keeper, [row["visit_id"] for row in rows]),
        )
        return [
            Attended(
                **dict(row),
                findings=tuple(
                    Found(one["finding_id"], one["heading"], one["topic"], one["text_id"])
                    for one in found
                    if one["visit_id"] == row["visit_id"]
                ),
            )
            for row in rows
        ]

    async def assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[UUID]:
        """See Records."""
        periods = await self._periods(person_id, issuer_id, first, last)
        return list(dict.fromkeys(row["cell_id"] for row in periods))

    async def months_assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[date]:
        """See Records."""
        periods = await self._periods(person_id, issuer_id, first, last)
        touched = {
            month for row in periods for month in months_of(max(first, row["from_on"]), min(last, row["until_on"]))
        }
        return sorted(touched)

    async def reports(
        self, quarter: str, first: date, last: date, due_on: date, issuer_id: UUID | None
    ) -> list[contract.ObserverReportEntry]:
        """See Records."""
        rows = await self._pool.fetch(REPORTS, self._keeper, quarter, first, last, due_on, issuer_id)
        return [contract.ObserverReportEntry.model_validate(dict(row)) for row in rows]

    async def _periods(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self._pool.fetch(PERIODS, self._keeper, person_id, issuer_id, first, last)
        return rows


VISITS = """SELECT v.visit_id, v.cell_id, v.meeting_id, v.visited_on FROM assignments_records.visit v
 WHERE v.keeper = $1 AND v.person_id = $2 AND v.visited_on BETWEEN $4 AND $5 AND NOT v.withdrawn AND EXISTS (
   SELECT FROM assignments_records.assignment a JOIN assignments_records.notice n USING (keeper, notice_id)
    WHERE a.keeper = v.keeper AND a.person_id = v.person_id AND a.cell_id = v.cell_id
      AND v.visited_on BETWEEN a.from_on AND a.until_on AND n.issuer_id = $3)
 ORDER BY v.visited_on, v.visit_id"""

PERIODS = """SELECT a.cell_id, a.from_on, a.until_on
  FROM assignments_records.assignment a JOIN assignments_records.notice n USING (keeper, notice_id)
 WHERE a.keeper = $1 AND a.person_id = $2 AND n.issuer_id = $3
   AND a.from_on <= $5 AND a.until_on >= $4 AND a.until_on >= a.from_on
 ORDER BY a.from_on, a.assignment_id"""

REPORTS = """
WITH assigned AS (
  SELECT a.person_id, n.issuer_id, a.cell_id, a.from_on, a.until_on
    FROM assignments_records.assignment a JOIN assignments_records.notice n USING (keeper, notice_id)
   WHERE a.keeper = $1 AND a.from_on <= $4 AND a.until_on >= $3 AND a.until_on >= a.from_on
     AND ($6::uuid IS NULL OR n.issuer_id = $6))
SELECT due.person_id, due.issuer_id, coalesce(r.state, 'due') AS state, r.report_id,
       coalesce(r.revision, 0) AS revision, r.submitted_on, coalesce(r.due_on, $5::date) AS due_on,
       r.first_submitted_on, r.first_submitted_on <= r.due_on AS in_time, due.assigned_cells,
       (SELECT count(DISTINCT v.visit_id) FROM assignments_records.visit v JOIN assigned a
            ON a.person_id = v.person_id AND a.issuer_id = due.issuer_id AND a.cell_id = v.cell_id
           AND v.visited_on BETWEEN a.from_on AND a.until_on
         WHERE v.keeper = $1 AND v.person_id = due.person_id AND v.visited_on BETWEEN $3 AND $4
           AND NOT v.withdrawn) AS visits
  FROM (SELECT person_id, issuer_id, count(DISTINCT cell_id) AS assigned_cells
          FROM assigned GROUP BY person_id, issuer_id) due
  LEFT JOIN assignments_records.report r
    ON r.keeper = $1 AND r.quarter = $2 AND r.person_id = due.person_id AND r.issuer_id = due.issuer_id
 ORDER BY due.issuer_id, due.person_id"""
