"""Questions about all units, answered from the replica."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.registry import HandOver, HandOvers, Lineage, LineageStep, LineageUnit, UnitEntry, UnitList
from services.chassis.errors import Refused
from services.registry.domain import Arrival, Coming, NewUnit, UnitKind
from services.registry.read_models.people_handed_over import people_of


class Units(Protocol):
    """What the application asks about all units."""

    async def on(self, day: date, under_code: str | None, after_code: str | None, limit: int) -> UnitList:
        """A page of the units that are there on a day, in the order in which they were entered."""

    async def lineage(self, code: str) -> Lineage:
        """What a unit came from and became."""

    async def arrival(self, unit_id: UUID, from_keeper: str) -> Arrival:
        """What another keeper has handed over to this one with a unit."""

    async def taken_over_by(self, unit_id: UUID, on: date) -> tuple[str, str] | None:
        """The code here, and who has taken a unit over that was handed over on that day; None while nobody has."""

    async def hand_overs(self) -> HandOvers:
        """Every unit that this keeper has handed over or taken over, or is to take over, and how far it has come."""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def on(self, day: date, under_code: str | None, after_code: str | None, limit: int) -> UnitList:
        """See Units; Refused with `page_start_unknown` when no unit has the code to go on after."""
        after = await self._position(after_code, day)
        under = await self._id(under_code) if under_code is not None else None
        rows = await self._pool.fetch(UNITS_OF_A_DAY, self._keeper, day, after, limit + 1, under)
        units = [UnitEntry.model_validate(dict(row)) for row in rows[:limit]]
        more = units[-1].code if len(rows) > limit else None
        return UnitList(units=units, more=more, cell_types=await self._catalogue(day))

    async def lineage(self, code: str) -> Lineage:
        """See Units; Refused with `unit_unknown`."""
        unit_id = await self._id(code)
        links = [dict(row) for row in await self._pool.fetch(LINEAGE, self._keeper, unit_id)]
        ids = {unit_id, *(link[end] for link in links for end in ("predecessor_id", "successor_id"))}
        rows = await self._pool.fetch(IN_LINE, self._keeper, list(ids))
        return Lineage(
            unit_id=unit_id,
            steps=[LineageStep.model_validate(link) for link in links],
            units=[LineageUnit.model_validate(dict(row)) for row in rows],
        )

    async def arrival(self, unit_id: UUID, from_keeper: str) -> Arrival:
        """See Units; Refused `not_handed_over`, `not_handed_over_by_itself`."""
        rows = await self._pool.fetch(ARRIVAL, from_keeper, self._keeper, unit_id)
        if not rows:
            raise Refused("not_handed_over", field="unit_id", keeper=from_keeper)
        if rows[0]["with_code"] is not None:
            raise Refused("not_handed_over_by_itself", field="unit_id", unit=rows[0]["with_code"])
        return Arrival(from_keeper, rows[0]["handed_over_on"], [_coming(row) for row in rows])

    async def taken_over_by(self, unit_id: UUID, on: date) -> tuple[str, str] | None:
        """See Units."""
        row = await self._pool.fetchrow(
            f"WITH {PASSED} SELECT code, to_keeper FROM passed WHERE keeper = $1 AND unit_id = $2"
            " AND day = $3 AND handed AND taken LIMIT 1",
            *(self._keeper, unit_id, on),
        )
        return (row["code"], row["to_keeper"]) if row else None

    async def hand_overs(self) -> HandOvers:
        """See Units."""
        rows = await self._pool.fetch(HAND_OVERS, self._keeper)
        return HandOvers(units=[HandOver.model_validate(dict(row)) for row in rows])

    async def _id(self, code: str) -> UUID:
        unit_id: UUID | None = await self._pool.fetchval(
            "SELECT unit_id FROM registry_units.unit WHERE keeper = $1 AND lower(code) = lower($2)", self._keeper, code
        )
        if unit_id is None:
            raise Refused("unit_unknown", field="code")
        return unit_id

    async def _position(self, code: str | None, day: date) -> int:
        if code is None:
            return 0
        position: int | None = await self._pool.fetchval(
            "SELECT position FROM registry_units.unit WHERE keeper = $1 AND code = $2"
            " ORDER BY here_from <= $3 DESC, abs(here_from - $3) LIMIT 1",
            *(self._keeper, code, day),
        )
        if position is None:
            raise Refused("page_start_unknown", field="after_code")
        return position

    async def _catalogue(self, day: date) -> str | None:
        version: str | None = await self._pool.fetchval(
            "SELECT version FROM registry_units.catalogue WHERE keeper = $1 AND effective_from <= $2"
            " ORDER BY effective_from DESC LIMIT 1",
            *(self._keeper, day),
        )
        return version


def _coming(row: asyncpg.Record) -> Coming:
    unit = NewUnit(
        row["unit_id"],
        row["code"],
        row["name"],
        UnitKind(row["kind"]),
        row["level"],
        row["cell_type"],
        row["parent_id"],
        row["established_on"],
    )
    as_of, roll, stocks = people_of(row["stocks"])
    return Coming(unit, row["handed_over_at"], as_of, roll, stocks)


def _of_day(column: str, unit: str, keeper: str, day: str) -> str:
    """What holds of a unit on a day, in one respect."""
    table = column.removeprefix("cell_").removesuffix("_id")
    return (
        f"LATERAL (SELECT {column} FROM registry_units.unit_{table} x WHERE x.keeper = {keeper}"
        f" AND x.unit_id = {unit} AND x.from_on <= {day} ORDER BY x.from_on DESC, x.position DESC LIMIT 1) {table}"
    )


# $1 keeper, $2 day, $3 after which position, $4 limit, $5 under which unit, or NULL.
UNITS_OF_A_DAY = f"""
WITH RECURSIVE below AS (
  SELECT $5::uuid AS unit_id
  UNION
  SELECT p.unit_id FROM below b
    JOIN registry_units.unit_parent p ON p.keeper = $1 AND p.parent_id = b.unit_id AND p.from_on <= $2
   WHERE $5 IS NOT NULL AND NOT EXISTS (
     SELECT FROM registry_units.unit_parent later WHERE later.keeper = $1 AND later.unit_id = p.unit_id
        AND later.from_on <= $2 AND (later.from_on, later.position) > (p.from_on, p.position)))
