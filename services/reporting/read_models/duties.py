"""Duties as they stand on a day: how many in which state, and a page of them, each with the events behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from contracts.duties import DutyCounts, DutyLine, DutyList, ListDuties, ListUnitDuties
from contracts.message import Audience
from contracts.reporting import EvidenceItem
from services.chassis.errors import Refused
from services.reporting.duties import DUTIES, FIRST_OWN, Duty, arguments, opened
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked

COUNTS = "SELECT key, state, count(*)::int AS number FROM judged GROUP BY key, state"

# The page is cut first; the events and the names are looked up for its rows alone.
PAGE = f""", page AS (
  SELECT * FROM judged WHERE cardinality(${FIRST_OWN}::text[]) = 0 OR state = ANY(${FIRST_OWN})
   ORDER BY due_on, key, unit_id, person_id, from_on, opened_at OFFSET ${FIRST_OWN + 1} LIMIT ${FIRST_OWN + 2})
SELECT $1 AS keeper, p.*, u.code, u.name, o.contract AS opened_contract, o.aggregate_id AS opened_aggregate,
       o.recorded_at AS opened_recorded_at, o.actor AS opened_actor, d.contract AS done_contract,
       d.aggregate_id AS done_aggregate, d.recorded_at AS done_recorded_at, d.actor AS done_actor,
       coalesce(v.code, u.code) AS done_code, coalesce(v.name, u.name) AS done_name
  FROM page p
 CROSS JOIN LATERAL (
   SELECT t.* FROM reporting_facts.told t
    WHERE t.keeper = $1 AND t.service = p.opened_service AND t.position = p.opened_at LIMIT 1) o
  LEFT JOIN LATERAL (
   SELECT t.* FROM reporting_facts.told t
    WHERE t.keeper = $1 AND t.service = p.done_service AND t.position = p.done_at LIMIT 1) d ON true
 CROSS JOIN LATERAL (
   SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.unit_id
    ORDER BY n.valid_from <= p.day DESC, abs(n.valid_from - p.day) LIMIT 1) u
  LEFT JOIN LATERAL (
   SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.done_unit_id
    ORDER BY n.valid_from <= p.done_on DESC, abs(n.valid_from - p.done_on) LIMIT 1) v ON true
 ORDER BY p.due_on, p.key, p.unit_id, p.person_id, p.from_on, p.opened_at"""

ORDER = ("due_on", "key", "keeper", "unit_id", "from_on", "opened_at")
STATES = ("open", "overdue", "done", "late", "exempt")


class Wanted(NamedTuple):
    """What a question is about: which kinds, in which quarters, as of which day, and whose."""

    kinds: Sequence[Duty]
    quarters: Sequence[Quarter]
    on: date
    person_id: UUID | None


@dataclass(frozen=True)
class Duties:
    """The duties of one snapshot that somebody wants."""

    asked: Asked
    wanted: Wanted

    async def counts(self, quarter: Quarter) -> Counter[tuple[str, str]]:
        """(Key, state) -> how many."""
        found: Counter[tuple[str, str]] = Counter()
        for row in await self._rows(quarter, COUNTS):
            found[row["key"], row["state"]] += row["number"]
        return found

    async def page(self, quarter: Quarter, states: Collection[str], offset: int, limit: int) -> list[asyncpg.Record]:
        """Rows of a quarter in their order; of several keepers the page is cut after theirs were put together."""
        if len(self.asked.vectors) == 1:
            return await self._rows(quarter, PAGE, list(states), offset, limit)
        rows = await self._rows(quarter, PAGE, list(states), 0, offset + limit)
        return sorted(rows, key=lambda row: (*itemgetter(*ORDER)(row), str(row["person_id"])))[offset : offset + limit]

    async def _rows(self, quarter: Quarter, select: str, *more: Any) -> list[asyncpg.Record]:
        of_quarter = replace(self.asked, quarter=quarter)
        kinds, _, on, person_id = self.wanted
        return await of_quarter.evidence(opened(kinds) + select, *arguments(kinds, on, person_id), *more)


def wanted(query: ListDuties | ListUnitDuties, today: date, within: Collection[Audience]) -> Wanted:
    """Refused `duty_unknown`, also for a duty of another audience."""
    on = query.on or today
    last = Quarter.parse(query.quarter) if query.quarter else Quarter.of(on)
    person_id = query.person_id if isinstance(query, ListDuties) else None
    return Wanted(kinds_of(query.duties, within), back(last, 1 if query.quarter else query.quarters), on, person_id)


async def answer(asked: Asked, wanted: Wanted, states: Collection[str], offset: int, limit: int) -> DutyList:
    """Counts of all kinds over the quarters, and one page of the duties in these states, or in any."""
    duties = Duties(asked, wanted)
    counted = [await duties.counts(quarter) for quarter in wanted.quarters]
    numbers = [sum(number for (_, state), number in of.items() if not states or state in states) for of in counted]
    ends = list(accumulate(numbers, initial=0))
    rows: list[asyncpg.Record] = []
    for quarter, (before, end) in zip(wanted.quarters, pairwise(ends), strict=True):
        first, last = max(offset, before), min(offset + limit, end)
        if first < last:
            rows += await duties.page(quarter, states, first - before, last - first)
    return DutyList(
        head=asked.head,
        since=wanted.quarters[0].first,
        on=wanted.on,
        counts=counts_of(wanted.kinds, sum(counted, Counter())),
        lines=[_line(row, wanted.on) for row in rows],
        total=ends[-1],
    )


def kinds_of(keys: Collection[str], within: Collection[Audience]) -> list[Duty]:
    """The duties of these keys, or all, of these audiences. Refused `duty_unknown` for a key of none."""
    found = [duty for duty in DUTIES if duty.audience in within]
    if unknown := set(keys) - {duty.key for duty in found}:
        raise Refused("duty_unknown", field="duties", duty=min(unknown))
    return [duty for duty in found if not keys or duty.key in keys]


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
    # The terms of an observer's assignment may have his report due sooner than the duty has: late, and by no day here.
    end = {"overdue": on, "late": row["done_on"]}.get(row["state"], row["due_on"])
    return DutyLine(
        duty=row["key"],
        state=row["state"],
        unit_code=row["code"],
        unit_name=row["name"],
        person_id=row["person_id"],
        from_on=row["from_on"],
        due_on=row["due_on"],
        discharged_on=row["done_on"] if discharged else None,
        days=max(0, (end - row["due_on"]).days),
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
        feed=f"{row['keeper']}.{row['done_service']}",
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
