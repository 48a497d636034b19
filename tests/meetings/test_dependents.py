"""What rests on the record of a meeting goes or moves with it, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.guidance import IssueGuidance, TakeUpGuidance, WithdrawTakingUp
from contracts.meetings import CorrectMinutes, Theme, WithdrawMeeting
from contracts.resolutions import (
    AdoptResolution,
    CarryOutResolution,
    ListResolutions,
    ResolutionPoint,
    ReviewResolution,
    WithdrawResolution,
)
from services.chassis.feed import Feed
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.domain import Theme as PlannedTheme
from services.meetings.main import SERVICE, TREE, of_keeper
from services.meetings.replicas import CellReplica
from services.meetings.replicas.followed import FollowedReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, an_empty_place, told_by
from tests.meetings.given import CELL, HELD_ON
from tests.meetings.test_following import (
    DISTRICT,
    NEXT,
    NEXT_MEETING,
    TODAY,
    WARD,
    WHY,
    a_repetition_changes_nothing,
    a_unit,
    adopt,
    answers,
    asked,
    meeting,
    secretary,
    told,
    two_at_once,
    ward,
)

pytestmark = pytest.mark.connected

THEMATIC = Meeting.create_id(CELL, MeetingKind.THEMATIC, date(2024, 2, 1), PlannedTheme(1, ""), None)


@pytest.fixture
async def met(module_endpoints: Endpoints) -> AsyncIterator[Desk]:
    """A cell that met in January and in February, where it reviewed January's resolution and took guidance up."""
    async with an_empty_place(module_endpoints, SERVICE) as place:
        units = [a_unit("committee", DISTRICT, None), a_unit("committee", WARD, DISTRICT), a_unit("cell", CELL, WARD)]
        registry = told_by(Feed(place.keeper, "registry"), *units)
        await place.told(CellReplica(), registry)
        await place.told(TREE, registry)
        yield Desk(place, of_keeper(place.repository, place.pool, place.keeper))


async def resting(desk: Desk) -> dict[str, str]:
    """The ids of what rests on the meeting of February: a resolution of its own, a review of January's, guidance."""
    by = secretary(desk)
    assert await answers(desk, by, meeting(), meeting(NEXT)) == ["accepted"] * 2
    january = (await desk.one(adopt(), by=by)).decided["resolution_id"]
    february = (await desk.one(adopt_in_february(), by=by)).decided["resolution_id"]
    issue = IssueGuidance(
        command_id=uuid4(),
        issuer_id=WARD,
        number="05-HD/ĐU",
        title="Định hướng tháng 2",
        issued_on=date(2024, 1, 30),
        period="month",
        begins_on=NEXT,
    )
    guidance = (await desk.one(issue, by=ward(desk))).decided["guidance_id"]
    of = {"cell_id": CELL, "meeting_id": NEXT_MEETING}
    assert (
        await answers(
            desk,
            by,
            ReviewResolution(command_id=uuid4(), **of, resolution_id=UUID(january), done_points=[2]),
            TakeUpGuidance(command_id=uuid4(), **of, guidance_id=UUID(guidance)),
        )
        == ["accepted"] * 2
    )
    await desk.place.told(FollowedReplica())
    return {"january": january, "february": february, "guidance": guidance}


def adopt_in_february() -> AdoptResolution:
    points = [ResolutionPoint(title="Giúp hai hộ thoát nghèo")]
    return adopt("02-NQ/CB", NEXT_MEETING).model_copy(update={"points": points})


def withdraw(**fields: Any) -> WithdrawMeeting:
    return WithdrawMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=NEXT_MEETING, reason=WHY, **fields)


def correct(held_on: date, **fields: Any) -> CorrectMinutes:
    minutes = meeting(NEXT).model_dump(include=set(CorrectMinutes.model_fields) - {"command_id", "after"})
    told = {**minutes, "meeting_id": NEXT_MEETING, "held_on": held_on, "reason": WHY}
    return CorrectMinutes(command_id=uuid4(), **{**told, **fields})


async def test_a_meeting_on_which_something_rests_is_withdrawn_only_with_all_of_it(met: Desk) -> None:
    ids, by = await resting(met), secretary(met)

    refused = await met.one(withdraw(), by=by)
    done = await a_repetition_changes_nothing(met, withdraw(with_dependents=True), by)

    assert refused.refusal is not None
    assert (refused.refusal.code, refused.refusal.numbers) == (
        "meeting_built_upon",
        {"resolutions": 1, "reviews": 1, "taken_up": 1},
    )
    assert done.decided == {"meeting_id": str(NEXT_MEETING), "withdrawn_with_it": 3}
    assert (await told(met.place, ids["january"]))[-1] == "ResolutionReviewWithdrawn"
    assert (await told(met.place, ids["february"]))[-1] == "ResolutionWithdrawn"
    assert (await told(met.place, str(NEXT_MEETING)))[-1] == "MeetingWithdrawn"


