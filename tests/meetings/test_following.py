"""What is followed beside cell meetings, on a real database: every command done, refused, repeated and raced."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.assignments import VisitMade, VisitWithdrawn
from contracts.gatherings import CorrectGathering, RecordGathering, Share, Tally, WithdrawGathering
from contracts.guidance import (
    IssueGuidance,
    RecordGoodPractice,
    ShareGoodPractice,
    TakeUpGuidance,
    WithdrawGoodPractice,
    WithdrawGuidance,
    WithdrawSharing,
    WithdrawTakingUp,
)
from contracts.issues import (
    AnswerIssue,
    EscalateIssue,
    IssueSource,
    IssueState,
    ListIssues,
    ListOwnIssues,
    MarkHotSpot,
    RaiseIssue,
    ReopenIssue,
    ResolveIssue,
    ReturnIssue,
    WithdrawIssue,
    WithdrawIssueAnswer,
    WithdrawIssueStep,
)
from contracts.meetings import Attendance, RecordMeeting, WithdrawMeeting
from contracts.message import Command, CommandOutcome, Query
from contracts.registry import UnitEstablished, UnitMoved
from contracts.resolutions import (
    AdoptResolution,
    AssignMemberTasks,
    CarryOutResolution,
    ListResolutions,
    ReopenResolution,
    ResolutionPoint,
    ReviewMemberTasks,
    ReviewResolution,
    WithdrawMemberTasks,
    WithdrawResolution,
    WithdrawResolutionReview,
)
from contracts.texts import TextRef
from services.chassis.call import Actor
from services.chassis.feed import Feed
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.main import SERVICE, TREE, of_keeper
from services.meetings.replicas import CellReplica
from services.meetings.replicas.followed import FollowedReplica
from services.meetings.replicas.visits import VisitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.meetings.given import CELL, HELD_ON, an_id

pytestmark = pytest.mark.connected

DISTRICT, WARD, OTHER_CELL = an_id("district"), an_id("ward"), an_id("another cell")
OBSERVER, VISIT = an_id("observer"), an_id("visit")
NEXT = date(2024, 2, 3)
TODAY = date(2024, 4, 1)
MEETING, NEXT_MEETING = (
    Meeting.create_id(CELL, MeetingKind.REGULAR, day.replace(day=1), None, None) for day in (HELD_ON, NEXT)
)
WHY = "Ghi nhầm."
TASK_MONTH = date(2024, 1, 1)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A district, a ward, two cells of the ward, and a visit to one of them."""
    async with an_empty_place(module_endpoints, SERVICE) as made:
        units = [
            a_unit("committee", DISTRICT, None),
            a_unit("committee", WARD, DISTRICT),
            a_unit("cell", CELL, WARD),
            a_unit("cell", OTHER_CELL, WARD),
        ]
        told = told_by(Feed(made.keeper, "registry"), *units)
        await made.told(CellReplica(), told)
        await made.told(TREE, told)
        visit = VisitMade(
            visit_id=VISIT,
            person_id=OBSERVER,
            cell_id=CELL,
            meeting_id=MEETING,
            visited_on=HELD_ON,
            arrived_at=None,
            left_at=None,
            unannounced=True,
        )
        await made.told(VisitReplica(), told_by(Feed(made.keeper, "assignments"), visit))
        yield made


def a_unit(kind: str, unit_id: UUID, parent_id: UUID | None) -> UnitEstablished:
    return UnitEstablished.model_validate(
        {
            "unit_id": unit_id,
            "code": str(unit_id)[:8],
            "name": "Tổ chức đảng",
            "kind": kind,
            "level": None,
            "cell_type": None,
            "parent_id": parent_id,
            "established_on": date(2010, 1, 1),
        }
    )


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, of_keeper(place.repository, place.pool, place.keeper))


def racing(desk: Desk) -> Desk:
    """Where the first two who find something decide on the same state."""
    place = desk.place
    return Desk(place, of_keeper(Simultaneous(place), place.pool, place.keeper))


def secretary(desk: Desk) -> Actor:
    return holding(desk.place.keeper, "secretary", CELL)


def ward(desk: Desk) -> Actor:
    return holding(desk.place.keeper, "committee", WARD)


async def answers(desk: Desk, by: Actor, *commands: Command) -> list[str]:
    """`accepted` or the code of each, one after another."""
    return [code(await desk.one(command, by=by)) for command in commands]


async def told(place: Place, aggregate_id: str) -> list[str]:
    """The messages of one history, by name."""
    rows = await place.store.history(UUID(aggregate_id))
    return [row.contract.split(".")[1] for row in rows if row.contract]


