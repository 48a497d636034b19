"""The duties of a quarter as a statement, put together from one SELECT for each duty over the tables of the evidence.

Rows of `duty`: its key; who owes it (a unit; of an observer's, the person, and the cell or committee by which he owes);
the first day of its period and its own day, on which whoever owes it must be there; the event that opened it; the event
that discharged it, on which day and at which unit, NULL where nothing did. `first_on`: the day that decides whether it
came in time, where that is not the day on which it was discharged; `told_due_on`: the day by which it was to come, as
an event has told; NULL where the policy says it. `exempt`: why nothing is owed; `done_keeper`: whose feed told of what
discharged it, NULL for his own. Whatever discharges is joined to what is opened: the one is a part of the other.

Units' own reports are no facts, but told by reporting itself: they are known up to a position of its own feed, which
stands beside the vector of the facts. In lens `today` there is one for each keeper whose facts count; a committee that
has passed between two of them may have reported to either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from services.reporting.catalogue import MORE
from services.reporting.duties.policy import Duty

FOLDER = Path(__file__).parent
OPENED = """, known_report AS (   -- how far the feeds of the reports themselves are known
  SELECT v.* FROM unnest(${9}::text[], ${10}::bigint[]) v (keeper, position)),
opened_report AS (
  SELECT r.keeper, r.unit_id, r.due_on FROM known_report o JOIN reporting_revisions.opening r ON r.keeper = o.keeper
     AND r.known_from <= o.position AND (r.known_until IS NULL OR r.known_until > o.position)
   WHERE r.quarter_from = $2),
submitted_report AS (
  SELECT r.keeper, r.unit_id, r.told_by, r.submitted_on, r.first_on
    FROM known_report o JOIN reporting_revisions.submission r ON r.keeper = o.keeper
     AND r.known_from <= o.position AND (r.known_until IS NULL OR r.known_until > o.position)
   WHERE r.quarter_from = $2),
report_history AS (       -- of a committee that has passed, the one in which it has submitted; where both have, its own
  SELECT DISTINCT ON (unit_id) keeper, unit_id, due_on, told_by, submitted_on, first_on
    FROM opened_report FULL JOIN submitted_report USING (keeper, unit_id)
   ORDER BY unit_id, told_by IS NULL, keeper <> $1, keeper),
duty (key, unit_id, person_id, from_on, day, opened_service, opened_at,
        done_service, done_at, done_on, done_unit_id, first_on, told_due_on, exempt, done_keeper) AS (
{selects}),
policy AS (
  SELECT * FROM unnest(${0}::text[], ${1}::text[], ${2}::date[], ${3}::date[], ${4}::text[], ${5}::int[], ${6}::int[])
    p (key, version, effective_from, effective_until, due_from, due_days, least_days)),
dated AS (                -- by the version in force on the duty's day; those whose period has begun
  SELECT d.*, p.version,
         coalesce(d.told_due_on, CASE p.due_from WHEN 'first_day' THEN d.from_on ELSE d.day END + p.due_days) AS due_on,
         coalesce(d.exempt, CASE WHEN p.least_days > 1 AND d.person_id IS NULL AND p.least_days > d.day + 1 - greatest(
           d.from_on, (SELECT min(u.valid_from) FROM unit u WHERE u.unit_id = d.unit_id)) THEN 'founded' END) AS why_not
    FROM duty d JOIN policy p ON p.key = d.key AND d.day >= p.effective_from AND d.day < p.effective_until
   WHERE d.from_on <= ${7}::date AND (${8}::uuid IS NULL OR d.person_id = ${8})),
judged AS (
  SELECT d.*,
         CASE WHEN why_not IS NOT NULL THEN 'exempt'
              WHEN done_at IS NULL OR done_on > ${7} THEN CASE WHEN due_on < ${7} THEN 'overdue' ELSE 'open' END
              WHEN coalesce(first_on, done_on) > due_on THEN 'late' ELSE 'done' END AS state
    FROM dated d)
"""
ARGUMENTS = 11
SELECTS = {file.stem: file.read_text("utf-8").rstrip() for file in FOLDER.glob("*.sql")}
"""Key of a duty -> the rows that it adds."""

FIRST_OWN = MORE + ARGUMENTS
"""The number of the first parameter of what is asked of `judged`."""


def opened(duties: Collection[Duty]) -> str:
    """The tables `duty` to `judged` of these duties, for the beginning of a SELECT; KeyError without its rows."""
    numbers = range(MORE, FIRST_OWN)
    return OPENED.format(*numbers, selects="\nUNION ALL\n".join(SELECTS[duty.key] for duty in duties))


def arguments(duties: Collection[Duty], as_of: date, person_id: Any, reports: Mapping[str, int]) -> Sequence[Any]:
    """What the tables are told, from MORE on; `reports`: keeper -> the position of reporting's own feed."""
    rows = [
        (duty.key, one.version, one.effective_from, until, one.due_from, one.due_days, one.least_days)
        for duty in duties
        for one, until in duty.in_force()
    ]
    policy = (list(column) for column in zip(*rows, strict=True))
    return [*policy, as_of, person_id, list(reports), list(reports.values())]
