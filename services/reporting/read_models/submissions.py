"""Which reports are open and which stand submitted, as reporting has told it itself, and as known at any position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from contracts.message import Event
from contracts.quarterly_reports import (
    OfReportedQuarter,
    QuarterClosed,
    QuarterOpened,
    QuarterOpeningWithdrawn,
    QuarterRestated,
    ReportApprovalWithdrawn,
    ReportApproved,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSubmissionWithdrawn,
    ReportSubmitted,
)
from contracts.reporting import ReportedAs, ReportHead
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes
from services.chassis.wire import Received
from services.reporting.quarters import Quarter
from services.reporting.read_models.known import Wanted

SERVICE = "reporting"
TELL = "INSERT INTO reporting_revisions.told VALUES ($1, $2, $3, $4, $5, $6)"
OPEN = """
INSERT INTO reporting_revisions.opening (keeper, known_from, report_id, unit_id, quarter_from, due_on)
VALUES ($1, $2, $3, $4, $5, $6)"""
SUBMIT = """
INSERT INTO reporting_revisions.submission
  (keeper, known_from, report_id, unit_id, quarter_from, told_by, number, submitted_on, first_on)
VALUES ($1, $2, $3, $4, $5, $2, $6, $7, $8)"""
# $1 keeper, $2 position, $3 report.
CLOSE = """
UPDATE reporting_revisions.{table} SET known_until = $2 WHERE keeper = $1 AND report_id = $3 AND known_until IS NULL"""
# What was submitted stands as it was before it went back.
SUBMIT_AGAIN = """
INSERT INTO reporting_revisions.submission
  (keeper, known_from, report_id, unit_id, quarter_from, told_by, number, submitted_on, first_on)
SELECT keeper, $2, report_id, unit_id, quarter_from, told_by, number, submitted_on, first_on
  FROM reporting_revisions.submission WHERE keeper = $1 AND report_id = $3 ORDER BY known_from DESC LIMIT 1"""


def _told(event: Received) -> list[Row]:
    report = OfReportedQuarter.model_validate_json(event.body)
    about = (event.feed.keeper, event.position, report.report_id)
    return [(*about, event.contract, event.recorded_at, event.actor)]


def _opened(event: Received) -> list[Row]:
    told = QuarterOpened.model_validate_json(event.body)
    return [(*_whose(event, told), told.due_on)]


def _submitted(event: Received) -> list[Row]:
    told = ReportSubmitted.model_validate_json(event.body)
    return [(*_whose(event, told), told.submission, told.submitted_on, told.first_submitted_on)]


def _which(event: Received) -> list[Row]:
    return [(event.feed.keeper, event.position, OfReportedQuarter.model_validate_json(event.body).report_id)]


def _whose(event: Received, told: OfReportedQuarter) -> tuple[object, ...]:
    first: date = Quarter.parse(told.quarter).first
    return (event.feed.keeper, event.position, told.report_id, told.unit_id, first)


NO_OPENING, NO_SUBMISSION = (Write(CLOSE.format(table=table), _which) for table in ("opening", "submission"))
STEPS: Mapping[type[Event], tuple[Write, ...]] = {
    QuarterOpened: (Write(OPEN, _opened),),
    QuarterOpeningWithdrawn: (NO_OPENING,),
    ReportSubmitted: (Write(SUBMIT, _submitted),),
    ReportReturned: (NO_SUBMISSION,),
    ReportSubmissionWithdrawn: (NO_SUBMISSION,),
    ReportReturnWithdrawn: (Write(SUBMIT_AGAIN, _which),),
    ReportApproved: (),
    ReportApprovalWithdrawn: (),
    QuarterClosed: (),
    QuarterRestated: (),
}
WRITES: Writes = {event.contract(): (Write(TELL, _told), *steps) for event, steps in STEPS.items()}


def apart(known: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """What a question says of reporting's own feeds, and of those of the facts."""
    own = {feed: position for feed, position in known.items() if Feed.parse(feed).service == SERVICE}
    return own, {feed: position for feed, position in known.items() if feed not in own}


async def positions(
    connection: Connection, keepers: Iterable[str], wanted: Wanted, published: Mapping[str, int]
) -> dict[str, int]:
    """Keeper -> the position up to which its own reports are known: named, at an instant, or as far as applied.

    Refused `feed_not_read`, `known_ahead`; Unavailable `not_yet_applied`, as for the feeds of the facts.
    """
    rows = await connection.fetch("SELECT feed, position FROM reporting_revisions.positions")
    applied = {row["feed"]: row["position"] for row in rows}
    feeds = {str(Feed(keeper, SERVICE)): keeper for keeper in keepers}
    for feed, position in wanted.positions.items():
        if feed not in feeds:
            raise Refused("feed_not_read", field="known", feed=feed)
        if position > applied.get(feed, 0):
            raise Refused("known_ahead", field="known", feed=feed, applied=applied.get(feed, 0), asked=position)
    found = {}
    for feed, keeper in feeds.items():
        found[keeper] = known = wanted.positions.get(feed, applied.get(feed, 0))
        if feed not in wanted.positions and wanted.instant is not None:
            found[keeper] = await connection.fetchval(BY, keeper, wanted.instant)
            if found[keeper] >= known and published.get(feed, 0) > known:
                raise Unavailable("not_yet_applied")
    return found


# $1 keeper, $2 instant.
BY = "SELECT coalesce(max(position), 0) FROM reporting_revisions.told WHERE keeper = $1 AND recorded_at <= $2"

# $1 keeper, $2 quarter, $3 revision, $4 hash.
MADE = """
SELECT position FROM reporting_revisions.revision
 WHERE keeper = $1 AND quarter = $2 AND revision = $3 AND sha256 = $4 LIMIT 1"""


async def position_of(connection: Connection, head: ReportHead, reported: ReportedAs) -> int:
    """The position of the event that made a revision of a closed report. Unavailable `not_yet_applied`."""
    made: tuple[object, ...] = (head.keeper, head.quarter, reported.revision, reported.sha256)
    position: int | None = await connection.fetchval(MADE, *made)
    if position is None:
        raise Unavailable("not_yet_applied")
    return position