async def two_at_once(desk: Desk, command: Command, by: Actor) -> list[str]:
    """The same wish twice, as two persons send it at the same moment."""
    other = command.model_copy(update={"command_id": uuid4()})
    hurried = racing(desk)
    outcomes = await asyncio.gather(hurried.one(command, by=by), hurried.one(other, by=by))
    return sorted(map(code, outcomes))


async def a_repetition_changes_nothing(desk: Desk, command: Command, by: Actor) -> CommandOutcome:
    first = await desk.one(command, by=by)
    head = await desk.place.store.head()
    assert await desk.one(command, by=by) == first
    assert await desk.place.store.head() == head
    return first


def meeting(held_on: date = HELD_ON, cell_id: UUID = CELL) -> RecordMeeting:
    return RecordMeeting(
        command_id=uuid4(),
        cell_id=cell_id,
        kind="regular",
        month=held_on.replace(day=1),
        held_on=held_on,
        duration_minutes=95,
        attendance=Attendance(official=20, present=18, excused=2),
        opinions=3,
    )


@pytest.fixture
async def met(desk: Desk) -> Desk:
    """The cell has met in January and in February."""
    assert await answers(desk, secretary(desk), meeting(), meeting(NEXT)) == ["accepted", "accepted"]
    return desk


def adopt(number: str = "01-NQ/CB", meeting_id: UUID = MEETING, cell_id: UUID = CELL) -> AdoptResolution:
    return AdoptResolution(
        command_id=uuid4(),
        cell_id=cell_id,
        meeting_id=meeting_id,
        number=number,
        title="Nghị quyết tháng 01/2024",
        points=[
            ResolutionPoint(title="Mở rộng hẻm 12", text="Gặp từng hộ dân.", due_on=date(2024, 1, 31)),
            ResolutionPoint(title="Giúp hai hộ thoát nghèo"),
        ],
    )


async def test_a_resolution_goes_its_whole_way_and_its_words_stand_in_no_event(met: Desk) -> None:
    by, place = secretary(met), met.place
    adopted = await a_repetition_changes_nothing(met, adopt(), by)
    of = {"cell_id": CELL, "resolution_id": adopted.decided["resolution_id"]}
    review = {**of, "meeting_id": NEXT_MEETING}

    done = await answers(
        met,
        by,
        ReviewResolution(command_id=uuid4(), **review, done_points=[2]),
        WithdrawResolutionReview(command_id=uuid4(), **review, reason=WHY),
        ReviewResolution(command_id=uuid4(), **review, done_points=[1, 2]),
        CarryOutResolution(command_id=uuid4(), **of, carried_out_on=date(2024, 3, 3)),
        ReopenResolution(command_id=uuid4(), **of, reason=WHY),
        WithdrawResolution(command_id=uuid4(), **of, reason=WHY),
        adopt(),
    )

    assert done == ["accepted"] * 7
    rows = await place.store.history(UUID(adopted.decided["resolution_id"]))
    assert not any("Gặp từng hộ" in (row.state + (row.wire or b"")).decode() for row in rows)
    [text_id] = [point["text"]["text_id"] for point in json.loads(rows[1].wire or b"")["points"] if point["text"]]
    text = await place.store.text(UUID(text_id))
    assert text is not None
    assert (text.text, text.unit_id) == ("Gặp từng hộ dân.", CELL)


async def test_a_resolution_needs_a_meeting_of_the_cell_that_was_held(met: Desk) -> None:
    by = secretary(met)
    never_held = an_id("no meeting")
    withdrawn = WithdrawMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=NEXT_MEETING, reason=WHY)

    assert await answers(met, by, adopt(meeting_id=never_held), withdrawn) == ["not_there", "accepted"]
    assert await answers(met, by, adopt(meeting_id=NEXT_MEETING)) == ["meeting_not_held"]
    other = holding(met.place.keeper, "secretary", OTHER_CELL)
    assert await answers(met, other, adopt(cell_id=OTHER_CELL)) == ["not_there"]


async def test_of_two_who_adopt_or_withdraw_at_once_one_is_told(met: Desk) -> None:
    by = secretary(met)

    assert await two_at_once(met, adopt(), by) == ["accepted", "resolution_already_adopted"]

    known = (await met.one(adopt("02-NQ/CB"), by=by)).decided["resolution_id"]
    of = {"cell_id": CELL, "resolution_id": known}
    at = of | {"meeting_id": NEXT_MEETING}
    for command, other in (
        (ReviewResolution(command_id=uuid4(), **at, done_points=[1]), "resolution_already_reviewed"),
        (WithdrawResolutionReview(command_id=uuid4(), **at, reason=WHY), "changed_meanwhile"),
        (CarryOutResolution(command_id=uuid4(), **of, carried_out_on=NEXT), "resolution_already_carried_out"),
        (ReopenResolution(command_id=uuid4(), **of, reason=WHY), "changed_meanwhile"),
        (WithdrawResolution(command_id=uuid4(), **of, reason=WHY), "changed_meanwhile"),
    ):
        assert await two_at_once(met, command, by) == ["accepted", other]


