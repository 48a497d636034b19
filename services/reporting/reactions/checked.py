"""How far closed reports have been looked after: kept in a table where that took counting, else in this process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

import asyncpg

from services.chassis.feed import Feed
from services.reporting.read_models.revisions import ClosedReport

CHECKED_SQL = Path(__file__).with_name("checked.sql").read_text(encoding="utf-8")
"""The table in the schema `reporting_restating`, for whoever prepares the service's database."""

CHECKED = "SELECT report_id, known FROM reporting_restating.checked WHERE keeper = $1"
CHECK = """
INSERT INTO reporting_restating.checked VALUES ($1, $2, $3)
ON CONFLICT (keeper, report_id) DO UPDATE SET known = excluded.known"""

Vector = Mapping[str, int]


class Checked:
    """Positions by service up to which nothing makes a further revision of a report. Only spares work."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self._known: dict[tuple[str, UUID], Vector] = {}
        self._loaded: set[str] = set()

    async def since(self, keeper: str, reports: Iterable[ClosedReport]) -> dict[UUID, Vector]:
        """Report -> where it was closed, restated or looked after last."""
        if keeper not in self._loaded:
            rows = await self._pool.fetch(CHECKED, keeper)
            self._known |= {(keeper, row["report_id"]): json.loads(row["known"]) for row in rows}
            self._loaded.add(keeper)
        return {one.report_id: later(_pinned(one), self._known.get((keeper, one.report_id), {})) for one in reports}

    def passed(self, keeper: str, reports: Iterable[ClosedReport], known: Vector) -> None:
        """Nothing up to there could have moved them."""
        for one in reports:
            self._known[keeper, one.report_id] = later(known, self._known.get((keeper, one.report_id), {}))

    async def counted(self, keeper: str, reports: Iterable[ClosedReport], known: Vector) -> None:
        """Everything up to there was counted, and they say what it comes to."""
        told = json.dumps(dict(known), sort_keys=True)
        for one in reports:
            self.passed(keeper, [one], known)
            await self._pool.execute(CHECK, keeper, one.report_id, told)


def later(one: Vector, other: Vector) -> Vector:
    """The later position of each service."""
    return {service: max(one.get(service, 0), other.get(service, 0)) for service in {*one, *other}}


def earliest(vectors: Iterable[Vector]) -> Vector:
    """The earliest position of each service."""
    found: dict[str, int] = {}
    for vector in vectors:
        for service, position in vector.items():
            found[service] = min(position, found.get(service, position))
    return found


def _pinned(report: ClosedReport) -> Vector:
    return {Feed.parse(feed).service: position for feed, position in report.known.items()}
