"""Ratings on a real database: each command done, refused, repeated and raced, and whom it believes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.assignments import VisitMade, VisitWithdrawn
from contracts.meetings import MeetingHeld, MeetingWithdrawn
from contracts.message import Command, CommandOutcome
from contracts.ratings import (
    AdoptRubric,
    Band,
    ConfirmRating,
    ContestRating,
    RateMeeting,
    Rater,
    ReviseRating,
    RollUpYear,
    RubricAdopted,
    RubricCriterion,
    UpholdRating,
    Vote,
    WithdrawRating,
)
from contracts.texts import TextRef
from services.chassis.feed import Feed
from services.ratings.domain import CellRating
from services.ratings.domain import Rater as RaterKind
from services.ratings.main import SERVICE, application
from services.ratings.replicas import MeetingReplica, ReplicatedAttended, StandardReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, OBSERVER, an_id
from tests.samples import example

pytestmark = pytest.mark.connected

JANUARY, HELD_ON = date(2024, 1, 1), date(2024, 1, 3)
EXTRAORDINARY, VISIT = an_id("extraordinary meeting"), an_id("visit")
REASON = TextRef(text_id=UUID(int=1), sha256="00" * 32)
OFFICIAL = an_id("official")
POINTS = {"conduct": Decimal(60), "closing": Decimal(35)}


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A regular and an extraordinary meeting of the cell are held, the first with a visit of the observer."""
    async with an_empty_place(module_endpoints, SERVICE) as made:
        extraordinary = held().model_copy(update={"meeting_id": EXTRAORDINARY, "kind": "extraordinary"})
        await made.told(MeetingReplica(), told_by(meetings(made), held(), extraordinary))
        await made.told(MeetingReplica(), told_by(assignments(made), visited()))
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    """A rubric of two criteria is in force since 2024."""
    made = Desk(place, application(place.repository, place.pool, place.keeper))
    assert code(await made.one(a_rubric(), by=holding(place.keeper, "staff"))) == "accepted"
    return made


def meetings(place: Place) -> Feed:
    return Feed(place.keeper, "meetings")


def assignments(place: Place) -> Feed:
    return Feed(place.keeper, "assignments")


def held() -> MeetingHeld:
    told = example("meetings", "MeetingHeld")
    assert isinstance(told, MeetingHeld)
    return told.model_copy(update={"meeting_id": MEETING, "cell_id": CELL, "month": JANUARY, "held_on": HELD_ON})


def visited() -> VisitMade:
    return VisitMade(
        visit_id=VISIT,
        person_id=OBSERVER,
        cell_id=CELL,
        meeting_id=MEETING,
        visited_on=HELD_ON,
        arrived_at=None,
        left_at=None,
        unannounced=True,
    )


def a_rubric(effective_from: date = JANUARY, conduct: int = 60) -> AdoptRubric:
    criteria = [
        RubricCriterion(key="conduct", name_vi="Tổ chức", name_en="Conduct", max_points=Decimal(conduct)),
        RubricCriterion(key="closing", name_vi="Kết thúc", name_en="Closing", max_points=Decimal(40)),
    ]
    bands = [Band(grade="GOOD", at_least=Decimal(90)), Band(grade="POOR", at_least=Decimal(0))]
    return AdoptRubric(
        command_id=uuid4(),
        name="Khung tiêu chí",
        meeting_kind="regular",
        effective_from=effective_from,
        criteria=criteria,
        bands=bands,
    )


def rate(
    rater: Rater = "self", *, meeting_id: UUID = MEETING, cell_id: UUID = CELL, points: dict[str, Decimal] = POINTS
) -> RateMeeting:
    vote = Vote(agreed=20) if rater == "self" else None
    return RateMeeting(
        command_id=uuid4(), cell_id=cell_id, meeting_id=meeting_id, rater=rater, points=points, vote=vote
    )


