"""Everything that reporting answers about a quarter, as it can be compared between live tables and a replay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import asyncpg

from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter, ReportHead
from services.chassis.feed import Feed
from services.chassis.projection.rebuild import Surroundings, Until
from services.chassis.projection.rebuild.moments import Moment
from services.chassis.projection.rebuild.sides import Side
from services.reporting.application import Reporting
from services.reporting.facts import Facts
from sinhhoat.stack import Endpoints
from tests.chassis.projection.rebuild.linked import Linked
from tests.reporting.history import History

ROLES = ("reporting_owner", "reporting_service")
T = TypeVar("T")


async def answers(reporting: Reporting, **more: Any) -> dict[str, object]:
    """The quarter of two units, the newest quarter, coverage, and the evidence of every figure; as of nowhere.

    `more` is said in every question: `known`, `known_at`, `replay`.
    """
    whole = await reporting.quarter(ReadQuarter(quarter="2019-Q1", **more))
    found: dict[str, object] = {
        "whole": whole,
        "newest": await reporting.quarter(ReadQuarter(**more)),
        "part": await reporting.quarter(ReadQuarter(quarter="2019-Q1", unit_code="A", **more)),
        "coverage": await reporting.coverage(ReadCoverage(quarter="2019-Q1", **more)),
    }
    for figure in (*whole.figures, *whole.coverage, *whole.visited_coverage):
        query = ReadEvidence(figure=figure.key, quarter="2019-Q1", limit=5000, **more)
        found[figure.key] = await reporting.evidence(query)
    assert {head_of(one).replay for one in found.values()} == {more.get("replay")}
    return {name: as_of_nowhere(one) for name, one in found.items()}


def head_of(answer: object) -> ReportHead:
    head: ReportHead = answer.head  # type: ignore[attr-defined]
    return head


def as_of_nowhere(answer: T) -> T:
    """Without the name of the tables that it was read from."""
    head = head_of(answer).model_copy(update={"replay": None})
    copied: T = answer.model_copy(update={"head": head})  # type: ignore[attr-defined]
    return copied


async def built(endpoints: Endpoints, history: History, name: str, moment: Moment, *more: History) -> Side:
    """Let an operator build a replay from what the owners tell; `more`: the histories of further keepers."""
    told = {one.keeper: Linked(one).read for one in (history, *more)}
    admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    try:
        async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=4) as pool:
            around = Surroundings(
                admin,
                pool,
                lambda feed, asked: told[feed.keeper](feed, asked),
                now=lambda: datetime(2020, 1, 1, tzinfo=UTC),
            )
            return await Until(Facts(), name, around, *ROLES).run(moment, "a test", list(told))
    finally:
        await admin.close()


def by_feed(known: Mapping[str, int]) -> dict[Feed, int]:
    """The `known` of a report's head, as a rebuild takes it."""
    return {Feed.parse(feed): position for feed, position in known.items()}
