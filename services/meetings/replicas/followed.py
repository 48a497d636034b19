"""Our own resolutions and issues as lists: what is to be done, by whom and until when; and what rests on a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts import guidance, issues, meetings, resolutions
from contracts.message import Event
from services.chassis.projection.projection import Connection
from services.chassis.projection.tree import Tree
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received
from services.meetings.replicas.reach import BELOW, REACHED


class FollowedReplica:
    """Resolutions, guidance taken up, merged meetings and issues of every keeper."""

    name = "meetings_followed"
    sources = ("meetings",)
    schema_sql = Path(__file__).with_name("followed.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of them, in order."""
        await write(connection, events, WRITES)


def _of(event: type[Event], *fields: str) -> Callable[[Received], list[Row]]:
    """The keeper and these fields of the event."""

    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        return [(received.feed.keeper, *(attrgetter(name)(told) for name in fields))]

    return rows


def _adopted(received: Received) -> list[Row]:
    told = resolutions.ResolutionAdopted.model_validate_json(received.body)
    head = (told.resolution_id, told.cell_id, told.meeting_id, told.number, told.title, told.adopted_on)
    return [(received.feed.keeper, *head, [point.due_on for point in told.points])]


def _reviewed(received: Received) -> list[Row]:
    told = resolutions.ResolutionReviewed.model_validate_json(received.body)
    which = (told.resolution_id, told.meeting_id, told.reviewed_on)
    return [(received.feed.keeper, *which, received.position, told.done_points)]


def _merged(received: Received) -> list[Row]:
    told = meetings.MeetingHeld.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.merged.regular_meeting_id)] if told.merged else []


def _raised(received: Received) -> list[Row]:
    told = issues.IssueRaised.model_validate_json(received.body)
    where = (told.issue_id, told.unit_id, told.at_unit_id, told.source, told.theme, told.raised_on, told.due_on)
    return [(received.feed.keeper, *where, told.hot_spot, told.recurrence, told.content.text_id, told.raised_by)]


def _stepped_back(received: Received) -> list[Row]:
    told = issues.IssueStepWithdrawn.model_validate_json(received.body)
    answer, outcome = (words.text_id if words else None for words in (told.answer, told.outcome))
    back = (told.at_unit_id, told.due_on, told.state, told.hot_spot)
    return [(received.feed.keeper, told.issue_id, *back, told.answered_on, answer, told.resolved_on, outcome)]


RESOLUTION = "WHERE keeper = $1 AND resolution_id = $2"
ISSUE = "WHERE keeper = $1 AND issue_id = $2"


STEP_BACK = f"""UPDATE meetings_followed.issue
   SET at_unit_id = $3, due_on = $4, state = $5, hot_spot = $6,
       answered_on = $7, answer_text_id = $8, resolved_on = $9, outcome_text_id = $10 {ISSUE}"""


def _resolution(event: type[Event], change: str, *fields: str) -> tuple[str, tuple[Write, ...]]:
    sql = f"UPDATE meetings_followed.resolution SET {change} {RESOLUTION}"
    return event.contract(), (Write(sql, _of(event, "resolution_id", *fields)),)


def _issue(event: type[Event], change: str, *fields: str) -> tuple[str, tuple[Write, ...]]:
    sql = f"UPDATE meetings_followed.issue SET {change} {ISSUE}"
    return event.contract(), (Write(sql, _of(event, "issue_id", *fields)),)


WRITES: Writes = {
    resolutions.ResolutionAdopted.contract(): (
        Write("INSERT INTO meetings_followed.resolution VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", _adopted),
    ),
    resolutions.ResolutionReviewed.contract(): (
        Write("INSERT INTO meetings_followed.review VALUES ($1, $2, $3, $4, $5, $6)", _reviewed),
    ),
    resolutions.ResolutionReviewWithdrawn.contract(): (
        Write(
            f"DELETE FROM meetings_followed.review {RESOLUTION} AND meeting_id = $3",
            _of(resolutions.ResolutionReviewWithdrawn, "resolution_id", "meeting_id"),
        ),
    ),
    resolutions.ResolutionReviewRedated.contract(): (
        Write(
            f"UPDATE meetings_followed.review SET reviewed_on = $4 {RESOLUTION} AND meeting_id = $3",
            _of(resolutions.ResolutionReviewRedated, "resolution_id", "meeting_id", "reviewed_on"),
        ),
    ),
    meetings.MeetingHeld.contract(): (Write("INSERT INTO meetings_followed.merged VALUES ($1, $2, $3)", _merged),),
    meetings.MeetingWithdrawn.contract(): (
        Write(
            "DELETE FROM meetings_followed.merged WHERE keeper = $1 AND meeting_id = $2",
            _of(meetings.MeetingWithdrawn, "meeting_id"),
        ),
    ),
    guidance.GuidanceTakenUp.contract(): (
        Write(
            "INSERT INTO meetings_followed.taking_up VALUES ($1, $2, $3, $4)",
            _of(guidance.GuidanceTakenUp, "guidance_id", "cell_id", "meeting_id"),
        ),
    ),
    guidance.TakingUpWithdrawn.contract(): (
        Write(
            "DELETE FROM meetings_followed.taking_up WHERE keeper = $1 AND guidance_id = $2 AND cell_id = $3",
            _of(guidance.TakingUpWithdrawn, "guidance_id", "cell_id"),
        ),
    ),
    resolutions.ResolutionWithdrawn.contract(): tuple(
        Write(
            f"DELETE FROM meetings_followed.{table} {RESOLUTION}",
            _of(resolutions.ResolutionWithdrawn, "resolution_id"),
        )
        for table in ("review", "resolution")
    ),
    issues.IssueRaised.contract(): (
        Write(
            "INSERT INTO meetings_followed.issue VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", _raised
        ),
    ),
    issues.IssueWithdrawn.contract(): (
        Write(f"DELETE FROM meetings_followed.issue {ISSUE}", _of(issues.IssueWithdrawn, "issue_id")),
    ),
    **dict(
        (
            _resolution(resolutions.ResolutionCarriedOut, "carried_out_on = $3", "carried_out_on"),
            _resolution(resolutions.ResolutionRedated, "adopted_on = $3", "adopted_on"),
            _resolution(resolutions.ResolutionReopened, "carried_out_on = NULL"),
            _issue(issues.IssueEscalated, "at_unit_id = $3, due_on = $4", "to_unit_id", "due_on"),
            _issue(issues.IssueReturned, "at_unit_id = $3, due_on = $4", "to_unit_id", "due_on"),
            _issue(
                issues.IssueAnswered,
                "state = 'answered', answered_on = $3, answer_text_id = $4",
                *("answered_on", "answer.text_id"),
            ),
            _issue(issues.IssueAnswerWithdrawn, "state = 'open', answered_on = NULL, answer_text_id = NULL"),
            _issue(
                issues.IssueResolved,
                "state = 'resolved', resolved_on = $3, outcome_text_id = $4",
                *("resolved_on", "outcome.text_id"),
            ),
            _issue(
                issues.IssueReopened,
                "state = 'open', answered_on = NULL, resolved_on = NULL, answer_text_id = NULL,"
                " outcome_text_id = NULL, due_on = $3",
                "due_on",
            ),
            _issue(issues.HotSpotMarked, "hot_spot = $3", "hot_spot"),
            (issues.IssueStepWithdrawn.contract(), (Write(STEP_BACK, _stepped_back),)),
        )
    ),
}


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
