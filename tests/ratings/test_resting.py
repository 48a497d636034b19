"""What was scored of a meeting that is withdrawn, or after a visit that is withdrawn, goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.assignments import VisitWithdrawn
from contracts.meetings import MeetingWithdrawn
from contracts.message import CommandOutcome
from contracts.ratings import WithdrawRestingRatings
from services.chassis.call import SERVICE as OF_A_SERVICE
from services.chassis.call import Actor, Role, service_id
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reached import Positions
from services.chassis.wire import Received
from services.ratings.main import SERVICE, application
from services.ratings.reactions import WithdrawRestingScores
from services.ratings.replicas import GivenReplica, MeetingReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, Desk, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, OBSERVER
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


async def because_of(event: Received, *, read: int = 5) -> list[WithdrawRestingRatings]:
    reaction = WithdrawRestingScores({"hoc-mon": (Read(read), Level())})
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
        await because_of(event, read=5)


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
    role = Role(OF_A_SERVICE, desk.place.keeper, None)
    return await desk.one(command, by=Actor(service_id("ratings"), (role,)), at=LATER)


@pytest.mark.connected
async def test_with_a_meeting_go_the_scores_of_all_raters_once(desk: Desk) -> None:
    first = uuid4()

    outcome = await withdrawn(desk, command_id=first)

    assert len(outcome.decided["ratings"]) == 3
    assert await withdrawn(desk, command_id=first) == outcome
    assert (await withdrawn(desk)).decided["ratings"] == []


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