async def rated(desk: Desk, command: RateMeeting | None = None) -> CommandOutcome:
    """By whoever may speak for the rater."""
    command = command or rate()
    role = {"self": "secretary", "observer": "observer", "superior": "committee"}[command.rater]
    unit_id = command.cell_id if command.rater == "self" else None
    return await desk.one(command, by=holding(desk.place.keeper, role, unit_id, OBSERVER))


async def test_a_rating_answers_total_and_grade(desk: Desk) -> None:
    outcome = await rated(desk)

    rating_id = CellRating.create_id(MEETING, CELL, RaterKind.SELF, None)
    assert outcome.decided == {"rating_id": str(rating_id), "total": "95", "grade": "GOOD"}


async def test_the_three_raters_stand_side_by_side(desk: Desk) -> None:
    raters: list[Rater] = ["self", "observer", "superior"]

    outcomes = [await rated(desk, rate(rater)) for rater in raters]

    assert [outcome.outcome for outcome in outcomes] == ["accepted"] * 3
    assert len({outcome.decided["rating_id"] for outcome in outcomes}) == 3


async def test_an_observer_who_did_not_visit_does_not_rate(desk: Desk, place: Place) -> None:
    another = holding(place.keeper, "observer", person_id=an_id("another observer"))

    assert code(await desk.one(rate("observer"), by=another)) == "observer_did_not_visit"


async def test_a_withdrawn_visit_is_no_visit(desk: Desk, place: Place) -> None:
    withdrawn = VisitWithdrawn(
        visit_id=VISIT, person_id=OBSERVER, cell_id=CELL, meeting_id=MEETING, visited_on=HELD_ON, reason=REASON
    )
    await place.told(MeetingReplica(), told_by(assignments(place), withdrawn, above=1))

    assert code(await rated(desk, rate("observer"))) == "observer_did_not_visit"


async def test_what_was_not_held_is_not_rated(desk: Desk) -> None:
    assert code(await rated(desk, rate(meeting_id=an_id("another meeting")))) == "meeting_not_held"


async def test_the_meeting_of_another_cell_looks_like_one_that_was_not_held(desk: Desk) -> None:
    assert code(await rated(desk, rate(cell_id=an_id("another cell")))) == "meeting_not_held"


async def test_a_withdrawn_meeting_is_not_rated_until_it_is_recorded_again(desk: Desk, place: Place) -> None:
    withdrawn = MeetingWithdrawn(meeting_id=MEETING, cell_id=CELL, held_on=HELD_ON, month=JANUARY, reason=REASON)
    await place.told(MeetingReplica(), told_by(meetings(place), withdrawn, above=2))
    meanwhile = await rated(desk)
    await place.told(MeetingReplica(), told_by(meetings(place), held(), above=3))

    assert code(meanwhile) == "meeting_not_held"
    assert code(await rated(desk)) == "accepted"


async def test_a_meeting_that_was_withdrawn_and_recorded_again_in_one_batch_is_held(desk: Desk, place: Place) -> None:
    withdrawn = MeetingWithdrawn(meeting_id=MEETING, cell_id=CELL, held_on=HELD_ON, month=JANUARY, reason=REASON)
    again = held().model_copy(update={"held_on": date(2024, 1, 2)})

    await place.told(MeetingReplica(), told_by(meetings(place), withdrawn, again, above=2))

    meeting = await ReplicatedAttended(place.pool, place.keeper).held(MEETING, CELL)
    assert meeting.held_on == date(2024, 1, 2)


async def test_an_extraordinary_meeting_is_not_rated(desk: Desk) -> None:
    assert code(await rated(desk, rate(meeting_id=EXTRAORDINARY))) == "extraordinary_not_rated"


async def test_a_meeting_is_scored_by_the_rubric_of_its_day(desk: Desk, place: Place) -> None:
    staff = holding(place.keeper, "staff")
    for day in (date(2024, 1, 4), date(2023, 1, 1)):
        assert code(await desk.one(a_rubric(day, conduct=50), by=staff)) == "accepted"

    assert code(await rated(desk)) == "accepted"