SELECT u.unit_id, u.code, name.name, u.kind, level.level, type.cell_type, parent.parent_id,
       above.code AS parent_code, u.established_on, u.dissolved_on, u.from_keeper, u.handed_over_on, u.to_keeper,
       CASE WHEN u.from_keeper IS NOT NULL THEN u.here_from END AS taken_over_on,
       ARRAY(SELECT predecessor_id FROM registry_units.lineage l
              WHERE l.keeper = $1 AND l.successor_id = u.unit_id AND l.effective_on <= $2 ORDER BY position, 1)
         AS predecessor_ids,
       ARRAY(SELECT successor_id FROM registry_units.lineage l
              WHERE l.keeper = $1 AND l.predecessor_id = u.unit_id ORDER BY position, 1) AS successor_ids
  FROM registry_units.unit u
 CROSS JOIN {_of_day("name", "u.unit_id", "$1", "$2")}
 CROSS JOIN {_of_day("cell_type", "u.unit_id", "$1", "$2")}
 CROSS JOIN {_of_day("level", "u.unit_id", "$1", "$2")}
 CROSS JOIN {_of_day("parent_id", "u.unit_id", "$1", "$2")}
  LEFT JOIN LATERAL (
    SELECT code FROM registry_units.unit x WHERE x.keeper = $1 AND x.unit_id = parent.parent_id LIMIT 1) above ON true
 WHERE u.keeper = $1 AND u.position > $3 AND u.here_from <= $2 AND (u.dissolved_on IS NULL OR u.dissolved_on > $2)
   AND (u.handed_over_on IS NULL OR u.handed_over_on > $2)
   AND ($5 IS NULL OR u.unit_id IN (SELECT unit_id FROM below))
 ORDER BY u.position LIMIT $4"""

# $1 keeper, $2 unit: backwards to whatever it came from, forwards to whatever it became.
LINEAGE = """
WITH RECURSIVE before AS (
  SELECT l.* FROM registry_units.lineage l WHERE l.keeper = $1 AND l.successor_id = $2
  UNION SELECT l.* FROM before b JOIN registry_units.lineage l ON l.keeper = $1 AND l.successor_id = b.predecessor_id),
after AS (
  SELECT l.* FROM registry_units.lineage l WHERE l.keeper = $1 AND l.predecessor_id = $2
  UNION SELECT l.* FROM after a JOIN registry_units.lineage l ON l.keeper = $1 AND l.predecessor_id = a.successor_id)
