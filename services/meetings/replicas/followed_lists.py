"""Our own resolutions and issues as lists: what is to be done, by whom and until when; and what rests on a meeting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts import issues, resolutions
from services.chassis.projection.tree import Tree
from services.meetings.replicas.reach import BELOW, REACHED


@dataclass(frozen=True)
class OwnRow:
    """An issue, with the texts that came back; None where there are none yet."""

    issue: issues.IssueEntry
    answer_text_id: UUID | None
    outcome_text_id: UUID | None


@dataclass(frozen=True)
class RestingOn:
    """What rests on a meeting: resolutions it adopted or reviewed, guidance it took up, meetings merged with it."""

    adopted: frozenset[UUID]
    reviewed: frozenset[UUID]
    taken_up: frozenset[UUID]
    merged: frozenset[UUID]


class Followed(Protocol):
    """What the application asks of the lists."""

    async def resting_on(self, meeting_id: UUID) -> RestingOn:
        """By their ids; guidance by its own, because the meeting names the cell."""

    async def resolutions(self, query: resolutions.ListResolutions) -> resolutions.ResolutionList:
        """The resolutions of a cell, the oldest first."""

    async def raised_by(self, person_id: UUID, query: issues.ListOwnIssues) -> list[OwnRow]:
        """The issues that a person raised, the latest first."""

    async def issues(self, query: issues.ListIssues) -> issues.IssueList:
        """The issues of a unit and of all below it, and those put before them."""


class ReplicatedFollowed:
    """Answers from the replica, for one keeper."""

    def __init__(self, tree: Tree, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._tree, self._pool, self._keeper = tree.name, pool, keeper

    async def resolutions(self, query: resolutions.ListResolutions) -> resolutions.ResolutionList:
        """See Followed."""
        rows = await self._pool.fetch(
            RESOLUTIONS, self._keeper, query.cell_id, query.as_of, query.open_only, query.limit
        )
        return resolutions.ResolutionList(resolutions=[resolutions.ResolutionEntry(**row) for row in rows])

    async def resting_on(self, meeting_id: UUID) -> RestingOn:
        """See Followed."""
        rows = await self._pool.fetch(RESTING, self._keeper, meeting_id)
        return RestingOn(
            *(frozenset(row["what"] for row in rows if row["how"] == how.name) for how in fields(RestingOn))
        )

    async def raised_by(self, person_id: UUID, query: issues.ListOwnIssues) -> list[OwnRow]:
        """See Followed."""
        rows = await self._pool.fetch(OWN_ISSUES, self._keeper, person_id, query.as_of, query.limit)
        return [
            OwnRow(issues.IssueEntry.model_validate(dict(row)), row["answer_text_id"], row["outcome_text_id"])
            for row in rows
        ]

    async def issues(self, query: issues.ListIssues) -> issues.IssueList:
        """See Followed."""
        asked = (query.unit_id, query.as_of, query.state, query.overdue, query.limit)
        rows = await self._pool.fetch(ISSUES.format(tree=self._tree), self._keeper, *asked)
        return issues.IssueList(issues=[issues.IssueEntry(**row) for row in rows])


RESOLUTIONS = """
SELECT r.resolution_id, r.cell_id, r.meeting_id, r.number, r.title, r.adopted_on, r.carried_out_on,
       CASE WHEN r.carried_out_on IS NULL THEN 'adopted' ELSE 'carried_out' END AS state,
       cardinality(r.due_on) AS points, cardinality(last.done_points) AS done, last.reviewed_on,
       (SELECT count(*) FROM unnest(r.due_on) WITH ORDINALITY p(due_on, place)
         WHERE p.due_on < $3 AND r.carried_out_on IS NULL
           AND p.place <> ALL (coalesce(last.done_points, '{}'))) AS overdue
  FROM meetings_followed.resolution r
  LEFT JOIN LATERAL (
    SELECT * FROM meetings_followed.review v WHERE v.keeper = r.keeper AND v.resolution_id = r.resolution_id
     ORDER BY v.reviewed_on DESC, v.position DESC LIMIT 1) last ON true
 WHERE r.keeper = $1 AND r.cell_id = $2 AND ($4 IS FALSE OR r.carried_out_on IS NULL)
 ORDER BY r.adopted_on, r.number LIMIT $5"""

RESTING = """
SELECT 'adopted' AS how, resolution_id AS what FROM meetings_followed.resolution WHERE keeper = $1 AND meeting_id = $2
UNION ALL
SELECT 'reviewed', resolution_id FROM meetings_followed.review WHERE keeper = $1 AND meeting_id = $2
UNION ALL
SELECT 'taken_up', guidance_id FROM meetings_followed.taking_up WHERE keeper = $1 AND meeting_id = $2
UNION ALL
SELECT 'merged', meeting_id FROM meetings_followed.merged WHERE keeper = $1 AND regular_meeting_id = $2"""

ISSUES = f"""
WITH RECURSIVE {BELOW},
listed AS (
  SELECT i.*, i.state = 'open' AND i.due_on < $3 AS overdue,
         coalesce(least(i.resolved_on, $3), $3) - i.raised_on AS age_days
    FROM meetings_followed.issue i
   WHERE i.keeper = $1 AND i.raised_on <= $3
     AND (i.unit_id {REACHED} OR i.at_unit_id {REACHED}))
SELECT issue_id, unit_id, at_unit_id, source, theme, state, raised_on, due_on, answered_on, resolved_on,
       age_days, overdue, hot_spot, recurrence, content_text_id
  FROM listed
 WHERE ($4::text IS NULL OR state = $4) AND ($5::boolean IS NULL OR overdue = $5)
 ORDER BY hot_spot DESC, due_on, issue_id LIMIT $6"""

OWN_ISSUES = """
SELECT *, state = 'open' AND due_on < $3 AS overdue, coalesce(least(resolved_on, $3), $3) - raised_on AS age_days
  FROM meetings_followed.issue
 WHERE keeper = $1 AND raised_by = $2 AND raised_on <= $3
 ORDER BY raised_on DESC, issue_id LIMIT $4"""