async def test_points_beyond_the_rubric_are_refused_with_the_numbers(desk: Desk) -> None:
    outcome = await rated(desk, rate(points=POINTS | {"closing": Decimal("40.5")}))

    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == ("points_above_maximum", "points")
    assert outcome.refusal.numbers == {"criterion": "closing", "given": "40.5", "most": "40"}


async def test_the_same_command_twice_rates_once(desk: Desk, place: Place) -> None:
    command = rate()
    first = await rated(desk, command)
    head = await place.store.head()

    again = await rated(desk, command)

    assert again == first
    assert await place.store.head() == head


async def test_another_command_for_the_same_rating_is_refused(desk: Desk) -> None:
    await rated(desk)

    assert code(await rated(desk)) == "already_rated"


async def test_of_two_who_score_for_the_cell_at_once_the_second_is_told_so(desk: Desk, place: Place) -> None:
    racing = Desk(place, application(Simultaneous(place), place.pool, place.keeper))

    outcomes = await asyncio.gather(rated(racing), rated(racing))

    assert sorted(map(code, outcomes)) == ["accepted", "already_rated"]


async def withdraw(desk: Desk, rating_id: str, *, role: str, unit_id: UUID | None, person_id: UUID) -> CommandOutcome:
    command = WithdrawRating(command_id=uuid4(), cell_id=CELL, rating_id=UUID(rating_id), reason="Cộng nhầm điểm.")
    return await desk.one(command, by=holding(desk.place.keeper, role, unit_id, person_id))


async def test_a_withdrawn_rating_may_be_given_again(desk: Desk) -> None:
    first = await rated(desk)

    outcome = await withdraw(desk, first.decided["rating_id"], role="secretary", unit_id=CELL, person_id=OBSERVER)

    assert code(outcome) == "accepted"
    assert code(await rated(desk)) == "accepted"


@pytest.mark.parametrize(
    ("role", "unit_id", "person_id", "answer"),
    [
        ("observer", None, OBSERVER, "accepted"),
        ("observer", None, an_id("another observer"), "not_there"),
        ("secretary", CELL, OBSERVER, "not_there"),
        ("committee", None, OBSERVER, "not_there"),
        ("committee", CELL, OBSERVER, "not_allowed"),
        ("secretary", an_id("another cell"), OBSERVER, "not_allowed"),
    ],
)
async def test_an_observers_rating_is_taken_back_by_himself_alone(
    desk: Desk, role: str, unit_id: UUID | None, person_id: UUID, answer: str
) -> None:
    first = await rated(desk, rate("observer"))

    outcome = await withdraw(desk, first.decided["rating_id"], role=role, unit_id=unit_id, person_id=person_id)

    assert code(outcome) == answer


async def test_a_rating_that_is_not_there_and_one_that_is_not_ones_own_are_one_answer(desk: Desk) -> None:
    first = await rated(desk, rate("superior"))

    not_mine = await withdraw(desk, first.decided["rating_id"], role="secretary", unit_id=CELL, person_id=OBSERVER)
    not_there = await withdraw(desk, str(an_id("nothing")), role="secretary", unit_id=CELL, person_id=OBSERVER)

    assert not_mine.refusal == not_there.refusal


async def test_a_rubric_of_a_kind_and_day_is_adopted_once(desk: Desk, place: Place) -> None:
    assert code(await desk.one(a_rubric(), by=holding(place.keeper, "staff"))) == "rubric_day_taken"


async def test_only_staff_adopt_rubrics(desk: Desk, place: Place) -> None:
    assert code(await desk.one(a_rubric(), by=holding(place.keeper, "secretary", CELL))) == "not_allowed"


