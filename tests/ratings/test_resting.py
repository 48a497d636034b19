"""What was scored of a meeting that is withdrawn, or after a visit that is withdrawn, goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.assignments import VisitWithdrawn
from contracts.meetings import MeetingWithdrawn
from contracts.message import CommandOutcome
from contracts.ratings import CellRated, RatingRedated, RedateRestingRatings, WithdrawRestingRatings
from contracts.texts import TextRef
from services.chassis.call import service_actor
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reached import Positions
from services.chassis.wire import Received
from services.ratings.main import SERVICE, application
from services.ratings.reactions import Followed, WithdrawOvertakenScores, WithdrawRestingScores
from services.ratings.replicas import (
    Attended,
    GivenReplica,
    Gone,
    GoneReplica,
    HeldMeeting,
    MeetingReplica,
    ReplicatedAttended,
    ReplicatedGone,
    Withdrawal,
)
from sinhhoat.stack import Endpoints
from tests.desk import NOON, Desk, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, OBSERVER
from tests.ratings.moved import MOVED_TO, Moved, corrected
from tests.ratings.test_application import (
    HELD_ON,
    JANUARY,
    REASON,
    VISIT,
    a_rubric,
    assignments,
    held,
    meetings,
    rate,
    rated,
    visited,
)
from tests.samples import example

LATER = NOON + timedelta(hours=1)
MEETING_GONE = MeetingWithdrawn(meeting_id=MEETING, cell_id=CELL, held_on=HELD_ON, month=JANUARY, reason=REASON)
VISIT_GONE = VisitWithdrawn(
    visit_id=VISIT, person_id=OBSERVER, cell_id=CELL, meeting_id=MEETING, visited_on=HELD_ON, reason=REASON
)


class Read(Positions):
    """How far the replica of meetings has read."""

    def __init__(self, position: int) -> None:
        self.position = position

    async def reached(self, after: Mapping[str, int], within: float) -> bool:
        return all(position <= self.position for position in after.values())


class Level(CaughtUp):
    """A replica of our own scores that shows them all."""

    def __init__(self) -> None:
        """It needs no store."""

    async def wait(self) -> None:
        return


class Known(Gone):
    """These withdrawals are known."""

    def __init__(self, *withdrawals: Withdrawal) -> None:
        self._withdrawals = list(withdrawals)

    async def under(self, meeting_id: UUID, observer_id: UUID | None) -> list[Withdrawal]:
        return [one for one in self._withdrawals if meeting_id == MEETING and one.observer_id in (None, observer_id)]


class Stale(Attended):
    """A replica of meetings that has not heard of any withdrawal."""

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        return HeldMeeting(cell_id, "regular", JANUARY, HELD_ON)

    async def day_of(self, meeting_id: UUID) -> date | None:
        raise NotImplementedError

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        raise NotImplementedError

    async def again(self, meeting_id: UUID) -> TextRef | None:
        raise NotImplementedError

    async def of_year(self, cell_id: UUID, year: int) -> list[tuple[UUID, HeldMeeting]]:
        raise NotImplementedError

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        return


def scored(rater: str) -> CellRated:
    told = example("ratings", "CellRated")
    assert isinstance(told, CellRated)
    return told.model_copy(update={"meeting_id": MEETING, "rater": rater, "rater_id": OBSERVER})


MEETING_AWAY = Withdrawal("meetings:2", None, LATER, REASON)
VISIT_AWAY = Withdrawal("assignments:1", OBSERVER, LATER, REASON)


async def because_of(
    event: Received, *, read: int = 5, found: int = 5, gone: Sequence[Withdrawal] = ()
) -> list[WithdrawRestingRatings]:
    followed = {"hoc-mon": Followed(Read(read), Read(found), Level(), Known(*gone), Moved())}
    reactions = (WithdrawRestingScores(followed), WithdrawOvertakenScores(followed))
    [reaction] = [one for one in reactions if event.feed.service in one.sources]
    commands = await reaction.commands(event)
    assert await reaction.commands(event) == commands
    return [one for one in commands if isinstance(one, WithdrawRestingRatings)]


async def test_a_withdrawn_meeting_takes_all_its_scores_with_it_for_its_own_reason() -> None:
    [event] = told_by(Feed("hoc-mon", "meetings"), MEETING_GONE, above=2)

    [command] = await because_of(event)

    assert (command.meeting_id, command.observer_id, command.reason) == (MEETING, None, REASON)
    assert command.withdrawn_at == event.recorded_at


async def test_a_withdrawn_visit_takes_its_observers_score_with_it() -> None:
    [event] = told_by(Feed("hoc-mon", "assignments"), VISIT_GONE)

    [command] = await because_of(event)

    assert (command.meeting_id, command.observer_id, command.reason) == (MEETING, OBSERVER, REASON)


async def test_nothing_follows_from_what_is_recorded() -> None:
    recorded = [*told_by(Feed("hoc-mon", "meetings"), held()), *told_by(Feed("hoc-mon", "assignments"), visited())]

    assert [await because_of(event) for event in recorded] == [[], []]


async def test_it_waits_until_nobody_can_score_the_meeting_any_more() -> None:
    [event] = told_by(Feed("hoc-mon", "meetings"), MEETING_GONE, above=5)

    with pytest.raises(Unavailable):
        await because_of(event, read=5, found=6)


async def test_it_waits_until_the_withdrawal_can_be_found_by_whom_it_does_not_see_yet() -> None:
    [event] = told_by(Feed("hoc-mon", "meetings"), MEETING_GONE, above=5)

    with pytest.raises(Unavailable):
        await because_of(event, read=6, found=5)


async def test_a_score_that_a_withdrawal_has_overtaken_goes_for_the_withdrawals_reason() -> None:
    own, observers = told_by(Feed("hoc-mon", "ratings"), scored("self"), scored("observer"))

    [because_of_meeting] = await because_of(own, gone=[MEETING_AWAY, VISIT_AWAY])
    both = await because_of(observers, gone=[MEETING_AWAY, VISIT_AWAY])

    assert (because_of_meeting.meeting_id, because_of_meeting.observer_id) == (MEETING, None)
    assert (because_of_meeting.withdrawn_at, because_of_meeting.reason) == (LATER, REASON)
    assert [one.observer_id for one in both] == [None, OBSERVER]
    assert len({one.command_id for one in (because_of_meeting, *both)}) == 3


async def test_nothing_follows_from_a_score_of_what_stands() -> None:
    [own] = told_by(Feed("hoc-mon", "ratings"), scored("self"))

    assert await because_of(own) == []


@pytest.fixture
async def desk(module_endpoints: Endpoints) -> AsyncIterator[Desk]:
    """A meeting of the cell was held and visited, and all three have scored it."""
    async with an_empty_place(module_endpoints, SERVICE) as place:
        await place.told(MeetingReplica(), told_by(meetings(place), held()))
        await place.told(MeetingReplica(), told_by(assignments(place), visited()))
        made = Desk(place, application(place.repository, place.pool, place.keeper))
        assert code(await made.one(a_rubric(), by=holding(place.keeper, "staff"))) == "accepted"
        for command in (rate(), rate("observer"), rate("superior")):
            assert code(await rated(made, command)) == "accepted"
        await place.told(GivenReplica())
        yield made


async def withdrawn(
    desk: Desk, observer_id: UUID | None = None, *, at: datetime = LATER, command_id: UUID | None = None
) -> CommandOutcome:
    """As the reaction sends it."""
    command = WithdrawRestingRatings(
        command_id=command_id or uuid4(), meeting_id=MEETING, observer_id=observer_id, withdrawn_at=at, reason=REASON
    )
    return await desk.one(command, by=service_actor("ratings", [desk.place.keeper]), at=LATER)


@pytest.mark.connected
async def test_with_a_meeting_go_the_scores_of_all_raters_once(desk: Desk) -> None:
    first = uuid4()

    outcome = await withdrawn(desk, command_id=first)

    assert len(outcome.decided["ratings"]) == 3
    assert await withdrawn(desk, command_id=first) == outcome
    assert (await withdrawn(desk)).decided["ratings"] == []


@pytest.mark.connected
async def test_a_score_that_was_under_way_when_its_meeting_was_withdrawn_goes_after_it(desk: Desk) -> None:
    place = desk.place
    above = (await place.store.head()).position
    for replica in (MeetingReplica(), GoneReplica()):
        await place.told(replica, told_by(meetings(place), MEETING_GONE, above=1))
    await withdrawn(desk)
    late = replace(desk.application, ratings=replace(desk.application.ratings, attended=Stale()))
    under_way = await rated(Desk(place, late), rate("observer"))
    await place.told(GivenReplica(), above=above)
    followed = Followed(Read(2), Read(2), Level(), ReplicatedGone(place.pool, place.keeper), Moved())
    [event] = told_by(place.feed, scored("observer"), above=above)

    [command] = await WithdrawOvertakenScores({place.keeper: followed}).commands(event)
    outcome = await desk.one(command, by=service_actor("ratings", [place.keeper]), at=LATER)

    assert code(under_way) == "accepted"
    assert outcome.decided["ratings"] == [under_way.decided["rating_id"]]
    await place.told(MeetingReplica(), told_by(meetings(place), held(), above=2))
    assert await followed.gone.under(MEETING, OBSERVER) == []


@pytest.mark.connected
async def test_with_a_visit_goes_the_score_of_its_observer_alone(desk: Desk) -> None:
    outcome = await withdrawn(desk, OBSERVER)

    assert len(outcome.decided["ratings"]) == 1
    assert code(await rated(desk, rate("observer"))) == "accepted"
    assert code(await rated(desk)) == "already_rated"


@pytest.mark.connected
async def test_of_two_withdrawals_at_once_one_takes_the_scores(desk: Desk) -> None:
    place = desk.place
    racing = Desk(place, application(Simultaneous(place), place.pool, place.keeper))

    outcomes = await asyncio.gather(withdrawn(racing), withdrawn(racing, OBSERVER))

    assert [outcome.outcome for outcome in outcomes] == ["accepted"] * 2
    taken = [rating for outcome in outcomes for rating in outcome.decided["ratings"]]
    assert len(taken) == len(set(taken)) == 3


@pytest.mark.connected
async def test_what_was_given_after_the_meeting_was_recorded_again_stays(desk: Desk) -> None:
    stays = await withdrawn(desk, at=NOON)
    await desk.place.told(MeetingReplica(), told_by(meetings(desk.place), MEETING_GONE, above=1))

    goes = await withdrawn(desk, at=NOON)

    assert stays.decided["ratings"] == []
    assert len(goes.decided["ratings"]) == 3


@pytest.mark.connected
async def test_nobody_but_the_service_itself_says_so(desk: Desk) -> None:
    command = WithdrawRestingRatings(command_id=uuid4(), meeting_id=MEETING, withdrawn_at=LATER, reason=REASON)

    assert code(await desk.one(command, by=holding(desk.place.keeper, "staff"))) == "not_allowed"


@pytest.mark.connected
async def test_scores_move_to_the_day_that_is_known_of_their_meeting_and_keep_their_points(desk: Desk) -> None:
    by = service_actor("ratings", [desk.place.keeper])
    first = RedateRestingRatings(command_id=uuid4(), meeting_id=MEETING, reason=REASON)
    in_vain = await desk.one(first.model_copy(update={"command_id": uuid4()}), by=by)
    await desk.place.told(MeetingReplica(), told_by(meetings(desk.place), corrected(), above=2))
    racing = Desk(desk.place, application(Simultaneous(desk.place), desk.place.pool, desk.place.keeper))
    other = first.model_copy(update={"command_id": uuid4()})

    outcomes = await asyncio.gather(racing.one(first, by=by), racing.one(other, by=by))

    assert in_vain.decided["ratings"] == []
    assert await desk.one(first, by=by) == outcomes[0]
    moved = [UUID(rating) for outcome in outcomes for rating in outcome.decided["ratings"]]
    assert len(moved) == len(set(moved)) == 3
    told = [RatingRedated.model_validate_json((await desk.place.store.history(one))[-1].wire or b"") for one in moved]
    assert {(one.former_held_on, one.held_on) for one in told} == {(HELD_ON, MOVED_TO)}
    assert code(await desk.one(first, by=holding(desk.place.keeper, "staff"))) == "not_allowed"


@pytest.mark.connected
async def test_a_score_that_was_under_way_is_known_to_be_of_another_day(desk: Desk) -> None:
    attended = ReplicatedAttended(desk.place.pool, desk.place.keeper)
    before = await attended.moved(MEETING, HELD_ON)
    await desk.place.told(MeetingReplica(), told_by(meetings(desk.place), corrected(), above=2))
    again = corrected(former_held_on=MOVED_TO).model_copy(update={"reason": TextRef(text_id=uuid4(), sha256="11" * 32)})
    await desk.place.told(MeetingReplica(), told_by(meetings(desk.place), again, above=3))

    assert [before, await attended.moved(MEETING, HELD_ON), await attended.moved(MEETING, MOVED_TO)] == [
        None,
        REASON,
        None,
    ]


@pytest.mark.connected
async def test_a_score_of_a_record_that_was_withdrawn_is_of_the_day_on_which_it_was_recorded_again(desk: Desk) -> None:
    attended = ReplicatedAttended(desk.place.pool, desk.place.keeper)
    again = held().model_copy(update={"held_on": MOVED_TO})
    first = await attended.again(MEETING)
    told = told_by(meetings(desk.place), MEETING_GONE, again, above=2)
    await desk.place.told(MeetingReplica(), told)
    by = service_actor("ratings", [desk.place.keeper])
    why = await attended.moved(MEETING, HELD_ON)
    assert why is not None

    moved = await desk.one(RedateRestingRatings(command_id=uuid4(), meeting_id=MEETING, reason=why), by=by)

    assert [first, why, await attended.again(MEETING), await attended.moved(MEETING, MOVED_TO)] == [
        None,
        MEETING_GONE.reason,
        MEETING_GONE.reason,
        None,
    ]
    assert len(moved.decided["ratings"]) == 3
    corrected_since = corrected(former_held_on=MOVED_TO).model_copy(update={"held_on": HELD_ON})
    await desk.place.told(MeetingReplica(), told_by(meetings(desk.place), corrected_since, above=4))
    assert await attended.moved(MEETING, MOVED_TO) == corrected_since.reason
