"""What is followed up: our own resolutions and issues and what rests on a meeting, as our events tell of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path

from contracts import guidance, issues, meetings, resolutions
from contracts.message import Event
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


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
