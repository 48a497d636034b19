"""What the application asks of good practice, guidance and gatherings: pages of those that a unit may be told of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import asyncpg

from contracts.gatherings import ListGatherings
from contracts.given import ListGoodPractices, ListGuidance
from contracts.pages import Mark
from services.chassis.projection.tree import Tree
from services.meetings.replicas.reach import BELOW, REACHED

MOST_NAMED = 1000
"""How many units to which one practice was passed on are named; all of them are counted."""

Found: TypeAlias = Mapping[str, Any]
"""An entry under the names of its contract; for words it holds the id of their text."""


class Lists(Protocol):
    """Entries of one keeper in the order of their lists: up to one more than the question's limit."""

    async def practices(self, query: ListGoodPractices) -> list[Found]:
        """With `content_text_id` for the content."""

    async def guidance(self, query: ListGuidance) -> list[Found]:
        """With `text_id` for the text."""

    async def gatherings(self, query: ListGatherings) -> list[Found]:
        """Whole: conclusions are told by the id of their text."""


class HeldGatherings(Protocol):
    """Which gatherings there are, for those who record one."""

    async def held_on(self, unit_id: UUID, day: date) -> list[UUID]:
        """The gatherings of a unit that stand at a day, whatever their topic; what has just happened may be missing."""


