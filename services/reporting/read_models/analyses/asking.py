"""How an analysis is asked: on the snapshot of any question, over several quarters, and page by page."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from contracts.analyses import Analysis, OfAnalysis
from contracts.reporting import EvidenceItem
from services.chassis.errors import Refused
from services.reporting.catalogue.known import at_vector
from services.reporting.quarters import Quarter
from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.policy import AnalysisPolicy, in_force
from services.reporting.read_models.asked import Asked
from services.reporting.read_models.evidence import item

# The events of one keeper: $1 keeper, $2 position of its registry; from $3 on the columns of `Ref`.
EVENTS = at_vector(
    """
SELECT $1::text AS keeper, e.service, e.position, e.day, e.numerator, e.denominator, e.number,
       t.contract, t.aggregate_id, t.recorded_at, t.actor, u.code, u.name
  FROM unnest($3::text[], $4::bigint[], $5::uuid[], $6::date[], $7::bigint[], $8::bigint[])
       WITH ORDINALITY e(service, position, unit_id, day, numerator, denominator, number)
 CROSS JOIN LATERAL (
   SELECT o.* FROM reporting_facts.told o
    WHERE o.keeper = $1 AND o.service = e.service AND o.position = e.position LIMIT 1) t
 CROSS JOIN LATERAL (
   SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = e.unit_id
    ORDER BY n.valid_from <= e.day DESC, abs(n.valid_from - e.day) LIMIT 1) u""",
    {"registry": 2},
)


@dataclass(frozen=True)
class Asking:
    """An analysis on a snapshot: `policy` is that of the quarter's last day; `line` the one that is opened, if any."""

    asked: Asked
    quarters: int
    policy: AnalysisPolicy
    line: str | None = None

    @property
    def back(self) -> list[Asked]:
        """The same question about this quarter and those before it, the newest first."""
        found = [self.asked.quarter]
        for _ in range(self.quarters - 1):
            found.append(before(found[-1]))
        return [replace(self.asked, quarter=quarter) for quarter in found]

    @property
    def history(self) -> Asked:
        """The same question about the months of history that end with this quarter."""
        quarter = self.asked.quarter
        first = months_before(date(quarter.last.year, quarter.last.month, 1), self.policy.history_months - 1)
        return replace(self.asked, quarter=quarter._replace(first=first))


Analyse = Callable[[Asking], Awaitable[Sequence[Line]]]


async def answer(asked: Asked, query: OfAnalysis, analyse: Analyse) -> Analysis:
    """A page of lines, or of the events of the line named. Refused `line_unknown`."""
    policy = in_force(asked.quarter.last)
    lines = await analyse(Asking(asked, query.quarters, policy, query.line))
    end = query.offset + query.limit
    shown, items, total = lines[query.offset : end], [], len(lines)
    if query.line is not None:
        shown = [line for line in lines if line.key == query.line]
        if not shown:
            raise Refused("line_unknown", field="line")
        refs = sorted(shown[0].periods[0].refs, key=lambda one: (one.day, *one))
        items, total = await events(asked, refs[query.offset : end]), len(refs)
    return Analysis(
        head=asked.head,
        policy_version=policy.version,
        policy=policy.numbers,
        lines=[line.told() for line in shown],
        items=items,
        total=total,
    )


async def events(asked: Asked, refs: Sequence[Ref]) -> list[EvidenceItem]:
    """The events of these rows, in their order."""
    found: list[tuple[int, Any]] = []
    for keeper, vector in asked.vectors.items():
        own = [(number, one) for number, one in enumerate(refs) if one.keeper == keeper]
        columns = [[one[column] for _, one in own] for column in range(1, len(Ref._fields))]
        rows = await asked.connection.fetch(EVENTS, keeper, vector["registry"], *columns)
        found += [(own[row["number"] - 1][0], row) for row in rows]
    return [item(row, row["keeper"]) for _, row in sorted(found, key=itemgetter(0))]


def before(quarter: Quarter) -> Quarter:
    """The quarter before."""
    return Quarter.of(months_before(quarter.first, 1))


def months_before(first: date, months: int) -> date:
    """The first of the month so many months before."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def last_of(first: date) -> date:
    """The last day of a month."""
    return first.replace(day=monthrange(first.year, first.month)[1])