async def test_open_resolutions_are_listed_with_what_is_overdue(met: Desk) -> None:
    by = secretary(met)
    first = (await met.one(adopt(), by=by)).decided["resolution_id"]
    second = (await met.one(adopt("02-NQ/CB"), by=by)).decided["resolution_id"]
    review = {"cell_id": CELL, "resolution_id": first, "meeting_id": NEXT_MEETING}
    await answers(
        met,
        by,
        ReviewResolution(command_id=uuid4(), **review, done_points=[2]),
        CarryOutResolution(command_id=uuid4(), cell_id=CELL, resolution_id=second, carried_out_on=NEXT),
    )
    await met.place.told(FollowedReplica())

    listed = await asked(met, ListResolutions(cell_id=CELL, as_of=TODAY), by)
    everything = await asked(met, ListResolutions(cell_id=CELL, as_of=TODAY, open_only=False), by)

    assert [(one["resolution_id"], one["done"], one["points"], one["overdue"]) for one in listed["resolutions"]] == [
        (first, 1, 2, 1)
    ]
    assert [one["state"] for one in everything["resolutions"]] == ["adopted", "carried_out"]


async def asked(desk: Desk, query: Query, by: Actor) -> dict[str, list[dict[str, object]]]:
    reply = await desk.ask(query, by=by)
    assert reply.answer is not None, reply
    return reply.answer


async def test_tasks_are_counted_by_cell_and_month(desk: Desk) -> None:
    by, of = secretary(desk), {"cell_id": CELL, "month": HELD_ON}
    assign = AssignMemberTasks(command_id=uuid4(), **of, assigned_on=HELD_ON, assigned=12)
    assigned = await a_repetition_changes_nothing(desk, assign, by)

    done = await answers(
        desk,
        by,
        ReviewMemberTasks(command_id=uuid4(), **of, reviewed_on=NEXT, reviewed=13, done=1),
        ReviewMemberTasks(command_id=uuid4(), **of, reviewed_on=NEXT, reviewed=11, done=9),
        WithdrawMemberTasks(command_id=uuid4(), **of, reason=WHY),
        assign.model_copy(update={"command_id": uuid4(), "assigned": 11}),
    )

    assert done == ["tasks_do_not_add_up", "accepted", "accepted", "accepted"]
    assert await told(desk.place, assigned.decided["tasks_id"]) == [
        *("MemberTasksAssigned", "MemberTasksReviewed", "MemberTasksWithdrawn", "MemberTasksAssigned")
    ]


async def test_of_two_who_enter_a_months_tasks_at_once_one_is_told(desk: Desk) -> None:
    assign = AssignMemberTasks(command_id=uuid4(), cell_id=CELL, month=HELD_ON, assigned_on=HELD_ON, assigned=12)

    of = {"cell_id": CELL, "month": HELD_ON}
    review = ReviewMemberTasks(command_id=uuid4(), **of, reviewed_on=NEXT, reviewed=11, done=9)
    withdraw = WithdrawMemberTasks(command_id=uuid4(), **of, reason=WHY)

    assert await two_at_once(desk, assign, secretary(desk)) == ["accepted", "tasks_already_assigned"]
    assert await two_at_once(desk, review, secretary(desk)) == ["accepted", "accepted"]
    assert await two_at_once(desk, withdraw, secretary(desk)) == ["accepted", "changed_meanwhile"]


SEMINAR = {
    "unit_id": WARD,
    "forms": ["seminar"],
    "topic": "Nâng cao chất lượng hoạt động của chi bộ",
    "held_on": date(2012, 4, 22),
    "opinions": Tally(total=16, parts=[Share(name="Quản lý đảng viên"), Share(name="Phát triển đảng viên")]),
}


async def test_a_gathering_is_recorded_corrected_and_taken_back(desk: Desk) -> None:
    by = ward(desk)
    record = RecordGathering(command_id=uuid4(), **SEMINAR, conclusions="Phân công cấp ủy theo dõi.")
    held = await a_repetition_changes_nothing(desk, record, by)
    of = {"gathering_id": held.decided["gathering_id"]}

    done = await answers(
        desk,
        by,
        CorrectGathering(command_id=uuid4(), **of, **SEMINAR, reason=WHY),
        CorrectGathering(command_id=uuid4(), **of, **SEMINAR | {"papers": 2}, reason=WHY),
        WithdrawGathering(command_id=uuid4(), **of, unit_id=WARD, reason=WHY),
        record.model_copy(update={"command_id": uuid4()}),
    )

    assert done == ["nothing_changed", "accepted", "accepted", "accepted"]
    rows = await desk.place.store.history(UUID(held.decided["gathering_id"]))
    wires = [json.loads(row.wire) for row in rows if row.wire]
    assert wires[0]["opinions"]["not_counted"] == 16
    assert wires[1]["conclusions"] == wires[0]["conclusions"]


