"""The quarters of keepers, kept beside the facts: counted again only where something was told since that may matter.

A kept report is the answer of `quarter.answer` as it was given then, to the letter. It counts as long as nothing is
known that was not known then: positions, events set aside, the tables that the facts stand in and the statement that
counts them are all the same. Where only positions have moved, by events none of which may have changed the quarter, its
figures are those of now as well. So it can be late, but never wrong.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import asyncpg

from contracts.city_quarter import KeeperSums
from contracts.reporting import Pair, QuarterReport, ReadQuarter
from services.chassis.errors import Refused
from services.reporting.catalogue import EVIDENCE, PLACES, PREFIXES, QUARTER
from services.reporting.quarters import Quarter
from services.reporting.read_models import quarter as one_quarter
from services.reporting.read_models.asked import Asked, FactsOfKeeper
from services.reporting.read_models.touched import anything_touched

TOTALS_SQL = Path(__file__).with_name("totals.sql").read_text(encoding="utf-8")
"""The table in the schema `reporting_totals`, for whoever prepares the service's database."""

SHAPE = json.dumps([one.model_json_schema() for one in (QuarterReport, KeeperSums)], sort_keys=True)
COUNTED_WITH = hashlib.sha256(
    "\n".join(
        (EVIDENCE.of("SELECT * FROM evidence"), *map(repr, QUARTER), repr(PLACES), repr(PREFIXES), SHAPE)
    ).encode()
).hexdigest()[:16]
"""Another catalogue, other figures; other names, or another form of the report, and what was kept is not to be told."""

# Positions come last, behind all else. A rebuild puts other tables in place, with oids of their own.
COUNTED_AT = """
WITH applied AS (
  SELECT split_part(feed, '.', 1) AS keeper, string_agg(feed || ':' || position, ' ' ORDER BY feed) AS positions
    FROM reporting_facts.positions WHERE $2::text IS NULL OR split_part(feed, '.', 1) = $2 GROUP BY 1),
aside AS (
  SELECT split_part(feed, '.', 1) AS keeper,
         string_agg(feed || ':' || position, ' ' ORDER BY feed, position) AS positions
    FROM (SELECT feed, position FROM reporting_facts.parked
           UNION ALL SELECT feed, position FROM reporting_facts.dropped) events GROUP BY 1)
SELECT keeper, concat_ws(' ', 'reporting_facts.positions'::regclass::oid, $1::text,
                         'without ' || aside.positions) || ' at ' || applied.positions AS counted_at
  FROM applied LEFT JOIN aside USING (keeper) ORDER BY keeper"""
AT = " at "

KEPT = "SELECT keeper, counted_at, {what} FROM reporting_totals.kept WHERE quarter = $1 AND keeper = ANY($2)"

FORMER = "SELECT counted_at, report FROM reporting_totals.kept WHERE keeper = $1 AND quarter = $2"

KEEP = """
INSERT INTO reporting_totals.kept (keeper, quarter, counted_at, report, sums, groups) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (keeper, quarter) DO UPDATE
   SET counted_at = excluded.counted_at, report = excluded.report, sums = excluded.sums, groups = excluded.groups"""

UNITS = ("grassroots_committees", "grassroots_cells", "subordinate_cells")
AT_ONCE = 3
"""Keepers that are counted for one question at the same time; a session each."""

STOCKS = ("members", "observers", "assignments")


class Kept(NamedTuple):
    """A keeper's quarter as JSON: the whole report, its figures in numbers, and the groups of its cell types."""

    report: str
    sums: str
    groups: str

    @classmethod
    def of(cls, report: QuarterReport, groups: Mapping[str, tuple[str, str]]) -> Kept:
        """From the report and its groups."""
        return cls(report.model_dump_json(), _sums(report).model_dump_json(), json.dumps(groups, ensure_ascii=False))


