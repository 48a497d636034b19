"""A year of one cell: its meetings with their scores, figures of its quarters, how it was classified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import asyncpg

from contracts.cell_year import CellYear, GradeOfYear, MeetingOfYear, QuarterOfYear
from services.chassis.errors import Refused
from services.reporting.catalogue import MORE, QUARTER, STOCKS
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked
from services.reporting.read_models.coverage import figures
from services.reporting.read_models.year_asked import over

KEYS = (
    *("members", "meetings_regular", "meetings_thematic", "attendance_regular", "attendance_thematic", "criteria_met"),
    *("opinions", "self_score", "observer_score", "superior_score", "divergence", "good_cells_of_the_month"),
)
"""Open figures that a cell's year shows by quarter, in their order."""

DEFINITIONS = {definition.key: definition for definition in (*STOCKS, *QUARTER)}

MEETINGS = f"""
SELECT h.position, h.kind, h.month, h.day AS held_on, h.expected, h.present, h.excused, h.unexcused, h.opinions,
       h.duration_minutes, h.criteria, h.theme,
       max(r.total) FILTER (WHERE r.rater = 'self') AS self_score,
       coalesce(array_agg(r.total ORDER BY r.position) FILTER (WHERE r.rater = 'observer'), '{{}}') AS observer_scores,
       max(r.total) FILTER (WHERE r.rater = 'superior') AS superior_score
  FROM held h LEFT JOIN rating r ON r.meeting_id = h.meeting_id
 WHERE h.unit_id = ${MORE}::uuid
 GROUP BY h.position, h.number, h.kind, h.month, h.day, h.expected, h.present, h.excused, h.unexcused, h.opinions,
       h.duration_minutes, h.criteria, h.theme
 ORDER BY h.day, h.position, h.number"""

GRADES = f"""
SELECT c.position, c.period, c.grade, c.counts_as FROM classed c
 WHERE c.unit_id = ${MORE}::uuid ORDER BY c.day, c.period, c.position"""

IS_A_CELL = f"SELECT EXISTS (SELECT FROM unit WHERE unit_id = ${MORE}::uuid AND kind = 'cell') AS found"


async def answer(asked: Asked, year: int) -> CellYear:
    """The year; Refused `no_cell` for a committee."""
    [row] = await asked.evidence(IS_A_CELL, asked.unit_id)
    if not row["found"]:
        raise Refused("no_cell", field="unit_code")
    of_year = over(asked, date(year, 1, 1), date(year, 12, 31))
    meetings, grades = [await of_year.evidence(select, asked.unit_id) for select in (MEETINGS, GRADES)]
    return CellYear(
        head=asked.head,
        year=year,
        meetings=[MeetingOfYear(**dict(row), feed=f"{asked.keeper}.meetings") for row in meetings],
        quarters=[await _quarter(asked, Quarter.parse(f"{year}-Q{number}")) for number in (1, 2, 3, 4)],
        grades=_grades(asked, grades),
    )


async def _quarter(asked: Asked, quarter: Quarter) -> QuarterOfYear:
    sums = await replace(asked, quarter=quarter).sums(*KEYS)
    return QuarterOfYear(quarter=quarter.name, figures=figures([DEFINITIONS[key] for key in KEYS], sums, quarter.last))


def _grades(asked: Asked, rows: Sequence[asyncpg.Record]) -> list[GradeOfYear]:
    return [GradeOfYear(**dict(row), feed=f"{asked.keeper}.ratings") for row in rows]
