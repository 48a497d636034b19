"""Quarters of keepers at the moments at which they were counted, to be used at others where nothing can be different.

A part is used for the moment asked for where no event between the two may have moved a figure (touched.py), and where
the structures of the two days are the same (settled.py). So it may be counted once too often, and never be stale: that
a moment lies near is a guess, and that nothing lies between is asked for each keeper.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import asyncpg

from contracts.reporting import ReadQuarter
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts
from services.reporting.quarters import Quarter
from services.reporting.read_models.known import Vectors
from services.reporting.read_models.settled import Days, which_apart
from services.reporting.read_models.touched import Between, which_touched

# Of each keeper what was counted last before the moment asked for, and first after it; at the same positions and for
# the same day before all else. $1 quarter; $2 keepers, $3 what they are counted with, $4 their positions as text, and
# $5 the sums of these; $6 the day, NULL in lens `then`.
NEAR = """
WITH wanted AS MATERIALIZED (
  SELECT keeper, counted_with, positions::bigint[] AS positions, total
    FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) w(keeper, counted_with, positions, total))
SELECT w.keeper, p.structure_on, p.positions, p.sums, p.groups FROM wanted w
 CROSS JOIN LATERAL (
   (SELECT * FROM reporting_totals.part b
     WHERE b.keeper = w.keeper AND b.quarter = $1 AND b.counted_with = w.counted_with
       AND (b.structure_on IS NULL) = ($6::date IS NULL) AND b.total <= w.total
     ORDER BY b.total DESC, b.positions = w.positions DESC, abs(b.structure_on - $6::date) LIMIT 1)
    UNION ALL
   (SELECT * FROM reporting_totals.part a
     WHERE a.keeper = w.keeper AND a.quarter = $1 AND a.counted_with = w.counted_with
       AND (a.structure_on IS NULL) = ($6::date IS NULL) AND a.total > w.total
     ORDER BY a.total, abs(a.structure_on - $6::date) LIMIT 1)) p"""

KEEP = """
INSERT INTO reporting_totals.part (keeper, quarter, structure_on, counted_with, positions, total, sums, groups)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"""

# Of the last day all stay, of each day before it what knows most; of one day's structure a few. What was counted with
# other tables or another catalogue is of no use any more.
# $1 keeper, $2 quarter; $3 what is counted with now, $4 whether under one day; $5 and $6 the most of either kind.
THIN = """
DELETE FROM reporting_totals.part p
 USING (SELECT ctid, row_number() OVER (PARTITION BY structure_on IS NULL ORDER BY counted_at DESC) AS nth,
               structure_on IS NULL AND counted_at < clock_timestamp() - interval '1 day' AS former,
               row_number() OVER (PARTITION BY structure_on IS NULL, counted_at::date ORDER BY total DESC) AS of_day
          FROM reporting_totals.part WHERE keeper = $1 AND quarter = $2) r
 WHERE p.ctid = r.ctid AND p.keeper = $1 AND p.quarter = $2
   AND (r.nth > CASE WHEN p.structure_on IS NULL THEN $5::int ELSE $6::int END OR (r.former AND r.of_day > 1)
        OR ((p.structure_on IS NOT NULL) = $4 AND p.counted_with <> $3))"""
MOST, MOST_TODAY = 500, 16


class Wanted(NamedTuple):
    """A keeper at a moment: what is known of him, and of all others whose facts count with his.

    `day`: of lens `today`; `counted_with`: the tables and the catalogue, without which a part says nothing.
    """

    keeper: str
    vectors: Vectors
    day: date | None
    counted_with: str

    def question(self, quarter: str, replay: str | None = None) -> ReadQuarter:
        """The same at the keeper himself."""
        positions = {f"{of}.{service}": at for of, vector in self.vectors.items() for service, at in vector.items()}
        lens = "then" if self.day is None else "today"
        return ReadQuarter(quarter=quarter, known=positions, lens=lens, structure_on=self.day, replay=replay)

    @property
    def positions(self) -> list[int]:
        """Of each keeper in the order of names, and of each feed in the order of sources."""
        return [self.vectors[keeper][of] for keeper in sorted(self.vectors) for of in Facts.sources]


class Part(NamedTuple):
    """What a keeper's quarter comes to as JSON: his figures in numbers, and the groups of his cell types."""

    sums: str
    groups: str


class _Near(NamedTuple):
    wanted: Wanted
    vectors: Vectors
    day: date | None
    part: Part


async def find(connection: Connection, quarter: Quarter, wanted: Collection[Wanted]) -> dict[str, Part]:
    """Keeper -> a part that is what would be counted, of those that have one. Heads may be of another moment."""
    found: dict[str, Part] = {}
    near = [one for day in {each.day for each in wanted} for one in await _near(connection, quarter, wanted, day)]
    wrong = await _different(connection, quarter, near)
    for number, one in enumerate(near):
        if number not in wrong:
            found.setdefault(one.wanted.keeper, one.part)
    return found


async def keep(pool: asyncpg.Pool, quarter: str, counted: Wanted, part: Part) -> None:
    """Keep what was counted at that moment, and drop what is too much by now."""
    positions = counted.positions
    key = (counted.keeper, quarter, counted.day, counted.counted_with, positions, sum(positions))
    await pool.execute(KEEP, *key, *part)
    under_one_day = counted.day is not None
    await pool.execute(THIN, counted.keeper, quarter, counted.counted_with, under_one_day, MOST, MOST_TODAY)


async def _near(connection: Connection, quarter: Quarter, wanted: Collection[Wanted], day: date | None) -> list[_Near]:
    by_keeper = {one.keeper: one for one in wanted if one.day == day}
    rows = await connection.fetch(
        NEAR,
        quarter.name,
        list(by_keeper),
        [one.counted_with for one in by_keeper.values()],
        [f"{{{','.join(map(str, one.positions))}}}" for one in by_keeper.values()],
        [sum(one.positions) for one in by_keeper.values()],
        day,
    )
    return [_read(by_keeper[row["keeper"]], row) for row in rows]


def _read(wanted: Wanted, row: asyncpg.Record) -> _Near:
    vectors = _vectors(wanted, row["positions"])
    return _Near(wanted, vectors, row["structure_on"], Part(row["sums"], row["groups"]))


def _vectors(wanted: Wanted, positions: Sequence[int]) -> Vectors:
    left = iter(positions)
    return {keeper: {of: next(left) for of in Facts.sources} for keeper in sorted(wanted.vectors)}


async def _different(connection: Connection, quarter: Quarter, near: Sequence[_Near]) -> set[int]:
    """The places of those that may not be what would be counted at the moment wanted."""
    between = [(number, one) for number, each in enumerate(near) for one in _between(each)]
    days = [(number, one) for number, each in enumerate(near) for one in _days(each)]
    touched = await which_touched(connection, quarter, [one for _, one in between])
    apart = await which_apart(connection, [one for _, one in days])
    return {between[place][0] for place in touched} | {days[place][0] for place in apart}


def _between(near: _Near) -> Iterator[Between]:
    for keeper, vector in near.wanted.vectors.items():
        yield Between(keeper, near.vectors[keeper], vector)


def _days(near: _Near) -> Iterator[Days]:
    if near.wanted.day is not None and near.day is not None:
        for keeper, vector in near.wanted.vectors.items():
            yield Days(keeper, vector["registry"], near.day, near.wanted.day)