async def test_the_committee_above_confirms_the_cells_points_as_a_score_of_its_own(desk: Desk, place: Place) -> None:
    confirm = ConfirmRating(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING)
    committee = holding(place.keeper, "committee")
    assert code(await desk.one(confirm, by=committee)) == "nothing_to_confirm"
    own = await rated(desk)

    outcome = await desk.one(confirm, by=committee)

    assert outcome.decided["total"] == "95"
    assert outcome.decided["rating_id"] != own.decided["rating_id"]
    again = confirm.model_copy(update={"command_id": uuid4()})
    assert code(await desk.one(again, by=committee)) == "already_rated"


@pytest.mark.parametrize(
    ("rater", "role", "person_id", "answer"),
    [
        ("self", "committee", an_id("committee"), "accepted"),
        ("self", "committee", OBSERVER, "not_there"),
        ("self", "secretary", an_id("secretary"), "not_there"),
        ("observer", "secretary", an_id("secretary"), "accepted"),
        ("observer", "observer", OBSERVER, "not_there"),
    ],
)
async def test_a_rating_is_contested_by_somebody_else_than_its_rater(
    desk: Desk, rater: Rater, role: str, person_id: UUID, answer: str
) -> None:
    given = await rated(desk, rate(rater))

    assert code(await answered(desk, given, ContestRating, role, person_id)) == answer


async def answered(
    desk: Desk, given: CommandOutcome, kind: type[Command], role: str, person_id: UUID = OFFICIAL, **more: Any
) -> CommandOutcome:
    """A command about a rating that was given."""
    fields = {"command_id": uuid4(), "cell_id": CELL, "rating_id": given.decided["rating_id"], "reason": "Xem lại."}
    unit_id = CELL if role == "secretary" else None
    return await desk.one(kind.model_validate(fields | more), by=holding(desk.place.keeper, role, unit_id, person_id))


async def test_a_contested_rating_is_upheld_or_revised_by_its_rater(desk: Desk) -> None:
    given = await rated(desk)
    kinds: list[tuple[type[Command], str, dict[str, Any]]] = [
        (ContestRating, "committee", {}),
        (UpholdRating, "committee", {}),
        (UpholdRating, "secretary", {}),
        (ContestRating, "committee", {}),
        (ReviseRating, "secretary", {"points": {"conduct": "50", "closing": "35"}}),
    ]

    outcomes = [await answered(desk, given, kind, role, **more) for kind, role, more in kinds]

    assert [code(outcome) for outcome in outcomes] == ["accepted", "not_there", "accepted", "accepted", "accepted"]
    assert (outcomes[-1].decided["total"], outcomes[-1].decided["grade"]) == ("85", "POOR")


async def test_the_citys_rubric_serves_a_district_that_has_none_of_its_own(place: Place) -> None:
    told = example("ratings", "RubricAdopted")
    assert isinstance(told, RubricAdopted)
    bare = Desk(place, application(place.repository, place.pool, place.keeper))
    assert code(await rated(bare)) == "no_rubric_that_day"
    await place.told(StandardReplica(), told_by(Feed("city", "ratings"), told))
    points = {criterion.key: criterion.max_points for criterion in told.criteria}

    outcome = await rated(bare, rate(points=points))

    assert outcome.decided["total"] == "100"
    async with place.pool.acquire() as connection:
        await connection.execute("DELETE FROM ratings_standards.standard WHERE keeper = 'city'")


async def test_a_year_is_rolled_up_from_the_scores_of_its_meetings(desk: Desk, place: Place) -> None:
    await rated(desk)

    reply = await desk.ask(RollUpYear(cell_id=CELL, year=2024), by=holding(place.keeper, "secretary", CELL))

    assert reply.answer is not None
    told = {name: reply.answer[name] for name in ("grade", "ours", "held", "rated", "good", "total")}
    assert told == {"grade": "FAIR", "ours": True, "held": 1, "rated": 1, "good": 1, "total": "95"}
