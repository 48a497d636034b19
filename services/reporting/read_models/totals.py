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
from typing import NamedTuple, TypeVar

import asyncpg

from contracts.city_quarter import KeeperSums
from contracts.reporting import QuarterReport, ReadQuarter
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE_TODAY, VERSION
from services.reporting.duties import DUTIES
from services.reporting.quarters import Quarter
from services.reporting.read_models import kept_parts
from services.reporting.read_models import quarter as one_quarter
from services.reporting.read_models.asked import Asked, FactsOfKeeper
from services.reporting.read_models.in_numbers import in_numbers
from services.reporting.read_models.kept_parts import Part, Wanted
from services.reporting.read_models.touched import anything_touched

T = TypeVar("T")

TOTALS_SQL = Path(__file__).with_name("totals.sql").read_text(encoding="utf-8")
"""The table in the schema `reporting_totals`, for whoever prepares the service's database."""


def _fingerprint(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


POLICIES = "\n".join(map(repr, DUTIES))
FORMS = json.dumps([one.model_json_schema() for one in (QuarterReport, KeeperSums)], sort_keys=True)
COUNTED_WITH = _fingerprint((VERSION, POLICIES, FORMS))
"""With which definitions and policies this version of the program counts, and in which form it keeps it.

Stands in `counted_at` of whatever is kept: what another version kept bears another one, and is counted anew.
"""

RULES = tuple(Path(__file__).with_name(f"{name}.py").read_text("utf-8") for name in ("placement", "today", "structure"))
PLACED_WITH = _fingerprint((EVIDENCE_TODAY.of("SELECT * FROM evidence"), *RULES))
"""The same of where units stand under the structure of one day."""

# What `kept` is counted at. $1 `COUNTED_WITH`, $2 keepers.
# Positions come last, behind all else. A rebuild puts other tables in place, with oids of their own.
COUNTED_AT = """
WITH applied AS (
  SELECT split_part(feed, '.', 1) AS keeper, string_agg(feed || ':' || position, ' ' ORDER BY feed) AS positions
    FROM reporting_facts.positions WHERE $2::text[] IS NULL OR split_part(feed, '.', 1) = ANY($2) GROUP BY 1),
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

AT_ONCE = 3
"""Keepers that are counted for one question at the same time; a session each."""


class Kept(NamedTuple):
    """A keeper's quarter as JSON: the whole report, its figures in numbers, and the groups of its cell types."""

    report: str
    sums: str
    groups: str

    @classmethod
    def of(cls, report: QuarterReport, groups: Mapping[str, tuple[str, str]]) -> Kept:
        """From the report and its groups."""
        return cls(
            report.model_dump_json(), in_numbers(report).model_dump_json(), json.dumps(groups, ensure_ascii=False)
        )


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
        return await counted_at(self.pool, None if keeper is None else [keeper])

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
                at = (await counted_at(asked.connection, [keeper]))[keeper]
                former = await _as_before(asked, at)
                kept = Kept.of(former or await one_quarter.answer(asked), asked.groups)
        except Refused as refused:
            if refused.code != "unit_unknown":
                raise
            return None
        await self.pool.execute(KEEP, keeper, quarter, at, *kept)
        if former is None:
            wanted = Wanted(keeper, asked.vectors, None, counted_with([keeper], {keeper: at}))
            await kept_parts.keep(self.pool, quarter, wanted, Part(kept.sums, kept.groups))
        return kept

    async def count_part(self, quarter: str, wanted: Wanted, replay: str | None = None) -> Part | None:
        """A quarter of another moment or lens, kept as a part; None where the keeper had no committee.

        What is kept of now is the answer of another moment too, where nothing between the two may have changed it. Of
        a replay nothing is kept: it is counted once, and its tables go.
        """
        facts = FactsOfKeeper(self.pool, wanted.keeper, self.simulated, dict)
        try:
            async with facts.snapshot(wanted.question(quarter, replay)) as asked:
                ats = await counted_at(asked.connection, list(wanted.vectors))
                former = await _as_before(asked, ats[wanted.keeper]) if wanted.day is None else None
                report = former or await one_quarter.in_numbers(asked)
        except Refused as refused:
            if refused.code != "unit_unknown":
                raise
            return None
        part = Part(in_numbers(report).model_dump_json(), json.dumps(asked.groups, ensure_ascii=False))
        if replay is None:
            counted = wanted._replace(counted_with=counted_with(wanted.vectors, ats))
            await kept_parts.keep(self.pool, quarter, counted, part)
        return part

    async def _found(self, quarter: str, what: str, keeper: str | None) -> dict[str, tuple[str, ...]]:
        """Keeper -> these columns of what is kept, where that is current, and else counted anew."""
        now = await self.now(keeper)
        rows = await self.pool.fetch(KEPT.format(what=what), quarter, list(now))
        found = {row["keeper"]: tuple(row)[2:] for row in rows if row["counted_at"] == now[row["keeper"]]}
        counted = await in_turns(sorted(now.keys() - found.keys()), lambda one: self.count(one, quarter))
        return found | {
            one: tuple(getattr(kept, column) for column in what.split(", ")) for one, kept in counted.items()
        }


async def in_turns(keepers: Iterable[str], count: Callable[[str], Awaitable[T | None]]) -> dict[str, T]:
    """Count these keepers, a few at the same time; those without a committee are left out. Raises the first error."""
    found: dict[str, T] = {}
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


async def counted_at(connection: asyncpg.Pool | Connection, keepers: list[str] | None) -> dict[str, str]:
    """Keeper -> what a quarter would be counted at; of these or of all."""
    rows = await connection.fetch(COUNTED_AT, COUNTED_WITH, keepers)
    return {row["keeper"]: row["counted_at"] for row in rows}


def counted_with(keepers: Iterable[str], at: Mapping[str, str]) -> str:
    """With which tables, catalogue and rules of placing the facts of these keepers are counted; `at`: `counted_at`."""
    named = (f"{keeper} {at.get(keeper, '').partition(AT)[0]}" for keeper in sorted(keepers))
    return " ".join((PLACED_WITH, *named))


def is_current(query: ReadQuarter) -> bool:
    """Whether a question is about the whole of a keeper as known now, in a quarter that it names."""
    plain = ReadQuarter(quarter=query.quarter, after=query.after)
    return query.quarter is not None and query == plain


def read(report: str) -> QuarterReport:
    """A kept report."""
    return QuarterReport.model_validate_json(report)