async def test_of_two_who_record_at_a_place_that_was_left_one_is_told_and_none_at_the_place_that_was_taken(
    desk: Desk,
) -> None:
    by = ward(desk)
    record, later = RecordGathering(command_id=uuid4(), **SEMINAR), SEMINAR | {"held_on": date(2012, 4, 23)}
    held = (await desk.one(record, by=by)).decided
    assert await answers(desk, by, CorrectGathering(command_id=uuid4(), **held, **later, reason=WHY)) == ["accepted"]

    again = record.model_copy(update={"command_id": uuid4()})
    assert await two_at_once(desk, again, by) == ["accepted", "gathering_already_recorded"]
    assert await answers(desk, by, RecordGathering(command_id=uuid4(), **later)) == ["gathering_already_recorded"]
    assert await told(desk.place, held["gathering_id"]) == ["GatheringHeld", "GatheringCorrected"]


async def test_a_gathering_is_a_committees_of_its_own_unit_alone(desk: Desk) -> None:
    record = RecordGathering(command_id=uuid4(), **SEMINAR)
    held = (await desk.one(record, by=ward(desk))).decided["gathering_id"]
    district = holding(desk.place.keeper, "committee", DISTRICT)
    other = WithdrawGathering(command_id=uuid4(), unit_id=DISTRICT, gathering_id=held, reason=WHY)

    assert await answers(desk, secretary(desk), record.model_copy(update={"command_id": uuid4()})) == ["not_allowed"]
    assert await answers(desk, district, other) == ["not_there"]
    unknown = RecordGathering(command_id=uuid4(), **SEMINAR | {"unit_id": an_id("nowhere")})
    early = RecordGathering(command_id=uuid4(), **SEMINAR | {"held_on": date(2009, 4, 22)})
    staff = holding(desk.place.keeper, "staff")
    assert await answers(desk, staff, unknown, early) == ["unit_unknown", "unit_not_there_yet"]


async def test_of_two_who_record_or_correct_a_gathering_at_once_one_is_told(desk: Desk) -> None:
    by = ward(desk)
    record = RecordGathering(command_id=uuid4(), **SEMINAR)
    assert await two_at_once(desk, record, by) == ["accepted", "gathering_already_recorded"]

    held = (await desk.one(RecordGathering(command_id=uuid4(), **SEMINAR | {"topic": "Khác"}), by=by)).decided
    correct = CorrectGathering(command_id=uuid4(), **held, **SEMINAR | {"topic": "Khác", "papers": 1}, reason=WHY)
    assert await two_at_once(desk, correct, by) == ["accepted", "changed_meanwhile"]
    withdraw = WithdrawGathering(command_id=uuid4(), unit_id=WARD, **held, reason=WHY)
    assert await two_at_once(desk, withdraw, by) == ["accepted", "changed_meanwhile"]


def guide(for_unit_id: UUID | None = None, number: str = "05-HD/ĐU") -> IssueGuidance:
    return IssueGuidance(
        command_id=uuid4(),
        issuer_id=WARD,
        number=number,
        title="Định hướng tháng 01/2024",
        issued_on=date(2023, 12, 25),
        period="month",
        begins_on=HELD_ON,
        for_unit_id=for_unit_id,
        text="Chăm lo Tết cho nhân dân.",
    )


async def test_guidance_is_issued_taken_up_and_both_are_taken_back(met: Desk) -> None:
    issued = await a_repetition_changes_nothing(met, guide(), ward(met))
    guidance_id = issued.decided["guidance_id"]
    take_up = TakeUpGuidance(command_id=uuid4(), cell_id=CELL, guidance_id=guidance_id, meeting_id=MEETING)
    again = take_up.model_copy(update={"command_id": uuid4(), "meeting_id": NEXT_MEETING})
    back = WithdrawTakingUp(command_id=uuid4(), cell_id=CELL, guidance_id=guidance_id, reason=WHY)
    withdraw = WithdrawGuidance(command_id=uuid4(), issuer_id=WARD, guidance_id=guidance_id, reason=WHY)
    third = again.model_copy(update={"command_id": uuid4()})

    by_cell = await answers(met, secretary(met), take_up, again, back)
    by_ward = await answers(met, ward(met), withdraw)

    assert by_cell == ["accepted", "guidance_already_taken_up", "accepted"]
    assert by_ward == ["accepted"]
    assert await answers(met, secretary(met), third) == ["guidance_not_issued"]


