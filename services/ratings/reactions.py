"""What ratings does because something happened: scores go with a withdrawn meeting or visit, and move with one.

A score may be under way while its meeting is withdrawn: decided before the replica of meetings knows of it, stored
after the first reaction has looked for scores. So whatever was stored is looked at once more, by the second one. The
first waits until the withdrawal can be found, and only then asks how far the scores go: one that it does not see is
stored later, and the second finds the withdrawal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.assignments import VisitWithdrawn
from contracts.four_goods import FourGoodsRated
from contracts.meetings import MeetingHeld, MeetingWithdrawn, MinutesCorrected
from contracts.message import Command
from contracts.ratings import CellRated, RedateRestingRatings, WithdrawRestingRatings
from contracts.texts import TextRef
from services.chassis.errors import Unavailable
from services.chassis.projection.caught_up import WAIT_SECONDS, CaughtUp
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import command_id
from services.chassis.wire import Received
from services.ratings.replicas import Attended, Gone


@dataclass(frozen=True)
class Followed:
    """What must be known of one keeper before scores are taken back or moved.

    `attended` and `withdrawn`: how far the replicas of meetings and visits, and of their withdrawals, are; `given` is
    the replica of our own scores; `gone` and `meetings` are what the first two know.
    """

    attended: Positions
    withdrawn: Positions
    given: CaughtUp
    gone: Gone
    meetings: Attended


class WithdrawRestingScores:
    """A meeting that was withdrawn takes its scores with it, all raters' and the month's; a visit its observer's."""

    name = "withdraw_resting_scores"
    sources = ("meetings", "assignments")
    sealed = False

    def __init__(self, keepers: Mapping[str, Followed]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One WithdrawRestingRatings for each meeting or visit that was withdrawn, else nothing.

        First nobody may be able to score it any more, then every score that was accepted must be seen.
        """
        told = _withdrawn(event)
        if told is None:
            return []
        followed = self._keepers[event.feed.keeper]
        for replica in (followed.attended, followed.withdrawn):
            if not await replica.reached({str(event.feed): event.position}, WAIT_SECONDS):
                raise Unavailable("not_yet_applied")
        await followed.given.wait()
        observer_id = told.person_id if isinstance(told, VisitWithdrawn) else None
        return [_taking_back(self.name, event, (told.meeting_id, observer_id), event.recorded_at, told.reason)]


class WithdrawOvertakenScores:
    """A score that was stored while what it rests on was withdrawn goes as well."""

    name = "withdraw_overtaken_scores"
    sources = ("ratings",)
    sealed = False

    def __init__(self, keepers: Mapping[str, Followed]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One WithdrawRestingRatings where the meeting or the visit under a score was withdrawn, and stands no more."""
        rests_on = _rated(event)
        if rests_on is None:
            return []
        followed = self._keepers[event.feed.keeper]
        gone = await followed.gone.under(*rests_on)
        if gone:
            await followed.given.wait()
        meeting_id, _ = rests_on
        return [
            _taking_back(
                self.name, event, (meeting_id, one.observer_id), one.withdrawn_at, one.reason, because=f"|{one.event}"
            )
            for one in gone
        ]


class RedateRestingScores:
    """Minutes that were corrected to another day take the meeting's scores with them, also one that was under way.

    So does a record that came in the place of a withdrawn one: of its scores only those are left that were on their way
    while that was withdrawn, and are its own by now.

    A score is decided by the day that the replica of meetings knows. One that is stored after the first look for
    scores is looked at when it is told: the replica knows the new day by then.
    """

    name = "redate_resting_scores"
    sources = ("meetings", "ratings")
    sealed = False

    def __init__(self, keepers: Mapping[str, Followed]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One RedateRestingRatings where a meeting was, or a score is, of another day than is known by now."""
        followed = self._keepers[event.feed.keeper]
        if event.contract == MinutesCorrected.contract():
            return await self._corrected(event, followed)
        if event.contract == MeetingHeld.contract():
            return await self._recorded(event, followed)
        score = _scored(event)
        why = await followed.meetings.moved(score.meeting_id, score.held_on) if score else None
        if score is None or why is None:
            return []
        return await self._moving_as_known(event, followed, score.meeting_id, why)

    async def _corrected(self, event: Received, followed: Followed) -> list[Command]:
        corrected = MinutesCorrected.model_validate_json(event.body)
        if corrected.held_on == corrected.former_held_on:
            return []
        await self._known(event, followed)
        return await self._moving(event, followed, corrected.meeting_id, corrected.reason)

    async def _recorded(self, event: Received, followed: Followed) -> list[Command]:
        """One where there was another record before; the first of a meeting has nothing to move."""
        held = MeetingHeld.model_validate_json(event.body)
        await self._known(event, followed)
        why = await followed.meetings.again(held.meeting_id)
        return await self._moving_as_known(event, followed, held.meeting_id, why) if why else []

    @staticmethod
    async def _known(event: Received, followed: Followed) -> None:
        """Nobody may score the meeting by its former day any more."""
        if not await followed.attended.reached({str(event.feed): event.position}, WAIT_SECONDS):
            raise Unavailable("not_yet_applied")

    async def _moving_as_known(
        self, event: Received, followed: Followed, meeting_id: UUID, why: TextRef
    ) -> list[Command]:
        """Looked at again after yet another correction, it moves for that reason, which is another command."""
        return await self._moving(event, followed, meeting_id, why, because=f"|{why.text_id}")

    async def _moving(
        self, event: Received, followed: Followed, meeting_id: UUID, reason: TextRef, *, because: str = ""
    ) -> list[Command]:
        await followed.given.wait()
        named = command_id(self.name, event.feed, event.position, f"{meeting_id}{because}")
        return [RedateRestingRatings(command_id=named, meeting_id=meeting_id, reason=reason)]


def _taking_back(
    reaction: str,
    event: Received,
    rests_on: tuple[UUID, UUID | None],
    withdrawn_at: datetime,
    reason: TextRef,
    *,
    because: str = "",
) -> WithdrawRestingRatings:
    meeting_id, observer_id = rests_on
    return WithdrawRestingRatings(
        command_id=command_id(reaction, event.feed, event.position, f"{meeting_id}{because}"),
        meeting_id=meeting_id,
        observer_id=observer_id,
        withdrawn_at=withdrawn_at,
        reason=reason,
    )


def _scored(event: Received) -> CellRated | FourGoodsRated | None:
    for score in (CellRated, FourGoodsRated):
        if event.contract == score.contract():
            return score.model_validate_json(event.body)
    return None


def _withdrawn(event: Received) -> MeetingWithdrawn | VisitWithdrawn | None:
    if event.contract == MeetingWithdrawn.contract():
        return MeetingWithdrawn.model_validate_json(event.body)
    if event.contract == VisitWithdrawn.contract():
        return VisitWithdrawn.model_validate_json(event.body)
    return None


def _rated(event: Received) -> tuple[UUID, UUID | None] | None:
    """The meeting that a score rests on, and the observer whose visit it rests on as well; None: it is no score."""
    score = _scored(event)
    if score is None:
        return None
    by_observer = isinstance(score, CellRated) and score.rater == "observer"
    return score.meeting_id, score.rater_id if by_observer else None
