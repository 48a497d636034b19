"""How complete records are, and how soon they came: days from the one that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.reporting.catalogue import MORE
from services.reporting.catalogue.analyses import COMPLETE, IN_TIME, MEAN_DAYS, MEDIAN_DAYS
from services.reporting.facts.told import local_day
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.branches import Names, branches
from services.reporting.read_models.analyses.lines import Line, Period, Ref, median
from services.reporting.read_models.asked import Asked

# A record that was corrected was recorded when it was first told of that day; a report is about its quarter's last day.
RECORDED = """, recorded (kind, service, position, unit_id, day) AS (
  SELECT 'meetings', 'meetings', x.position, h.unit_id, h.day FROM held h CROSS JOIN LATERAL (
    SELECT min(f.position) AS position FROM reporting_facts.meeting_fact f
     WHERE f.keeper = $1 AND f.meeting_id = h.meeting_id AND f.day = h.day AND f.known_from <= $6) x
   WHERE h.kind <> 'extraordinary'
   UNION ALL
  SELECT 'self_scores', 'ratings', x.position, r.unit_id, r.day FROM rating r CROSS JOIN LATERAL (
    SELECT min(f.position) AS position FROM reporting_facts.rating_fact f
     WHERE f.keeper = $1 AND f.meeting_id = r.meeting_id AND f.rater = 'self' AND f.known_from <= $8) x
   WHERE r.rater = 'self' AND r.kind <> 'extraordinary'
   UNION ALL
  SELECT 'rolls', 'registry', f.position, f.unit_id, f.day FROM known.roll_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3
   UNION ALL
  SELECT 'visits', 'assignments', position, unit_id, day FROM visit
   UNION ALL
  SELECT 'findings', 'assignments', x.position, v.unit_id, v.day FROM visit v
    JOIN first_found n ON n.visit_id = v.visit_id CROSS JOIN LATERAL (
    SELECT min(f.position) AS position FROM reporting_facts.finding_fact f
     WHERE f.keeper = $1 AND f.visit_id = v.visit_id AND f.known_from <= $7) x
   UNION ALL
  SELECT 'observer_reports', 'assignments', told_by, unit_id, $3::date FROM observer_report)
SELECT $1::text AS keeper, r.*, t.recorded_at FROM recorded r CROSS JOIN LATERAL (
  SELECT o.recorded_at FROM reporting_facts.told o
   WHERE o.keeper = $1 AND o.service = r.service AND o.position = r.position LIMIT 1) t
 ORDER BY r.kind, r.service, r.position"""

DUE = f"""
SELECT $1::text AS keeper, key, service, position, unit_id, day, numerator, denominator
  FROM evidence WHERE key = ANY(${MORE}) ORDER BY key, service, position"""

KINDS: Mapping[str, tuple[str, str]] = {
    "meetings": ("Biên bản sinh hoạt", "Records of meetings"),
    "self_scores": ("Tự chấm điểm", "Cells' own scores"),
    "rolls": ("Số đảng viên", "Rolls"),
    "visits": ("Lượt dự sinh hoạt", "Visits"),
    "findings": ("Ghi nhận khi dự", "Findings of visits"),
    "observer_reports": ("Báo cáo quý của người dự", "Observers' quarterly reports"),
}
FOR_THE_BOARD = frozenset({"visits", "findings", "observer_reports"})
"""What is for the board in the catalogue as well: a line without a visit is a cell that waits for one."""
DUTIES = {
    "meetings": "meetings_regular",
    "self_scores": "self_rated",
    "rolls": "rolls_reported",
    "findings": "findings_filed",
    "observer_reports": "observer_reports",
}
"""Kind -> the figure of the catalogue that says how many of them there should be."""


class Record(NamedTuple):
    """Something recorded so many days after the day that it is about."""

    kind: str
    ref: Ref
    days: int


class Due(NamedTuple):
    """What one event adds to what is there and due, by the catalogue's evidence."""

    kind: str
    unit_id: UUID
    there: int
    due: int


class Quarter(NamedTuple):
    """Everything of one quarter, and under which branch units stand."""

    name: str
    records: Sequence[Record]
    due: Sequence[Due]


async def lines(asking: Asking) -> list[Line]:
    """Each kind of record, of all units and then of each branch."""
    return await _lines(asking, frozenset(KINDS))


async def open_lines(asking: Asking) -> list[Line]:
    """The same of what is not for the board alone."""
    return await _lines(asking, frozenset(KINDS) - FOR_THE_BOARD)


async def _lines(asking: Asking, kinds: frozenset[str]) -> list[Line]:
    below = await branches(asking.asked)
    quarters = [await _quarter(asked) for asked in asking.back]
    shown = [kind for kind in KINDS if kind in kinds]
    return timeliness(quarters, shown, below.top, below.names, asking.policy.in_time_days)


async def _quarter(asked: Asked) -> Quarter:
    keys = list(DUTIES.values())
    kind_of = {key: kind for kind, key in DUTIES.items()}
    records = []
    for row in await asked.evidence(RECORDED):
        ref = Ref(row["keeper"], row["service"], row["position"], row["unit_id"], row["day"])
        records.append(Record(row["kind"], ref, max((local_day(row["recorded_at"]) - row["day"]).days, 0)))
    due = [
        Due(kind_of[row["key"]], row["unit_id"], row["numerator"], row["denominator"])
        for row in await asked.evidence(DUE, keys, keys=keys)
    ]
    return Quarter(asked.quarter.name, records, due)


def timeliness(
    quarters: Sequence[Quarter], kinds: Sequence[str], top: Mapping[UUID, UUID], names: Names, in_time_days: int
) -> list[Line]:
    """A line for each kind and branch, all units first; a unit counts where it stands in the newest quarter."""
    tops: list[UUID | None] = [None, *sorted(names, key=lambda one: (names[one], one))]
    found = [(quarter, _by_branch(quarter, top)) for quarter in quarters]
    return [
        Line(
            f"{kind}@{names[one][0]}" if one else kind,
            *KINDS[kind],
            [_period(quarter.name, *of.get((kind, one), ([], [])), in_time_days) for quarter, of in found],
            names[one] if one else None,
        )
        for one in tops
        for kind in kinds
        if one is None or any((kind, one) in of for _, of in found)
    ]


Found = Mapping[tuple[str, UUID | None], tuple[list[Record], list[Due]]]


def _by_branch(quarter: Quarter, top: Mapping[UUID, UUID]) -> Found:
    found: defaultdict[tuple[str, UUID | None], tuple[list[Record], list[Due]]] = defaultdict(lambda: ([], []))
    for record in quarter.records:
        for one in {None, top.get(record.ref.unit_id)}:
            found[record.kind, one][0].append(record)
    for due in quarter.due:
        for one in {None, top.get(due.unit_id)}:
            found[due.kind, one][1].append(due)
    return found


def _period(quarter: str, records: Sequence[Record], due: Sequence[Due], in_time_days: int) -> Period:
    days = [record.days for record in records]
    in_time = [int(one <= in_time_days) for one in days]
    refs = [record.ref._replace(numerator=so, denominator=1) for record, so in zip(records, in_time, strict=True)]
    there, owed = sum(one.there for one in due), sum(one.due for one in due)
    complete = [COMPLETE.figure(there, owed)] if owed else []
    figures = [
        IN_TIME.figure(sum(in_time), len(in_time)),
        *complete,
        median(MEDIAN_DAYS, days),
        MEAN_DAYS.figure(sum(days), len(days)),
    ]
    return Period(quarter, figures, refs)