async def test_guidance_reaches_the_cells_below_the_unit_that_it_is_for(met: Desk) -> None:
    above = guide(for_unit_id=DISTRICT, number="1")
    elsewhere = (await met.one(guide(for_unit_id=OTHER_CELL, number="2"), by=ward(met))).decided["guidance_id"]
    take_up = TakeUpGuidance(command_id=uuid4(), cell_id=CELL, guidance_id=elsewhere, meeting_id=MEETING)

    assert await answers(met, ward(met), above) == ["unit_not_below"]
    assert await answers(met, secretary(met), take_up) == ["unit_not_below"]


async def test_of_two_who_issue_or_take_up_guidance_at_once_one_is_told(met: Desk) -> None:
    assert await two_at_once(met, guide(), ward(met)) == ["accepted", "guidance_already_issued"]

    known = (await met.one(guide(number="2"), by=ward(met))).decided["guidance_id"]
    take_up = TakeUpGuidance(command_id=uuid4(), cell_id=CELL, guidance_id=known, meeting_id=MEETING)
    first, second = await asyncio.gather(
        met.one(take_up, by=secretary(met)),
        met.one(take_up.model_copy(update={"command_id": uuid4()}), by=secretary(met)),
    )
    assert sorted([code(first), code(second)]) == ["accepted", "guidance_already_taken_up"]
    back = WithdrawTakingUp(command_id=uuid4(), cell_id=CELL, guidance_id=known, reason=WHY)
    assert await two_at_once(met, back, secretary(met)) == ["accepted", "changed_meanwhile"]
    withdraw = WithdrawGuidance(command_id=uuid4(), issuer_id=WARD, guidance_id=known, reason=WHY)
    assert await two_at_once(met, withdraw, ward(met)) == ["accepted", "changed_meanwhile"]


def practice() -> RecordGoodPractice:
    return RecordGoodPractice(
        command_id=uuid4(),
        unit_id=CELL,
        title="Đối thoại tại hẻm",
        theme="Dân vận",
        recorded_on=HELD_ON,
        content="Mỗi tháng gặp các hộ dân một buổi.",
    )


async def test_good_practice_is_recorded_passed_on_and_taken_back(desk: Desk) -> None:
    recorded = await a_repetition_changes_nothing(desk, practice(), secretary(desk))
    of = recorded.decided
    share = ShareGoodPractice(command_id=uuid4(), sharer_id=WARD, **of, with_unit_ids=[OTHER_CELL], shared_on=NEXT)

    assert await two_at_once(desk, share, ward(desk)) == ["accepted", "practice_already_shared"]
    done = await answers(
        desk,
        ward(desk),
        WithdrawSharing(command_id=uuid4(), sharer_id=WARD, **of, with_unit_id=OTHER_CELL, reason=WHY),
        WithdrawGoodPractice(command_id=uuid4(), unit_id=CELL, **of, reason=WHY),
        practice(),
    )

    assert done == ["accepted"] * 3
    assert await two_at_once(desk, practice(), secretary(desk)) == ["practice_already_recorded"] * 2


async def test_good_practice_is_passed_on_by_those_above_it_to_units_that_are_there(desk: Desk) -> None:
    of = (await desk.one(practice(), by=secretary(desk))).decided
    to_nobody = ShareGoodPractice(
        command_id=uuid4(), sharer_id=WARD, **of, with_unit_ids=[an_id("nowhere")], shared_on=NEXT
    )
    by_another = ShareGoodPractice(command_id=uuid4(), sharer_id=OTHER_CELL, **of, with_unit_ids=[WARD], shared_on=NEXT)
    other = holding(desk.place.keeper, "secretary", OTHER_CELL)
    theirs = WithdrawGoodPractice(command_id=uuid4(), unit_id=OTHER_CELL, **of, reason=WHY)

    assert await answers(desk, ward(desk), to_nobody) == ["unit_unknown"]
    assert await answers(desk, other, by_another, theirs) == ["unit_not_below", "not_there"]


def issue(
    *,
    source: IssueSource = "cell",
    at_unit_id: UUID | None = WARD,
    visit_id: UUID | None = None,
    recurrence_of: str | None = None,
    due_on: date | None = None,
) -> RaiseIssue:
    return RaiseIssue(
        command_id=uuid4(),
        unit_id=CELL,
        source=source,
        theme="Ngập nước hẻm 12",
        content="Hẻm 12 ngập mỗi khi mưa lớn.",
        raised_on=HELD_ON,
        at_unit_id=at_unit_id,
        due_on=due_on,
        visit_id=visit_id,
        recurrence_of=UUID(recurrence_of) if recurrence_of else None,
    )


async def raised(desk: Desk, **changed: UUID | str | date | None) -> str:
    outcome = await desk.one(issue(**changed), by=secretary(desk))  # type: ignore[arg-type]
    assert outcome.outcome == "accepted", outcome
    return str(outcome.decided["issue_id"])


