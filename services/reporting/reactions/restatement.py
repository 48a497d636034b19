"""The command that adds a revision to a closed report, and what it tells of its cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import uuid5

from contracts.quarterly_reports import RestatementCause, RestateQuarter
from services.chassis.feed import Feed
from services.chassis.projection.reactions import Because
from services.chassis.wire import message_id
from services.reporting.reactions.causes import Revision
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.kin import Kin
from services.reporting.read_models.revision_diff import OPEN_CONTRACTS
from services.reporting.read_models.revisions import ClosedReport
from services.reporting.read_models.touched import Touch


def restatement(
    keeper: str, report: ClosedReport, one: Revision, kin: Kin, number: int
) -> tuple[RestateQuarter, Because]:
    """The command, and why; in a simulated history it happens when its last event had.

    A cause is told as the report's own readers may know it: by its events of the report's scope, `kin`, and of these by
    those that are not for the board alone, if there are any.
    """
    own = kin.of_scope([touch for touch in one.touches if touch.cause == one.cause])
    told = [touch for touch in own if touch.contract in OPEN_CONTRACTS] or own
    feed = Feed(keeper, told[0].service)
    between = json.dumps([dict(one.since), dict(one.at)], sort_keys=True)
    at = max(report.recorded_at, *(touch.recorded_at for touch in one.touches))
    command = RestateQuarter(
        command_id=uuid5(report.report_id, f"{one.cause}|{between}"),
        unit_id=report.unit_id,
        quarter=report.quarter,
        revision=number,
        known={str(Feed(keeper, service)): position for service, position in sorted(one.at.items())},
        cause=_cause(one, told, feed),
    )
    return command, Because(at, one.cause, message_id(feed, told[0].position))


def _cause(one: Revision, told: Sequence[Touch], feed: Feed) -> RestatementCause:
    first = told[0]
    return RestatementCause(
        cause_id=cause_id(one.cause),
        feed=str(feed),
        position=first.position,
        contract=first.contract,
        events=len(told),
        actor=first.actor,
        recorded_at=max(touch.recorded_at for touch in told),
        reason=next((touch.reason for touch in told if touch.reason is not None), None),
        also=[cause_id(cause) for cause in one.also],
    )
