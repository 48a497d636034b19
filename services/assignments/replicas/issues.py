"""The issues that observers raised because of their visits: how an answer returns to whoever brought the question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import RaisedIssue
from contracts.issues import (
    IssueAnswered,
    IssueAnswerWithdrawn,
    IssueEscalated,
    IssueRaised,
    IssueReopened,
    IssueResolved,
    IssueReturned,
    IssueStepWithdrawn,
    IssueWithdrawn,
)
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class IssueReplica:
    """Observers' issues of every keeper."""

    name = "assignments_issues"
    sources = ("meetings",)
    schema_sql = Path(__file__).with_name("issues.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of issues, in order."""
        await write(connection, events, WRITES)


def _raised(received: Received) -> list[Row]:
    told = IssueRaised.model_validate_json(received.body)
    if told.visit_id is None:
        return []
    what = (told.issue_id, told.visit_id, told.raised_by, told.unit_id, told.theme)
    return [(received.feed.keeper, *what, told.raised_on, told.due_on, told.at_unit_id)]


def _escalated(received: Received) -> list[Row]:
    told = IssueEscalated.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, told.to_unit_id, told.due_on)]


def _returned(received: Received) -> list[Row]:
    told = IssueReturned.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, told.to_unit_id, told.due_on)]


def _answered(received: Received) -> list[Row]:
    told = IssueAnswered.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, "answered", told.answered_on, told.answer.text_id)]


def _unanswered(received: Received) -> list[Row]:
    told = IssueAnswerWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, "open", None, None)]


def _resolved(received: Received) -> list[Row]:
    told = IssueResolved.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, told.resolved_on)]


def _reopened(received: Received) -> list[Row]:
    told = IssueReopened.model_validate_json(received.body)
    return [(received.feed.keeper, told.issue_id, told.due_on)]


def _stepped_back(received: Received) -> list[Row]:
    told = IssueStepWithdrawn.model_validate_json(received.body)
    back = (told.at_unit_id, told.due_on, told.state, told.answered_on)
    answer = told.answer.text_id if told.answer else None
    return [(received.feed.keeper, told.issue_id, *back, answer, told.resolved_on)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, IssueWithdrawn.model_validate_json(received.body).issue_id)]


TABLE = "assignments_issues.issue"
WHICH = "WHERE keeper = $1 AND issue_id = $2"
INSERT = f"""INSERT INTO {TABLE}
   (keeper, issue_id, visit_id, raised_by, unit_id, theme, raised_on, due_on, at_unit_id, state)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')"""
PASS = f"UPDATE {TABLE} SET at_unit_id = $3, due_on = $4 {WHICH}"
ANSWER = f"UPDATE {TABLE} SET state = $3, answered_on = $4, answer_text_id = $5 {WHICH}"
RESOLVE = f"UPDATE {TABLE} SET state = 'resolved', resolved_on = $3 {WHICH}"
REOPEN = f"""UPDATE {TABLE}
   SET state = 'open', answered_on = NULL, answer_text_id = NULL, resolved_on = NULL, due_on = $3 {WHICH}"""
STEP_BACK = f"""UPDATE {TABLE}
   SET at_unit_id = $3, due_on = $4, state = $5, answered_on = $6, answer_text_id = $7, resolved_on = $8 {WHICH}"""

WRITES: Writes = {
    IssueRaised.contract(): (Write(INSERT, _raised),),
    IssueEscalated.contract(): (Write(PASS, _escalated),),
    IssueReturned.contract(): (Write(PASS, _returned),),
    IssueAnswered.contract(): (Write(ANSWER, _answered),),
    IssueAnswerWithdrawn.contract(): (Write(ANSWER, _unanswered),),
    IssueResolved.contract(): (Write(RESOLVE, _resolved),),
    IssueReopened.contract(): (Write(REOPEN, _reopened),),
    IssueStepWithdrawn.contract(): (Write(STEP_BACK, _stepped_back),),
    IssueWithdrawn.contract(): (Write(f"DELETE FROM {TABLE} {WHICH}", _withdrawn),),
}


class Issues(Protocol):
    """What the application asks about issues."""

    async def raised_by(self, person_id: UUID, since: date | None) -> list[RaisedIssue]:
        """An observer's issues, those answered last first; with `since`, only those answered or settled since then."""

    async def because_of(self, visit_ids: Sequence[UUID]) -> list[RaisedIssue]:
        """The issues raised because of these visits, in the order in which they were raised."""


class ReplicatedIssues:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def raised_by(self, person_id: UUID, since: date | None) -> list[RaisedIssue]:
        """See Issues."""
        return await self._fetch(
            "raised_by = $2 AND ($3::date IS NULL OR greatest(answered_on, resolved_on) >= $3)"
            " ORDER BY answered_on DESC NULLS LAST, due_on, issue_id",
            *(person_id, since),
        )

    async def because_of(self, visit_ids: Sequence[UUID]) -> list[RaisedIssue]:
        """See Issues."""
        return await self._fetch("visit_id = ANY($2::uuid[]) ORDER BY raised_on, issue_id", list(visit_ids))

    async def _fetch(self, where: str, *arguments: object) -> list[RaisedIssue]:
        rows = await self._pool.fetch(f"{SELECT} WHERE keeper = $1 AND {where}", self._keeper, *arguments)
        return [RaisedIssue.model_validate(dict(row)) for row in rows]


SELECT = f"""SELECT issue_id, visit_id, unit_id, theme, raised_on, due_on, state, at_unit_id, answered_on,
  answer_text_id, resolved_on FROM {TABLE}"""