async def test_an_issue_goes_up_is_answered_settled_and_opened_again(desk: Desk) -> None:
    first = await a_repetition_changes_nothing(desk, issue(), secretary(desk))
    issue_id = first.decided["issue_id"]
    at_ward, at_district = {"at_unit_id": WARD, "issue_id": issue_id}, {"at_unit_id": DISTRICT, "issue_id": issue_id}
    staff = holding(desk.place.keeper, "staff")

    done = await answers(
        desk,
        staff,
        EscalateIssue(command_id=uuid4(), **at_ward, to_unit_id=DISTRICT, escalated_on=NEXT, reason=WHY),
        AnswerIssue(command_id=uuid4(), **at_ward, answered_on=NEXT, answer="Đã nạo vét."),
        ReturnIssue(command_id=uuid4(), **at_district, returned_on=NEXT, reason=WHY),
        AnswerIssue(command_id=uuid4(), **at_ward, answered_on=NEXT, answer="Đã nạo vét."),
        WithdrawIssueAnswer(command_id=uuid4(), **at_ward, reason=WHY),
        MarkHotSpot(command_id=uuid4(), **at_ward, hot_spot=True, marked_on=NEXT, reason=WHY),
        ResolveIssue(command_id=uuid4(), **at_ward, resolved_on=NEXT, outcome="Không còn ngập."),
        ReopenIssue(command_id=uuid4(), **at_ward, reopened_on=NEXT, reason="Ngập trở lại."),
    )

    assert done == ["accepted", "not_there", *["accepted"] * 6]
    assert first.decided["due_on"] == "2024-02-02"


async def test_an_issue_goes_up_alone_and_not_to_where_it_stands(desk: Desk) -> None:
    of = {"at_unit_id": WARD, "issue_id": await raised(desk), "escalated_on": NEXT, "reason": WHY}

    down, nowhere = (EscalateIssue(command_id=uuid4(), **of, to_unit_id=to) for to in (OTHER_CELL, WARD))

    assert await answers(desk, ward(desk), down, nowhere) == ["unit_not_below", "nothing_changed"]
    beside = issue(at_unit_id=OTHER_CELL)
    assert await answers(desk, secretary(desk), beside) == ["unit_not_below"]


async def test_an_observer_raises_issues_from_a_visit_of_his_own_and_takes_back_his_own(desk: Desk) -> None:
    observer = holding(desk.place.keeper, "observer", person_id=OBSERVER)
    another = holding(desk.place.keeper, "observer", person_id=an_id("another observer"))
    from_visit = issue(source="observer", visit_id=VISIT)

    outcome = await desk.one(from_visit, by=observer)
    foreign = await answers(desk, another, issue(source="observer", visit_id=VISIT))
    posing = await answers(desk, secretary(desk), issue(source="observer", visit_id=VISIT))
    withdraw = WithdrawIssue(
        command_id=uuid4(), unit_id=CELL, issue_id=outcome.decided["issue_id"], reason="Đã giải quyết tại chỗ."
    )

    assert (outcome.outcome, foreign, posing) == ("accepted", ["visit_unknown"], ["not_allowed"])
    assert await answers(desk, secretary(desk), withdraw) == ["not_there"]
    assert await answers(desk, another, withdraw.model_copy(update={"command_id": uuid4()})) == ["not_there"]
    assert await answers(desk, observer, withdraw.model_copy(update={"command_id": uuid4()})) == ["accepted"]


async def test_the_words_of_the_answer_return_to_the_observer_and_to_nobody_else(desk: Desk) -> None:
    observer = holding(desk.place.keeper, "observer", person_id=OBSERVER)
    another = holding(desk.place.keeper, "observer", person_id=an_id("another observer"))
    raised_so = await desk.one(issue(source="observer", visit_id=VISIT), by=observer)
    of = {"at_unit_id": WARD, "issue_id": raised_so.decided["issue_id"]}
    answer = AnswerIssue(command_id=uuid4(), **of, answered_on=NEXT, answer="Đã nạo vét.")
    assert await answers(desk, ward(desk), answer) == ["accepted"]
    await desk.place.told(FollowedReplica())

    [mine] = (await asked(desk, ListOwnIssues(as_of=TODAY), observer))["issues"]
    others = await asked(desk, ListOwnIssues(as_of=TODAY), another)
    auditor = await desk.ask(ListOwnIssues(as_of=TODAY), by=holding(desk.place.keeper, "auditor"))

    assert (mine["content"]["text"], mine["answer"]["text"], mine["outcome"]) == (  # type: ignore[index]
        "Hẻm 12 ngập mỗi khi mưa lớn.",
        "Đã nạo vét.",
        None,
    )
    assert others["issues"] == []
    assert code(auditor) == "not_allowed"


