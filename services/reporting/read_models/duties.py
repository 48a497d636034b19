"""Duties as they stand on a day: how many in which state, and a page of them, each with the events behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from contracts.duties import DutyCounts, DutyLine, DutyList, ListDuties, ListUnitDuties
from contracts.message import Audience
from contracts.reporting import EvidenceItem
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.reporting.duties import DUTIES, FIRST_OWN, Duty, arguments, of_audience, opened
from services.reporting.quarters import Quarter
from services.reporting.read_models import submissions
from services.reporting.read_models.asked import Asked

# Judged once, for the counts and for the page. The page is cut first; the events and the names are looked up for its
# rows alone. Where the page is empty, one row tells the counts alone.
LISTED = f""", counted AS MATERIALIZED (
  SELECT * FROM judged),
total AS (
  SELECT coalesce(array_agg(c.key), '{{}}') AS keys, coalesce(array_agg(c.state), '{{}}') AS states,
         coalesce(array_agg(c.number), '{{}}') AS numbers
    FROM (SELECT key, state, count(*)::int AS number FROM counted GROUP BY key, state) c),
page AS (
  SELECT * FROM counted WHERE cardinality(${FIRST_OWN}::text[]) = 0 OR state = ANY(${FIRST_OWN})
   ORDER BY due_on, key, unit_id, person_id, from_on, opened_at OFFSET ${FIRST_OWN + 1} LIMIT ${FIRST_OWN + 2}),
told AS NOT MATERIALIZED (   -- also the feed of the reports, which makes no facts
  SELECT keeper, service, position, contract, aggregate_id, recorded_at, actor FROM reporting_facts.told
  UNION ALL
  SELECT keeper, 'reporting', position, contract, report_id, recorded_at, actor FROM reporting_revisions.told),
item AS (
  SELECT p.*, u.code, u.name, o.contract AS opened_contract, o.aggregate_id AS opened_aggregate,
         o.recorded_at AS opened_recorded_at, o.actor AS opened_actor, d.contract AS done_contract,
         d.aggregate_id AS done_aggregate, d.recorded_at AS done_recorded_at, d.actor AS done_actor,
         coalesce(v.code, u.code) AS done_code, coalesce(v.name, u.name) AS done_name
    FROM page p
   CROSS JOIN LATERAL (
     SELECT t.* FROM told t
      WHERE t.keeper = $1 AND t.service = p.opened_service AND t.position = p.opened_at LIMIT 1) o
    LEFT JOIN LATERAL (
     SELECT t.* FROM told t
      WHERE t.keeper = coalesce(p.done_keeper, $1) AND t.service = p.done_service AND t.position = p.done_at
      LIMIT 1) d ON true
   CROSS JOIN LATERAL (
     SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.unit_id
      ORDER BY n.valid_from <= p.day DESC, abs(n.valid_from - p.day) LIMIT 1) u
    LEFT JOIN LATERAL (
     SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.done_unit_id
      ORDER BY n.valid_from <= p.done_on DESC, abs(n.valid_from - p.done_on) LIMIT 1) v ON true)
