"""What ratings does because something happened: scores of a withdrawn meeting or after a withdrawn visit go with it."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.assignments import VisitWithdrawn
from contracts.meetings import MeetingWithdrawn
from contracts.message import Command
from contracts.ratings import WithdrawRestingRatings
from services.chassis.errors import Unavailable
from services.chassis.projection.caught_up import WAIT_SECONDS, CaughtUp
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import command_id
from services.chassis.wire import Received


class WithdrawRestingScores:
    """A meeting that was withdrawn takes its scores with it, all raters' and the month's; a visit its observer's."""

    name = "withdraw_resting_scores"
    sources = ("meetings", "assignments")
    sealed = False

    def __init__(self, keepers: Mapping[str, tuple[Positions, CaughtUp]]) -> None:
        """By keeper, how far the replica of meetings and visits is, and the replica of our own scores."""
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One WithdrawRestingRatings for each meeting or visit that was withdrawn, else nothing.

        First nobody may be able to score it any more, then every score that was accepted must be seen.
        """
        withdrawn = _withdrawn(event)
        if withdrawn is None:
            return []
        attended, given = self._keepers[event.feed.keeper]
        if not await attended.reached({str(event.feed): event.position}, WAIT_SECONDS):
            raise Unavailable("not_yet_applied")
        await given.wait()
        return [
            WithdrawRestingRatings(
                command_id=command_id(self.name, event.feed, event.position, str(withdrawn.meeting_id)),
                meeting_id=withdrawn.meeting_id,
                observer_id=withdrawn.person_id if isinstance(withdrawn, VisitWithdrawn) else None,
                withdrawn_at=event.recorded_at,
                reason=withdrawn.reason,
            )
        ]


def _withdrawn(event: Received) -> MeetingWithdrawn | VisitWithdrawn | None:
    if event.contract == MeetingWithdrawn.contract():
        return MeetingWithdrawn.model_validate_json(event.body)
    if event.contract == VisitWithdrawn.contract():
        return VisitWithdrawn.model_validate_json(event.body)
    return None