async def test_an_issue_opened_again_has_neither_an_answer_nor_an_outcome_until_the_next_ones(desk: Desk) -> None:
    observer = holding(desk.place.keeper, "observer", person_id=OBSERVER)
    raised_so = await desk.one(issue(source="observer", visit_id=VISIT), by=observer)
    of = {"at_unit_id": WARD, "issue_id": raised_so.decided["issue_id"]}
    before_it_was_settled = NEXT - timedelta(days=1)

    done = await answers(
        desk,
        ward(desk),
        AnswerIssue(command_id=uuid4(), **of, answered_on=NEXT, answer="Đã nạo vét."),
        ResolveIssue(command_id=uuid4(), **of, resolved_on=NEXT, outcome="Không còn ngập."),
        ReopenIssue(command_id=uuid4(), **of, reopened_on=before_it_was_settled, reason="Lại ngập."),
        ReopenIssue(command_id=uuid4(), **of, reopened_on=TODAY + timedelta(days=1), reason="Lại ngập."),
        ReopenIssue(command_id=uuid4(), **of, reopened_on=NEXT, reason="Lại ngập."),
    )
    await desk.place.told(FollowedReplica())

    [mine] = (await asked(desk, ListOwnIssues(as_of=TODAY), observer))["issues"]
    refused = ["day_before_what_it_follows", "day_in_the_future"]
    assert done == ["accepted", "accepted", *refused, "accepted"]
    assert (mine["answer"], mine["outcome"]) == (None, None)
    assert (mine["issue"]["state"], mine["issue"]["answered_on"]) == ("open", None)  # type: ignore[index]


async def test_a_withdrawn_visit_raises_no_issue(desk: Desk) -> None:
    observer = holding(desk.place.keeper, "observer", person_id=OBSERVER)
    withdrawn = VisitWithdrawn(
        visit_id=VISIT,
        person_id=OBSERVER,
        cell_id=CELL,
        meeting_id=MEETING,
        visited_on=HELD_ON,
        reason=TextRef(text_id=an_id("text"), sha256="00" * 32),
    )
    await desk.place.told(VisitReplica(), told_by(Feed(desk.place.keeper, "assignments"), withdrawn, above=1))

    assert await answers(desk, observer, issue(source="observer", visit_id=VISIT)) == ["visit_unknown"]


async def test_a_recurrence_counts_and_needs_an_earlier_issue_of_the_unit(desk: Desk) -> None:
    first = await raised(desk)

    again = await desk.one(issue(recurrence_of=first), by=secretary(desk))
    unknown = issue(recurrence_of=str(an_id("no issue")))

    assert again.decided["recurrence"] == 1
    assert await answers(desk, secretary(desk), unknown) == ["earlier_issue_unknown"]


async def test_of_two_who_answer_at_once_one_is_told_that_it_was_answered(desk: Desk) -> None:
    of = {"at_unit_id": WARD, "issue_id": await raised(desk)}
    answer = AnswerIssue(command_id=uuid4(), **of, answered_on=NEXT, answer="Đã nạo vét.")
    reopen = ReopenIssue(command_id=uuid4(), **of, reopened_on=NEXT, reason=WHY)

    assert await two_at_once(desk, answer, ward(desk)) == ["accepted", "issue_already_answered"]
    assert await two_at_once(desk, reopen, ward(desk)) == ["accepted", "changed_meanwhile"]


async def test_of_two_who_send_an_issue_on_mark_it_or_take_it_back_at_once_one_is_told(desk: Desk) -> None:
    known = await raised(desk)
    of, above = {"at_unit_id": WARD, "issue_id": known}, {"at_unit_id": DISTRICT, "issue_id": known}
    staff = holding(desk.place.keeper, "staff")
    answer = AnswerIssue(command_id=uuid4(), **of, answered_on=NEXT, answer="Đã nạo vét.")
    for command, other in (
        (EscalateIssue(command_id=uuid4(), **of, to_unit_id=DISTRICT, escalated_on=NEXT, reason=WHY), None),
        (ReturnIssue(command_id=uuid4(), **above, returned_on=NEXT, reason=WHY), None),
        (MarkHotSpot(command_id=uuid4(), **of, hot_spot=True, marked_on=NEXT, reason=WHY), "nothing_changed"),
        (answer, "issue_already_answered"),
        (WithdrawIssueAnswer(command_id=uuid4(), **of, reason=WHY), None),
        (WithdrawIssue(command_id=uuid4(), unit_id=CELL, issue_id=known, reason=WHY), None),
    ):
        assert await two_at_once(desk, command, staff) == ["accepted", other or "changed_meanwhile"]