@dataclass(frozen=True)
class Totals:
    """The kept quarters of all keepers whose facts are read here."""

    pool: asyncpg.Pool
    simulated: bool

    async def report(self, keeper: str, quarter: str) -> str | None:
        """One keeper's report as JSON; None where it has no committee."""
        found = await self._found(quarter, "report", keeper)
        return found[keeper][0] if keeper in found else None

    async def sums(self, quarter: str) -> list[tuple[str, str]]:
        """Figures and groups of all keepers, in the order of their names; those without a committee are left out."""
        found = await self._found(quarter, "sums, groups", None)
        return [(found[keeper][0], found[keeper][1]) for keeper in sorted(found)]

    async def newest(self) -> str:
        """The quarter of the last meeting that was held. Refused `nothing_known`."""
        day = await self.pool.fetchval("SELECT max(day) FROM reporting_facts.meeting_fact WHERE known_until IS NULL")
        if day is None:
            raise Refused("nothing_known")
        return Quarter.of(day).name

    async def now(self, keeper: str | None = None) -> dict[str, str]:
        """Keeper -> what a quarter would be counted at now; of one keeper or of all."""
        rows = await self.pool.fetch(COUNTED_AT, COUNTED_WITH, keeper)
        return {row["keeper"]: row["counted_at"] for row in rows}

    async def kept(self) -> dict[tuple[str, str], str]:
        """Keeper and quarter -> what it was counted at, of all that is kept."""
        rows = await self.pool.fetch("SELECT keeper, quarter, counted_at FROM reporting_totals.kept")
        return {(row["keeper"], row["quarter"]): row["counted_at"] for row in rows}

    async def count(self, keeper: str, quarter: str) -> Kept | None:
        """Count it anew where it may have changed, and keep it; None where the keeper has no committee."""
        facts = FactsOfKeeper(self.pool, keeper, self.simulated, dict)
        try:
            async with facts.snapshot(ReadQuarter(quarter=quarter)) as asked:
                # Read in the snapshot: of what is told meanwhile neither this nor the report knows anything.
                [at] = await asked.connection.fetch(COUNTED_AT, COUNTED_WITH, keeper)
                report = await _as_before(asked, at["counted_at"]) or await one_quarter.answer(asked)
                kept = Kept.of(report, asked.groups)
        except Refused as refused:
            if refused.code != "unit_unknown":
                raise
            return None
        await self.pool.execute(KEEP, keeper, quarter, at["counted_at"], *kept)
        return kept

    async def count_then(self, keeper: str, question: ReadQuarter) -> Kept | None:
        """A quarter of another moment or lens, which is not kept; None where the keeper had no committee.

        What is kept of now is the answer of another moment too, where nothing between the two may have changed it.
        """
        facts = FactsOfKeeper(self.pool, keeper, self.simulated, dict)
        try:
            async with facts.snapshot(question) as asked:
                [at] = await asked.connection.fetch(COUNTED_AT, COUNTED_WITH, keeper)
                former = await _as_before(asked, at["counted_at"]) if question.lens == "then" else None
                return Kept.of(former or await one_quarter.answer(asked), asked.groups)
        except Refused as refused:
            if refused.code != "unit_unknown":
                raise
            return None

    async def _found(self, quarter: str, what: str, keeper: str | None) -> dict[str, tuple[str, ...]]:
        """Keeper -> these columns of what is kept, where that is current, and else counted anew."""
        now = await self.now(keeper)
        rows = await self.pool.fetch(KEPT.format(what=what), quarter, list(now))
        found = {row["keeper"]: tuple(row)[2:] for row in rows if row["counted_at"] == now[row["keeper"]]}
        counted = await in_turns(sorted(now.keys() - found.keys()), lambda one: self.count(one, quarter))
        return found | {
            one: tuple(getattr(kept, column) for column in what.split(", ")) for one, kept in counted.items()
        }


async def in_turns(keepers: Iterable[str], count: Callable[[str], Awaitable[Kept | None]]) -> dict[str, Kept]:
    """Count these keepers, a few at the same time; those without a committee are left out. Raises the first error."""
    found: dict[str, Kept] = {}
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(keeper: str) -> None:
        async with turns:
            if (kept := await count(keeper)) is not None:
                found[keeper] = kept

    try:
        async with asyncio.TaskGroup() as counting:
            for keeper in keepers:
                counting.create_task(one(keeper))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return found


async def _as_before(asked: Asked, at: str) -> QuarterReport | None:
    """What was kept, as the answer of the moment asked for, where nothing told between the two may have changed it."""
    former = await asked.connection.fetchrow(FORMER, asked.keeper, asked.quarter.name)
    if former is None or former["counted_at"].partition(AT)[0] != at.partition(AT)[0]:
        return None
    report = read(former["report"])
    then = {service: report.head.known.get(f"{asked.keeper}.{service}", 0) for service in asked.vector}
    bounds = [{of: by(then[of], at) for of, at in asked.vector.items()} for by in (min, max)]
    if await anything_touched(asked.connection, asked.keeper, asked.quarter, *bounds):
        return None
    return report.model_copy(update={"head": asked.head})


def _sums(report: QuarterReport) -> KeeperSums:
    head = report.head
    pairs: dict[str, Pair] = {key: (getattr(report, key), 0) for key in STOCKS}
    pairs |= {key: (getattr(report.units, key), 0) for key in UNITS}
    for one in (*report.figures, *report.coverage, *report.visited_coverage):
        pairs[one.key] = (one.numerator, one.denominator or 0)
    return KeeperSums(
        keeper=head.keeper,
        unit_code=head.unit_code,
        unit_name=head.unit_name,
        known=head.known,
        known_at=head.known_at,
        parked=head.parked,
        figures={key: pair for key, pair in pairs.items() if pair != (0, 0)},
    )


def is_current(query: ReadQuarter) -> bool:
    """Whether a question is about the whole of a keeper as known now, in a quarter that it names."""
    plain = ReadQuarter(quarter=query.quarter, after=query.after)
    return query.quarter is not None and query == plain


def read(report: str) -> QuarterReport:
    """A kept report."""
    return QuarterReport.model_validate_json(report)
