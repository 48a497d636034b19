"""The quarter of one unit: stocks on its last day, meetings and scores in it, coverage, visits by observer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from contracts.message import OPEN
from contracts.report_content import figures_of
from contracts.reporting import QuarterReport, UnitCounts, UnitQuarterReport, VisitsOfObserver
from services.reporting.catalogue import PREFIXES, QUARTER, stage_definitions
from services.reporting.read_models import as_signed
from services.reporting.read_models.asked import NOTHING, Asked, Sum
from services.reporting.read_models.coverage import figures, lines
from services.reporting.read_models.quarterly_reports import is_open


async def answer(asked: Asked) -> QuarterReport:
    """The whole report."""
    return (await in_numbers(asked)).model_copy(update={"visits_by_observer": await _visits_by_observer(asked)})


async def in_numbers(asked: Asked) -> QuarterReport:
    """The same without those who visited."""
    return as_signed.told(asked, await asked.sums(), of_sums, figures_of, lambda key: True)


def of_sums(asked: Asked, sums: Mapping[str, Sum]) -> QuarterReport:
    """The report that these sums make, whoever has signed it."""

    def count(key: str) -> int:
        return sums.get(key, NOTHING).numerator

    return QuarterReport(
        head=asked.head,
        members=count("members"),
        units=UnitCounts(
            grassroots_committees=count("grassroots_committees"),
            grassroots_cells=count("grassroots_cells"),
            subordinate_cells=count("subordinate_cells"),
        ),
        observers=count("observers"),
        assignments=count("assignments"),
        figures=figures([*QUARTER, *stage_definitions(sums)], sums, asked.quarter.last),
        coverage=lines(asked, sums, "assigned"),
        visited_coverage=lines(asked, sums, "visited"),
        visits_by_observer=[],
    )


async def open_answer(asked: Asked) -> UnitQuarterReport:
    """What of it is for the units below as well: figures that the catalogue declares open."""
    return as_signed.told(asked, await asked.sums(), _open_of_sums, figures_of, stays_open)


def stays_open(key: str) -> bool:
    """Whether a figure that is counted no more is told to others than the board.

    Stages and lines of coverage come and go with what there is. Of one that the catalogue has lost nobody can say here
    any more for whom it was, so the board alone is told of it.
    """
    return is_open(key) and bool(stage_definitions([key]) or key.startswith(tuple(f"{one}_" for one in PREFIXES)))


def _open_of_sums(asked: Asked, sums: Mapping[str, Sum]) -> UnitQuarterReport:
    definitions = [definition for definition in QUARTER if definition.audience is OPEN]
    stocks = {name: sums.get(name, NOTHING).numerator for name in UnitCounts.model_fields}
    return UnitQuarterReport(
        head=asked.head,
        members=sums.get("members", NOTHING).numerator,
        units=UnitCounts(**stocks),
        observers=sums.get("observers", NOTHING).numerator,
        assignments=sums.get("assignments", NOTHING).numerator,
        figures=figures([*definitions, *stage_definitions(sums)], sums, asked.quarter.last),
        coverage=lines(asked, sums, "assigned"),
    )


async def _visits_by_observer(asked: Asked) -> list[VisitsOfObserver]:
    """Observers with an assignment in force, or a visit; those with fewest visits first."""
    rows = await asked.evidence(
        """, seen AS (
          SELECT person_id, count(*) AS visits, count(DISTINCT unit_id) AS cells FROM visit GROUP BY person_id),
        bound AS (
          SELECT person_id, count(DISTINCT unit_id) AS assigned_cells FROM in_force GROUP BY person_id)
        SELECT person_id, coalesce(visits, 0) AS visits, coalesce(cells, 0) AS cells,
               coalesce(assigned_cells, 0) AS assigned_cells
          FROM seen FULL JOIN bound USING (person_id)"""
    )
    of_person: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for row in rows:
        of_person[row["person_id"]].update({name: row[name] for name in ("visits", "cells", "assigned_cells")})
    counted = [VisitsOfObserver(person_id=person_id, **counts) for person_id, counts in of_person.items()]
    return sorted(counted, key=lambda one: (one.visits, one.person_id))