async def test_a_mistaken_step_is_taken_back_by_whoever_took_it_and_the_lists_show_what_was_before(desk: Desk) -> None:
    observer = holding(desk.place.keeper, "observer", person_id=OBSERVER)
    raised_so = await desk.one(issue(source="observer", visit_id=VISIT), by=observer)
    of = {"at_unit_id": WARD, "issue_id": raised_so.decided["issue_id"]}
    back = {"command_id": uuid4(), **of, "step_on": NEXT, "reason": "Ghi nhầm vấn đề khác."}
    escalate = EscalateIssue(command_id=uuid4(), **of, to_unit_id=DISTRICT, escalated_on=NEXT, reason=WHY)
    never = WithdrawIssueStep.model_validate({**back, "command_id": uuid4(), "step": "returned"})
    by_another = WithdrawIssueStep.model_validate({**back, "at_unit_id": OTHER_CELL, "step": "escalated"})
    other = holding(desk.place.keeper, "secretary", OTHER_CELL)

    assert await answers(desk, ward(desk), escalate, never) == ["accepted", "issue_step_not_taken"]
    assert await answers(desk, other, by_another) == ["not_there"]
    mistaken = WithdrawIssueStep.model_validate({**back, "command_id": uuid4(), "step": "escalated"})
    await a_repetition_changes_nothing(desk, mistaken, ward(desk))
    assert await answers(
        desk,
        ward(desk),
        AnswerIssue(command_id=uuid4(), **of, answered_on=NEXT, answer="Đã nạo vét."),
        ResolveIssue(command_id=uuid4(), **of, resolved_on=NEXT, outcome="Không còn ngập."),
        ReopenIssue(command_id=uuid4(), **of, reopened_on=NEXT, reason="Lại ngập."),
        WithdrawIssueStep.model_validate({**back, "command_id": uuid4(), "step": "resolved"}),
    ) == ["accepted", "accepted", "accepted", "issue_step_followed"]
    reopened = WithdrawIssueStep.model_validate({**back, "step": "reopened"})
    assert await two_at_once(desk, reopened, ward(desk)) == ["accepted", "changed_meanwhile"]

    await desk.place.told(FollowedReplica())
    [mine] = (await asked(desk, ListOwnIssues(as_of=TODAY), observer))["issues"]
    assert (mine["answer"]["text"], mine["outcome"]["text"]) == ("Đã nạo vét.", "Không còn ngập.")  # type: ignore[index]
    assert (mine["issue"]["state"], mine["issue"]["at_unit_id"]) == ("resolved", str(WARD))  # type: ignore[index]


async def test_issues_are_listed_by_unit_state_and_what_is_overdue(desk: Desk) -> None:
    late, answered = await raised(desk), await raised(desk)
    in_time, gone = await raised(desk, due_on=TODAY), await raised(desk)
    await answers(
        desk,
        holding(desk.place.keeper, "staff"),
        AnswerIssue(command_id=uuid4(), at_unit_id=WARD, issue_id=answered, answered_on=NEXT, answer="Đã nạo vét."),
        MarkHotSpot(command_id=uuid4(), at_unit_id=WARD, issue_id=in_time, hot_spot=True, marked_on=NEXT, reason=WHY),
        WithdrawIssue(command_id=uuid4(), unit_id=CELL, issue_id=gone, reason=WHY),
    )
    await desk.place.told(FollowedReplica())

    async def listed(unit_id: UUID, *, state: IssueState | None = None, overdue: bool | None = None) -> list[object]:
        by = holding(desk.place.keeper, "auditor")
        query = ListIssues(unit_id=unit_id, as_of=TODAY, state=state, overdue=overdue)
        return [one["issue_id"] for one in (await asked(desk, query, by))["issues"]]

    assert (await listed(DISTRICT))[0] == in_time
    assert set(await listed(DISTRICT)) == set(await listed(CELL)) == {late, answered, in_time}
    assert await listed(WARD, overdue=True) == [late]
    assert await listed(WARD, state="answered") == [answered]
    assert await listed(OTHER_CELL) == []


async def test_a_cell_that_has_moved_is_listed_where_it_stands_that_day(desk: Desk) -> None:
    own = await raised(desk, at_unit_id=None)
    moved = UnitMoved(unit_id=CELL, parent_id=DISTRICT, effective_on=date(2024, 3, 1))
    await desk.place.told(TREE, told_by(Feed(desk.place.keeper, "registry"), moved, above=4))
    await desk.place.told(FollowedReplica())
    by = holding(desk.place.keeper, "auditor")

    before = await asked(desk, ListIssues(unit_id=WARD, as_of=date(2024, 2, 29)), by)
    after = await asked(desk, ListIssues(unit_id=WARD, as_of=date(2024, 3, 1)), by)

    assert [one["issue_id"] for one in before["issues"]] == [own]
    assert [one["age_days"] for one in before["issues"]] == [57]
    assert after["issues"] == []