class ReplicatedLists:
    """Answers from the replica, for one keeper."""

    def __init__(self, tree: Tree, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._tree, self._pool, self._keeper = tree.name, pool, keeper

    async def practices(self, query: ListGoodPractices) -> list[Found]:
        """See Lists."""
        rows = await self._fetch(PRACTICES, query, query.unit_id, query.as_of, query.side, MOST_NAMED)
        return [{**row, "passed_on": json.loads(row["passed_on"])} for row in rows]

    async def guidance(self, query: ListGuidance) -> list[Found]:
        """See Lists."""
        days = days_of(query)
        rows = await self._fetch(GUIDANCE, query, query.cell_id, days[0], days[1], query.taken_up)
        return [dict(row) for row in rows]

    async def gatherings(self, query: ListGatherings) -> list[Found]:
        """See Lists."""
        rows = await self._fetch(GATHERINGS, query, query.unit_id, query.as_of, query.from_on, query.forms)
        return [{**json.loads(row["told"]), **row} for row in rows]

    async def held_on(self, unit_id: UUID, day: date) -> list[UUID]:
        """See HeldGatherings."""
        rows = await self._pool.fetch(HELD_ON, self._keeper, unit_id, day)
        return [row["gathering_id"] for row in rows]

    async def _fetch(
        self, sql: str, query: ListGoodPractices | ListGuidance | ListGatherings, *asked: object
    ) -> list[asyncpg.Record]:
        """The rows behind the mark; it and the limit stand last among what is asked."""
        mark, limit = query.beyond, query.limit + 1
        at: tuple[date | None, UUID | None] = (mark.day, mark.entry_id) if isinstance(mark, Mark) else (None, None)
        return await self._pool.fetch(sql.format(tree=self._tree), self._keeper, *asked, *at, limit)


HELD_ON = """SELECT gathering_id FROM meetings_listed.gathering
 WHERE keeper = $1 AND unit_id = $2 AND held_on = $3 ORDER BY gathering_id"""


def days_of(query: ListGuidance) -> tuple[date, date]:
    """The first and the last day of the months that are asked for."""
    first = query.month.replace(day=1)
    behind = first.year * 12 + first.month - 1 + query.months
    if behind // 12 > MAXYEAR:
        return first, date.max
    return first, date(behind // 12, behind % 12 + 1, 1) - timedelta(days=1)


def _code(unit: str) -> str:
    """The newest code of the unit in that column."""
    return (
        "(SELECT c.code FROM meetings_listed.code c"
        f" WHERE c.keeper = $1 AND c.unit_id = {unit} ORDER BY c.from_on DESC, c.position DESC LIMIT 1)"
    )


def _page(day: str, entry_id: str, number: int) -> str:
    """What stands behind a mark, whose day and id are the arguments from that number on; the limit follows them."""
    return (
        f"(${number}::date IS NULL OR ({day}, {entry_id}) < (${number}, ${number + 1}::uuid))"
        f" ORDER BY {day} DESC, {entry_id} DESC LIMIT ${number + 2}"
    )


# Not materialised: each practice looks up its own sharings. Read through whole, 200,000 of them took seconds a page.
PRACTICES = f"""
WITH RECURSIVE {BELOW},
told AS NOT MATERIALIZED (
  SELECT s.*, s.with_unit_id {REACHED} AS received FROM meetings_listed.sharing s
   WHERE s.keeper = $1 AND s.shared_on <= $3),
listed AS (
  SELECT p.*, p.unit_id {REACHED} AS own FROM meetings_listed.practice p
   WHERE p.keeper = $1 AND p.recorded_on <= $3
     AND (($4::text IS DISTINCT FROM 'received' AND p.unit_id {REACHED})
       OR ($4 IS DISTINCT FROM 'recorded'
           AND EXISTS (SELECT FROM told t WHERE t.practice_id = p.practice_id AND t.received))))
SELECT practice_id, unit_id, {_code("l.unit_id")} AS unit_code, title, theme, recorded_on, content_text_id,
       (SELECT count(*) FROM told t WHERE t.practice_id = l.practice_id AND (l.own OR t.received)) AS passed_on_to,
       (SELECT coalesce(json_agg(to_json(n)), '[]')
          FROM (SELECT t.with_unit_id AS unit_id, {_code("t.with_unit_id")} AS unit_code,
                       t.sharer_id, {_code("t.sharer_id")} AS sharer_code, t.shared_on
                  FROM told t WHERE t.practice_id = l.practice_id AND (l.own OR t.received)
                 ORDER BY t.shared_on, t.with_unit_id LIMIT $5) n) AS passed_on
  FROM listed l
 WHERE {_page("recorded_on", "practice_id", 6)}"""

GUIDANCE = f"""
WITH RECURSIVE asked AS (
  SELECT g.*, least(g.until_on, $4) AS day FROM meetings_listed.guidance g
   WHERE g.keeper = $1 AND g.from_on <= $4 AND g.until_on >= $3),
up (day, unit_id) AS (
  SELECT day, $2::uuid FROM asked
   UNION
  SELECT up.day, place.parent_id FROM up CROSS JOIN LATERAL (
    SELECT parent_id FROM {{tree}}.unit_parent known
     WHERE known.keeper = $1 AND known.unit_id = up.unit_id AND known.from_on <= up.day
     ORDER BY known.from_on DESC, known.position DESC LIMIT 1) place
   WHERE place.parent_id IS NOT NULL)
SELECT a.guidance_id, issuer_id, {_code("issuer_id")} AS issuer_code, for_unit_id,
       {_code("for_unit_id")} AS for_unit_code, number, title, issued_on, period, from_on, until_on, text_id,
       t.meeting_id, t.taken_up_on
  FROM asked a
  LEFT JOIN meetings_listed.taking_up t ON t.keeper = $1 AND t.guidance_id = a.guidance_id AND t.cell_id = $2
 WHERE (t.cell_id IS NOT NULL OR EXISTS (SELECT FROM up WHERE up.day = a.day AND up.unit_id = a.for_unit_id))
   AND ($5::boolean IS NULL OR (t.cell_id IS NOT NULL) = $5)
   AND {_page("from_on", "a.guidance_id", 6)}"""

GATHERINGS = f"""
WITH RECURSIVE {BELOW}
SELECT gathering_id, unit_id, {_code("g.unit_id")} AS unit_code, held_on, conclusions_text_id, corrections, told
  FROM meetings_listed.gathering g
 WHERE keeper = $1 AND unit_id {REACHED} AND held_on <= $3 AND ($4::date IS NULL OR held_on >= $4)
   AND (cardinality($5::text[]) = 0 OR forms && $5)
   AND {_page("held_on", "gathering_id", 6)}"""
