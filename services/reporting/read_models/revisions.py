"""The revisions of closed reports, and how reports stand, as reporting has told it: of every keeper read here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from contracts.quarterly_reports import QuarterClosed, QuarterRestated
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received
from services.reporting.read_models import submissions


class Revisions:
    """One row for each revision of each report; and which are open or submitted, as known at any position."""

    name = "reporting_revisions"
    sources = ("reporting",)
    schema_sql = Path(__file__).with_name("revisions.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of reports, in order."""
        await write(connection, events, WRITES)


def _closed(event: Received) -> list[Row]:
    told = QuarterClosed.model_validate_json(event.body)
    figures = [one.model_dump(mode="json") for one in told.figures]
    return [_row(event, told, told.closed_on, None, figures)]


def _restated(event: Received) -> list[Row]:
    told = QuarterRestated.model_validate_json(event.body)
    moved = [one.model_dump(mode="json") for one in told.diff]
    return [_row(event, told, told.restated_on, told.cause.model_dump_json(), moved)]


def _row(
    event: Received, told: QuarterClosed | QuarterRestated, made_on: object, cause: str | None, figures: list[Any]
) -> Row:
    about = (event.feed.keeper, told.report_id, told.revision, event.position, told.unit_id, told.unit_code)
    when = (told.quarter, made_on, event.recorded_at)
    known = (json.dumps(told.known, sort_keys=True), told.known_at, told.sha256)
    return (*about, *when, *known, cause, json.dumps(figures))


INSERT = f"INSERT INTO reporting_revisions.revision VALUES ({', '.join(f'${number}' for number in range(1, 15))})"
REVISIONS: Writes = {
    QuarterClosed.contract(): (Write(INSERT, _closed),),
    QuarterRestated.contract(): (Write(INSERT, _restated),),
}
WRITES: Writes = {kind: (*steps, *REVISIONS.get(kind, ())) for kind, steps in submissions.WRITES.items()}

# $1 keeper. The newest are found first: the keys of a closing are looked up once for each report, not each revision.
NEWEST = """
SELECT n.*,
       ARRAY(SELECT figure ->> 'key' FROM reporting_revisions.revision c, jsonb_array_elements(c.figures) figure
              WHERE c.keeper = $1 AND c.report_id = n.report_id AND c.cause IS NULL) AS keys
  FROM (SELECT DISTINCT ON (report_id) report_id, unit_id, unit_code, quarter, revision, known, recorded_at
          FROM reporting_revisions.revision WHERE keeper = $1 ORDER BY report_id, revision DESC) n"""

# $1 keeper.
CAUSES = """
SELECT quarter, cause ->> 'cause_id' AS cause_id, max(revision) AS revision
  FROM reporting_revisions.revision WHERE keeper = $1 GROUP BY 1, 2"""


# $1 keeper, $2 quarter.
HIGHEST = "SELECT max(revision) FROM reporting_revisions.revision WHERE keeper = $1 AND quarter = $2"


@dataclass(frozen=True)
class ClosedReport:
    """A closed report with its newest revision; `known`: feed -> position; `keys`: its figures when it was closed."""

    report_id: UUID
    unit_id: UUID
    unit_code: str
    quarter: str
    revision: int
    known: dict[str, int]
    recorded_at: datetime
    keys: frozenset[str]


async def closed_reports(pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> list[ClosedReport]:
    """All closed reports of a keeper, the oldest quarter first."""
    found = [_report(row) for row in await pool.fetch(NEWEST, keeper)]
    return sorted(found, key=lambda one: (one.quarter, one.unit_code))


async def numbers_of_causes(pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> dict[str, dict[str | None, int]]:
    """Quarter -> cause -> the number that its last revision bears in whichever report; None: of the closings."""
    found: dict[str, dict[str | None, int]] = {}
    for row in await pool.fetch(CAUSES, keeper):
        found.setdefault(row["quarter"], {})[row["cause_id"]] = row["revision"]
    return found


async def check_number(pool: asyncpg.Pool[asyncpg.Record], keeper: str, quarter: str, number: int, newest: int) -> None:
    """Refused `revision_unknown` where no report of the keeper on the quarter has come to a revision of this number.

    `newest` is that of the report which is asked for: it may be ahead of the table.
    """
    if number <= newest:
        return
    highest = max(newest, await pool.fetchval(HIGHEST, keeper, quarter) or 0)
    if number > highest:
        raise Refused("revision_unknown", field="revision", revisions=highest)


def _report(row: asyncpg.Record) -> ClosedReport:
    return ClosedReport(
        report_id=row["report_id"],
        unit_id=row["unit_id"],
        unit_code=row["unit_code"],
        quarter=row["quarter"],
        revision=row["revision"],
        known=json.loads(row["known"]),
        recorded_at=row["recorded_at"],
        keys=frozenset(row["keys"]),
    )
