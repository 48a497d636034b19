"""What a generated city is asked, and within what time the answer is to be there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from typing import Any, NamedTuple
from uuid import UUID

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter
from contracts.restatements import ListRestatements, ReadRevisionDiff
from services.chassis.call import Actor, Role
from services.reporting.application import Reporting
from services.reporting.main import application
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import FactsOfKeeper
from sinhhoat.exports import answers
from sinhhoat.generation.plan import CityPlan
from tests.benchmarks.export import as_file
from tests.desk import Place

NOW, OTHER_LENS, EVIDENCE, DIFF, FILE = 50, 1_000, 50, 1_000, 2_000
"""Milliseconds that 99 of 100 answers are to take at most, in a city of 24,000 cells (design section 14, and beside it
one second for a diff and two for a file)."""
FIGURE = "attendance_regular"
PAGE = 500
MIDDLE, DAYS_OF_QUARTER = timedelta(days=45), 89

Ask = Callable[[], Awaitable[object]]


class Question(NamedTuple):
    """`goal`: in milliseconds, None where nobody has set one."""

    name: str
    goal: int | None
    ask: Ask


async def questions(plan: CityPlan, place: Place, keepers: Sequence[str]) -> list[Question]:
    """About the newest quarter, of all wards and of the largest, whose place this is; reports on it are signed.

    `keepers`: those whose evidence is asked for, one after another.
    """
    facts = FactsOfKeeper(place.pool, place.keeper, True, dict)
    reporting = application(place.repository, facts)
    return [
        *await _of_city(plan, reporting),
        *await _of_ward(plan, reporting),
        _of_wards(plan, reporting, keepers),
    ]


async def _of_city(plan: CityPlan, reporting: Reporting) -> list[Question]:
    quarter = Quarter.of(plan.last)
    city = ReadCityQuarter(quarter=quarter.name)
    known = (await reporting.city_quarter(city)).total.head.known
    lenses: dict[str, dict[str, Any]] = {
        "as known before the last event": {"known": {feed: max(0, at - 1) for feed, at in known.items()}},
        "as known in the middle of the quarter": {"known_at": datetime.combine(quarter.first + MIDDLE, time(5), UTC)},
        "as reported": {"lens": "reported"},
        "under the structure of a day": {"lens": "today", "structure_on": plan.last},
    }

    days = cycle(
        [datetime.combine(quarter.first + timedelta(days=1 + day), time(5), UTC) for day in range(DAYS_OF_QUARTER)]
    )

    def asked(query: ReadCityQuarter) -> Ask:
        return lambda: reporting.city_quarter(query)

    def at_another_day() -> Awaitable[object]:
        return reporting.city_quarter(city.model_copy(update={"known_at": next(days)}))

    return [
        Question("quarter of the city", NOW, asked(city)),
        *[
            Question(f"the same, {name}", OTHER_LENS, asked(city.model_copy(update=lens)))
            for name, lens in lenses.items()
        ],
        Question("the same, as known on a day, another each time", OTHER_LENS, at_another_day),
        Question(
            "what it was restated by", None, lambda: reporting.restatements(ListRestatements(quarter=quarter.name))
        ),
    ]


async def _of_ward(plan: CityPlan, reporting: Reporting) -> list[Question]:
    quarter, counting = Quarter.of(plan.last).name, replace(reporting, totals=None)
    report = ReadQuarter(quarter=quarter)
    evidence = ReadEvidence(figure=FIGURE, quarter=quarter, limit=PAGE)
    total = (await counting.evidence(evidence)).total
    last_page = evidence.model_copy(update={"offset": max(0, total - 1) // PAGE * PAGE})
    auditor = Actor(UUID(int=3), (Role("auditor", reporting.facts.keeper, None),))
    diff = ReadRevisionDiff(quarter=quarter)

    async def to_file() -> bytes:
        return as_file(answers.of_quarter(await reporting.quarter(report)), ".pdf")

    return [
        Question("quarter of the largest ward, kept", NOW, lambda: reporting.quarter(report)),
        Question("its quarter, counted", OTHER_LENS, lambda: counting.quarter(report)),
        Question(
            "its quarter, as reported",
            OTHER_LENS,
            lambda: reporting.quarter(report.model_copy(update={"lens": "reported"})),
        ),
        Question("its quarter, as PDF", FILE, to_file),
        Question("its coverage", None, lambda: counting.coverage(ReadCoverage(quarter=quarter))),
        Question("evidence of a figure of it, first page", EVIDENCE, lambda: counting.evidence(evidence)),
        Question("the same figure, last page", EVIDENCE, lambda: counting.evidence(last_page)),
        Question(
            "diff of its first and its newest revision",
            DIFF,
            lambda: reporting.revision_diff(diff, auditor, plan.last + timedelta(days=30)),
        ),
    ]


def _of_wards(plan: CityPlan, reporting: Reporting, keepers: Sequence[str]) -> Question:
    """A figure of the city opens to those of its wards, and each of these to events: a page of one after another."""
    evidence = ReadEvidence(figure=FIGURE, quarter=Quarter.of(plan.last).name, limit=PAGE)
    wards = cycle([Reporting(replace(reporting.facts, keeper=keeper)) for keeper in keepers])
    name = "evidence of a figure of the city, ward by ward"
    return Question(name, EVIDENCE, lambda: next(wards).evidence(evidence))