async def test_what_went_with_a_meeting_may_be_entered_again_when_the_meeting_is(met: Desk) -> None:
    ids, by = await resting(met), secretary(met)
    head = await met.place.store.head()
    await met.one(withdraw(with_dependents=True), by=by)
    of = {"cell_id": CELL, "meeting_id": NEXT_MEETING}

    again = await answers(
        met,
        by,
        meeting(NEXT),
        adopt_in_february(),
        ReviewResolution(command_id=uuid4(), **of, resolution_id=UUID(ids["january"]), done_points=[1]),
        TakeUpGuidance(command_id=uuid4(), **of, guidance_id=UUID(ids["guidance"])),
    )
    await met.place.told(FollowedReplica(), above=head.position)

    assert again == ["accepted"] * 4
    refused = await met.one(withdraw(), by=by)
    assert refused.refusal is not None
    assert refused.refusal.numbers == {"resolutions": 1, "reviews": 1, "taken_up": 1}


async def test_of_two_who_withdraw_all_of_it_at_once_one_is_told_to_look_again(met: Desk) -> None:
    await resting(met)

    assert await two_at_once(met, withdraw(with_dependents=True), secretary(met)) == ["accepted", "changed_meanwhile"]


async def test_a_meeting_of_which_everything_was_taken_back_by_itself_is_withdrawn_plainly(met: Desk) -> None:
    """Also where the lists have not heard of it yet: the history decides."""
    ids, by = await resting(met), secretary(met)
    of = {"cell_id": CELL, "reason": WHY}

    done = await answers(
        met,
        by,
        WithdrawResolution(command_id=uuid4(), **of, resolution_id=UUID(ids["january"])),
        WithdrawResolution(command_id=uuid4(), **of, resolution_id=UUID(ids["february"])),
        WithdrawTakingUp(command_id=uuid4(), **of, guidance_id=UUID(ids["guidance"])),
        withdraw(),
    )

    assert done == ["accepted"] * 4


async def test_a_meeting_that_was_held_on_another_day_moves_what_rests_on_it(met: Desk) -> None:
    ids, by, day = await resting(met), secretary(met), NEXT + timedelta(days=2)

    done = await met.one(correct(day), by=by)

    assert done.decided == {"meeting_id": str(NEXT_MEETING), "moved": 3}
    assert (await told(met.place, ids["january"]))[-1] == "ResolutionReviewRedated"
    assert (await told(met.place, ids["february"]))[-1] == "ResolutionRedated"


async def test_minutes_corrected_on_the_same_day_move_nothing(met: Desk) -> None:
    await resting(met)

    done = await met.one(correct(NEXT, opinions=4), by=secretary(met))

    assert done.decided["moved"] == 0


async def test_a_meeting_moves_to_no_day_that_what_rests_on_it_forbids(met: Desk) -> None:
    ids, by = await resting(met), secretary(met)
    carried_out = CarryOutResolution(
        command_id=uuid4(), cell_id=CELL, resolution_id=UUID(ids["february"]), carried_out_on=NEXT + timedelta(days=1)
    )
    assert await answers(met, by, carried_out) == ["accepted"]

    assert await answers(met, by, correct(NEXT + timedelta(days=2))) == ["day_before_what_it_follows"]
    assert await answers(met, by, correct(date(2024, 1, 29))) == ["meeting_before_guidance"]
    assert await answers(met, by, correct(HELD_ON - timedelta(days=1))) == ["review_not_after_adoption"]


async def test_lists_follow_what_moved(met: Desk) -> None:
    ids, by, day = await resting(met), secretary(met), NEXT + timedelta(days=2)
    head = await met.place.store.head()
    await met.one(correct(day), by=by)
    await met.place.told(FollowedReplica(), above=head.position)

    listed = await asked(met, ListResolutions(cell_id=CELL, as_of=TODAY), by)

    assert [(one["resolution_id"], one["adopted_on"], one["reviewed_on"]) for one in listed["resolutions"]] == [
        (ids["january"], HELD_ON.isoformat(), day.isoformat()),
        (ids["february"], day.isoformat(), None),
    ]


async def test_a_regular_meeting_is_not_withdrawn_while_a_thematic_one_was_held_as_one_with_it(met: Desk) -> None:
    by = secretary(met)
    merged = meeting(NEXT).model_copy(
        update={
            "kind": "thematic",
            "theme": Theme(title="Chuyên đề"),
            "merged_with": NEXT_MEETING,
            "merger_reason": "Đảng viên đi làm xa.",
        }
    )
    assert await answers(met, by, meeting(NEXT), merged) == ["accepted"] * 2
    await met.place.told(FollowedReplica())
    thematic = WithdrawMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=THEMATIC, reason=WHY)

    done = await answers(met, by, withdraw(with_dependents=True), thematic, withdraw())

    assert done == ["merged_meeting_stands", "accepted", "accepted"]