SELECT $1 AS keeper, total.*, item.* FROM total LEFT JOIN item ON true
 ORDER BY due_on, key, unit_id, person_id, from_on, opened_at"""

ORDER = ("due_on", "key", "keeper", "unit_id", "from_on", "opened_at")
STATES = ("open", "overdue", "done", "late", "exempt")


class Wanted(NamedTuple):
    """What a question is about: which kinds, in which quarters, as of which day, and whose."""

    kinds: Sequence[Duty]
    quarters: Sequence[Quarter]
    on: date
    person_id: UUID | None


class Found(NamedTuple):
    """What a quarter comes to: (key, state) -> how many, and a page of the duties in the states asked for."""

    counts: Counter[tuple[str, str]]
    rows: list[asyncpg.Record]


@dataclass(frozen=True)
class Duties:
    """The duties of one snapshot that somebody wants; `reports`: keeper -> how far its own reports are known."""

    asked: Asked
    wanted: Wanted
    reports: Mapping[str, int]

    async def of(self, quarter: Quarter, states: Collection[str] = (), offset: int = 0, limit: int = 0) -> Found:
        """All counts of a quarter, and its rows in their order; of several keepers the page is cut after theirs were
        put together."""
        alone = len(self.asked.vectors) == 1
        first, most = (offset, limit) if alone else (0, offset + limit)
        rows = await self._rows(quarter, list(states), first, most)
        of_keepers = {row["keeper"]: zip(row["keys"], row["states"], row["numbers"], strict=True) for row in rows}
        counts: Counter[tuple[str, str]] = Counter()
        for key, state, number in chain.from_iterable(of_keepers.values()):
            counts[key, state] += number
        items = [row for row in rows if row["key"] is not None]
        return Found(counts, items if alone else sorted(items, key=_place)[offset : offset + limit])

    async def _rows(self, quarter: Quarter, *more: Any) -> list[asyncpg.Record]:
        of_quarter = replace(self.asked, quarter=quarter)
        kinds, _, on, person_id = self.wanted
        return await of_quarter.evidence(opened(kinds) + LISTED, *arguments(kinds, on, person_id, self.reports), *more)


def _place(row: asyncpg.Record) -> tuple[Any, ...]:
    return (*itemgetter(*ORDER)(row), str(row["person_id"]))


def wanted(query: ListDuties | ListUnitDuties, today: date, within: Collection[Audience]) -> Wanted:
    """Refused `duty_unknown`, also for a duty of another audience."""
    on = query.on or today
    last = Quarter.parse(query.quarter) if query.quarter else Quarter.of(on)
    person_id = query.person_id if isinstance(query, ListDuties) else None
    kinds, unknown = of_audience(DUTIES, query.duties, within)
    if unknown is not None:
        raise Refused("duty_unknown", field="duties", duty=unknown)
    return Wanted(kinds, back(last, 1 if query.quarter else query.quarters), on, person_id)


async def answer(duties: Duties, states: Collection[str], offset: int, limit: int) -> DutyList:
    """Counts of all kinds over the quarters, and one page of the duties in these states, or in any."""
    counts: Counter[tuple[str, str]] = Counter()
    rows: list[asyncpg.Record] = []
    before = 0
    for quarter in duties.wanted.quarters:
        found = await duties.of(quarter, states, max(0, offset - before), limit - len(rows))
        before += sum(number for (_, state), number in found.counts.items() if not states or state in states)
        counts += found.counts
        rows += found.rows
    head, wanted = duties.asked.head, duties.wanted
    own = {str(Feed(keeper, submissions.SERVICE)): position for keeper, position in duties.reports.items()}
    return DutyList(
        head=head.model_copy(update={"known": {**head.known, **own}}),
        since=wanted.quarters[0].first,
        on=wanted.on,
        counts=counts_of(wanted.kinds, counts),
        lines=[_line(row, wanted.on) for row in rows],
        total=before,
    )


def back(last: Quarter, quarters: int) -> list[Quarter]:
    """So many quarters up to the last one, the earliest first."""
    found = [last]
    while len(found) < quarters:
        found.insert(0, Quarter.of(found[0].first - timedelta(days=1)))
    return found


def counts_of(kinds: Iterable[Duty], counted: Counter[tuple[str, str]]) -> list[DutyCounts]:
    """One for each kind, also where there are none. A counter leaves nothing out."""
    return [
        DutyCounts(
            duty=duty.key,
            **{name: getattr(duty, name) for name in ("name_vi", "name_en", "owed_by", "period", "figure", "source")},
            **{state: counted[duty.key, state] for state in STATES},
            opened=sum(counted[duty.key, state] for state in STATES if state != "exempt"),
            discharged=counted[duty.key, "done"] + counted[duty.key, "late"],
        )
        for duty in kinds
    ]


def _line(row: asyncpg.Record, on: date) -> DutyLine:
    discharged = row["state"] in ("done", "late")
    end = {"overdue": on, "late": row["first_on"] or row["done_on"]}.get(row["state"], row["due_on"])
    return DutyLine(
        duty=row["key"],
        state=row["state"],
        unit_code=row["code"],
        unit_name=row["name"],
        person_id=row["person_id"],
        from_on=row["from_on"],
        due_on=row["due_on"],
        discharged_on=row["done_on"] if discharged else None,
        days=(end - row["due_on"]).days,
        exempt=row["why_not"],
        policy_version=row["version"],
        opened_by=_opened_by(row),
        discharged_by=_discharged_by(row) if discharged else None,
    )


def _opened_by(row: asyncpg.Record) -> EvidenceItem:
    return EvidenceItem(
        feed=f"{row['keeper']}.{row['opened_service']}",
        position=row["opened_at"],
        contract=row["opened_contract"],
        aggregate_id=row["opened_aggregate"],
        unit_code=row["code"],
        unit_name=row["name"],
        day=row["day"],
        recorded_at=row["opened_recorded_at"],
        actor=row["opened_actor"],
        numerator=0,
        denominator=1,
    )


def _discharged_by(row: asyncpg.Record) -> EvidenceItem:
    return EvidenceItem(
        feed=f"{row['done_keeper'] or row['keeper']}.{row['done_service']}",
        position=row["done_at"],
        contract=row["done_contract"],
        aggregate_id=row["done_aggregate"],
        unit_code=row["done_code"],
        unit_name=row["done_name"],
        day=row["done_on"],
        recorded_at=row["done_recorded_at"],
        actor=row["done_actor"],
        numerator=1,
        denominator=0,
    )
