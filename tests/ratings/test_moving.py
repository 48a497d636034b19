"""Scores follow their meeting to the day to which its minutes are corrected, also one that was under way meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from contracts.message import Command, Event
from contracts.ratings import CellRated, RedateRestingRatings, WithdrawRestingRatings
from contracts.texts import TextRef
from services.chassis.aggregate import Aggregate
from services.chassis.call import Call, Decided
from services.chassis.errors import Unavailable
from services.chassis.event_store import NewText, Repository
from services.chassis.feed import Feed
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reached import Positions
from services.ratings.application import Dependents
from services.ratings.domain import MonthRating
from services.ratings.reactions import Followed, RedateRestingScores
from services.ratings.replicas import Given, Gone, Withdrawal
from tests.chassis.event_store.calls import a_call
from tests.desk import NOON, told_by
from tests.ratings.given import MEETING, a_month, month_rated
from tests.ratings.moved import MOVED_TO, Moved, corrected
from tests.ratings.test_application import HELD_ON, REASON, held
from tests.samples import example

A = TypeVar("A", bound=Aggregate)


class Read(Positions):
    """How far the replica of meetings has read."""

    def __init__(self, position: int) -> None:
        self.position = position

    async def reached(self, after: Mapping[str, int], within: float) -> bool:
        return all(position <= self.position for position in after.values())


class Shown(CaughtUp):
    """A replica of our own scores that shows them all."""

    def __init__(self) -> None:
        """It needs no store."""

    async def wait(self) -> None:
        return


class Behind(Shown):
    """One that does not show a score that was accepted."""

    async def wait(self) -> None:
        raise Unavailable("not_yet_applied")


class NoneGone(Gone):
    """Nothing was withdrawn."""

    async def under(self, meeting_id: UUID, observer_id: UUID | None) -> list[Withdrawal]:
        return []


def scored(held_on: date = HELD_ON) -> CellRated:
    told = example("ratings", "CellRated")
    assert isinstance(told, CellRated)
    return told.model_copy(update={"meeting_id": MEETING, "held_on": held_on})


async def because_of(
    service: str, told: Event, *, read: int = 1, given: type[Shown] = Shown, meetings: type[Moved] = Moved
) -> list[Command]:
    [event] = told_by(Feed("hoc-mon", service), told)
    reaction = RedateRestingScores({"hoc-mon": Followed(Read(read), Read(read), given(), NoneGone(), meetings())})
    commands = await reaction.commands(event)
    assert await reaction.commands(event) == commands
    return commands


async def test_minutes_corrected_to_another_day_take_the_scores_with_them_for_their_own_reason() -> None:
    [command] = await because_of("meetings", corrected())

    assert isinstance(command, RedateRestingRatings)
    assert (command.meeting_id, command.reason) == (MEETING, REASON)


async def test_nothing_follows_from_minutes_of_the_same_day_and_from_what_is_recorded() -> None:
    assert await because_of("meetings", corrected(former_held_on=MOVED_TO)) == []
    assert await because_of("meetings", held()) == []


class RecordedAgain(Moved):
    """It has had another record before, which was withdrawn for a reason."""

    async def again(self, meeting_id: UUID) -> TextRef | None:
        return REASON if meeting_id == MEETING else None


async def test_what_is_recorded_in_the_place_of_a_withdrawn_record_takes_the_scores_that_are_left_to_its_day() -> None:
    [command] = await because_of("meetings", held(), meetings=RecordedAgain)

    assert isinstance(command, RedateRestingRatings)
    assert (command.meeting_id, command.reason) == (MEETING, REASON)
    with pytest.raises(Unavailable):
        await because_of("meetings", held(), read=0, meetings=RecordedAgain)
    with pytest.raises(Unavailable):
        await because_of("meetings", held(), given=Behind, meetings=RecordedAgain)


CORRECTED_SINCE = TextRef(text_id=uuid4(), sha256="00" * 32)


class CorrectedSince(RecordedAgain):
    """Its new record was corrected to another day before it was looked at again."""

    async def again(self, meeting_id: UUID) -> TextRef | None:
        return CORRECTED_SINCE


async def test_a_new_record_that_is_looked_at_again_for_another_reason_sends_another_command() -> None:
    [first] = await because_of("meetings", held(), meetings=RecordedAgain)
    [again] = await because_of("meetings", held(), meetings=CorrectedSince)

    assert isinstance(again, RedateRestingRatings)
    assert again.reason == CORRECTED_SINCE
    assert again.command_id != first.command_id


async def test_nobody_may_score_the_meeting_by_its_former_day_any_more_before_scores_are_looked_for() -> None:
    with pytest.raises(Unavailable):
        await because_of("meetings", corrected(), read=0)


@pytest.mark.parametrize(
    ("service", "told"), [("meetings", corrected()), ("ratings", scored())], ids=["minutes", "a score"]
)
async def test_every_score_that_was_accepted_is_seen_before_any_moves(service: str, told: Event) -> None:
    with pytest.raises(Unavailable):
        await because_of(service, told, given=Behind)


async def test_a_score_by_a_day_that_is_no_longer_the_meetings_moves_when_it_is_told() -> None:
    [command] = await because_of("ratings", scored())

    assert isinstance(command, RedateRestingRatings)
    assert (command.meeting_id, command.reason) == (MEETING, REASON)
    assert await because_of("ratings", scored(MOVED_TO)) == []


class MovedAgain(Moved):
    """It is known to be of another day by a later correction."""

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        return TextRef(text_id=UUID(int=9), sha256="11" * 32)


async def test_a_score_that_is_looked_at_again_after_another_correction_moves_by_another_command() -> None:
    [first] = await because_of("ratings", scored())

    [again] = await because_of("ratings", scored(), meetings=MovedAgain)

    assert first.command_id != again.command_id


class OneMonth(Repository):
    """A store with the score of one month, which takes whatever is saved."""

    def __init__(self, score: MonthRating) -> None:
        self._score = score

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        return self._score if isinstance(self._score, kind) else None

    async def save(
        self,
        call: Call,
        *aggregates: Aggregate,
        decided: Mapping[str, Any] | None = None,
        texts: Sequence[NewText] = (),
        erased: Sequence[UUID] = (),
    ) -> Decided:
        return Decided(dict(decided or {}), {})


class Lagging(Given):
    """A replica that says of a score that it rests on whatever meeting is asked for."""

    def __init__(self, rating_id: UUID) -> None:
        self._rating_id = rating_id

    async def of_meeting(self, meeting_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        return [self._rating_id]

    async def standing_of(self, meeting_id: UUID) -> list[UUID]:
        return [self._rating_id]

    async def of_visit(self, meeting_id: UUID, observer_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        raise NotImplementedError


class HeldLater(Moved):
    """Every meeting was held on the other day."""

    async def day_of(self, meeting_id: UUID) -> date | None:
        return MOVED_TO


@pytest.mark.parametrize(("meeting_id", "concerned"), [(MEETING, True), (UUID(int=8), False)])
async def test_a_month_that_is_scored_at_another_meeting_by_now_neither_moves_nor_goes(
    meeting_id: UUID, concerned: bool
) -> None:
    score = month_rated(a_month())
    dependents = Dependents(OneMonth(score), Lagging(score.id), HeldLater())
    move = RedateRestingRatings(command_id=uuid4(), meeting_id=meeting_id, reason=REASON)
    away = WithdrawRestingRatings(command_id=uuid4(), meeting_id=meeting_id, withdrawn_at=NOON, reason=REASON)

    moved = await dependents.redate_resting_ratings(move, a_call())
    assert score.rated is not None
    assert score.rated.held_on == (MOVED_TO if concerned else HELD_ON)
    gone = await dependents.withdraw_resting_ratings(away, a_call())

    assert moved.decided["ratings"] == gone.decided["ratings"] == ([str(score.id)] if concerned else [])
    assert (score.rated is None) is concerned