SELECT kind, predecessor_id, successor_id, principal, effective_on
  FROM (SELECT * FROM before UNION SELECT * FROM after) line
 ORDER BY effective_on, position, predecessor_id, successor_id"""

IN_LINE = """
SELECT u.unit_id, u.code, u.kind, u.here_from AS from_on, least(u.dissolved_on, u.handed_over_on) AS until_on,
       (SELECT name FROM registry_units.unit_name x WHERE x.keeper = $1 AND x.unit_id = u.unit_id
         ORDER BY x.from_on DESC, x.position DESC LIMIT 1) AS name
  FROM registry_units.unit u WHERE u.keeper = $1 AND u.unit_id = ANY($2::uuid[]) ORDER BY u.here_from, u.position"""

# $1 from which keeper, $2 to which, $3 unit: with it come all below it that were handed over on the same day, from the
# top down, as they were on that day. `with_code`: the unit above that the first one should come with.
ARRIVAL = f"""
WITH RECURSIVE handed AS (
  SELECT u.*, parent.parent_id FROM registry_units.unit u
   CROSS JOIN {_of_day("parent_id", "u.unit_id", "$1", "u.handed_over_on")}
   WHERE u.keeper = $1 AND u.to_keeper = $2 AND NOT EXISTS (
     SELECT FROM registry_units.unit x
      WHERE x.keeper = $1 AND x.unit_id = u.unit_id AND x.here_from > u.here_from)),
whole AS (
  SELECT h.*, 0 AS depth FROM handed h WHERE h.unit_id = $3
  UNION ALL SELECT h.*, w.depth + 1 FROM whole w
    JOIN handed h ON h.parent_id = w.unit_id AND h.handed_over_on = w.handed_over_on)
SELECT w.*, name.name, type.cell_type, level.level, people.stocks,
       (SELECT above.code FROM handed above WHERE above.unit_id = w.parent_id AND w.depth = 0
          AND above.handed_over_on = w.handed_over_on AND NOT EXISTS (
            SELECT FROM registry_units.unit mine WHERE mine.keeper = $2 AND mine.unit_id = above.unit_id
               AND mine.here_from >= above.handed_over_on)) AS with_code
  FROM whole w
 CROSS JOIN {_of_day("name", "w.unit_id", "$1", "w.handed_over_on")}
 CROSS JOIN {_of_day("cell_type", "w.unit_id", "$1", "w.handed_over_on")}
 CROSS JOIN {_of_day("level", "w.unit_id", "$1", "w.handed_over_on")}
  LEFT JOIN LATERAL (
    SELECT json_object_agg(matter, json_build_object('day', from_on, 'told', told::json)) AS stocks
      FROM (SELECT DISTINCT ON (matter) matter, from_on, told FROM registry_units.unit_stock s
             WHERE s.keeper = $1 AND s.unit_id = w.unit_id AND s.from_on < w.handed_over_on
             -- Of one day: what was told here, else what came last; the unit's own history counts it so.
             ORDER BY matter, from_on DESC, brought_on > '-infinity', brought_on DESC) last) people ON true
 ORDER BY w.depth, w.position"""

# What one side has told of a unit's passing, and the other: they are two histories, and each may take its part back.
PASSED = """
given AS (
  SELECT unit_id, keeper, to_keeper, handed_over_on AS day, code FROM registry_units.unit WHERE to_keeper IS NOT NULL),
got AS (
  SELECT unit_id, from_keeper AS keeper, keeper AS to_keeper, here_from AS day, code FROM registry_units.unit
   WHERE from_keeper IS NOT NULL),
passed AS (
  SELECT unit_id, keeper, to_keeper, day, coalesce(given.code, got.code) AS code,
         given.code IS NOT NULL AS handed, got.code IS NOT NULL AS taken
    FROM given FULL JOIN got USING (unit_id, keeper, to_keeper, day))"""

HAND_OVERS = f"""
WITH {PASSED}
SELECT unit_id, code, keeper AS from_keeper, to_keeper, day AS effective_on,
       CASE WHEN NOT taken THEN 'waiting' WHEN handed THEN 'taken_over' ELSE 'crossed' END AS state
  FROM passed WHERE keeper = $1 OR to_keeper = $1
 ORDER BY handed AND taken, day DESC, keeper, code, unit_id"""
