"""Corrections, preparation, themes and policies on a real database: each command done, refused, repeated and raced."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.meeting_policies import (
    AdoptMeetingPolicy,
    MeetingPolicyAdopted,
    MeetingPolicyWithdrawn,
    WithdrawMeetingPolicy,
)
from contracts.meeting_preparation import PlanTheme, PrepareAgenda, WithdrawAgenda, WithdrawTheme
from contracts.meetings import CorrectMinutes, OpinionsOnTopic, RecordMeeting, Theme
from contracts.message import Command, CommandOutcome
from contracts.texts import TextRef
from services.chassis.feed import Feed
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.main import SERVICE, of_keeper
from services.meetings.replicas import CellReplica
from services.meetings.replicas.city import CityPolicyReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.meetings.given import CELL, HELD_ON, JANUARY, THEME, an_id
from tests.meetings.test_application import COUNTS, a_unit, record, schedule

pytestmark = pytest.mark.connected

OTHER_CELL = an_id("another cell")
MEETING = Meeting.create_id(CELL, MeetingKind.REGULAR, JANUARY, None, None)
REASON = "Ghi thiếu so với sổ biên bản."


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        units = [a_unit("cell", CELL), a_unit("cell", OTHER_CELL)]
        await made.told(CellReplica(), told_by(Feed(made.keeper, "registry"), *units))
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, of_keeper(place.repository, place.pool, place.keeper))


def twins(command: Command) -> list[Command]:
    """The same wish twice, as two persons send it."""
    return [command, command.model_copy(update={"command_id": uuid4()})]


def racing(place: Place) -> Desk:
    """Where the first two decide on the same state."""
    return Desk(place, of_keeper(Simultaneous(place), place.pool, place.keeper))


async def sent(desk: Desk, command: Command, *, cell_id: UUID | None = CELL) -> CommandOutcome:
    """By the secretary of the cell; by the staff of the keeper where there is none."""
    role = "secretary" if cell_id else "staff"
    return await desk.one(command, by=holding(desk.place.keeper, role, cell_id))


async def last_told(place: Place, aggregate_id: UUID) -> dict[str, object]:
    wire = (await place.store.history(aggregate_id))[-1].wire
    assert wire is not None
    told: dict[str, object] = json.loads(wire)
    return told


def correct(*, minutes: int = 100, cell_id: UUID = CELL, meeting_id: UUID = MEETING) -> CorrectMinutes:
    return CorrectMinutes(
        command_id=uuid4(),
        cell_id=cell_id,
        meeting_id=meeting_id,
        held_on=HELD_ON,
        duration_minutes=minutes,
        attendance=COUNTS,
        opinions=5,
        opinions_by_topic=[OpinionsOnTopic(topic="Quản lý đảng viên", opinions=2)],
        standing_themes=[THEME.title],
        reason=REASON,
    )


def prepare(*items: str, cell_id: UUID = CELL) -> PrepareAgenda:
    return PrepareAgenda(
        command_id=uuid4(), cell_id=cell_id, meeting_id=MEETING, items=list(items) or ["Nhiệm vụ tháng 01"]
    )


def plan(title: str = THEME.title, quarter: date = JANUARY, cell_id: UUID = CELL) -> PlanTheme:
    return PlanTheme(command_id=uuid4(), cell_id=cell_id, quarter=quarter, title=title)


def adopt(effective_from: date = JANUARY, *, repeated: str = "refuse", merging: bool = True) -> AdoptMeetingPolicy:
    return AdoptMeetingPolicy.model_validate(
        {
            "command_id": uuid4(),
            "name": "Quy định",
            "effective_from": effective_from,
            "least_minutes": 60,
            "repeated_theme": repeated,
            "merging_allowed": merging,
        }
    )


def thematic(**more: object) -> RecordMeeting:
    told = record(kind="thematic", theme=Theme(title=THEME.title))
    return told.model_copy(update=more)


async def test_corrected_minutes_are_told_whole_and_their_reason_stands_in_no_event(desk: Desk, place: Place) -> None:
    await sent(desk, record())

    outcome = await sent(desk, correct())

    told = await last_told(place, MEETING)
    row = (await place.store.history(MEETING))[-1]
    assert row.wire is not None
    assert (code(outcome), row.contract) == ("accepted", "meetings.MinutesCorrected.v1")
    assert (told["duration_minutes"], told["opinions"], told["former_held_on"]) == (100, 5, "2024-01-03")
    assert told["opinions_by_topic"] == [{"topic": "Quản lý đảng viên", "opinions": 2}]
    assert REASON not in (row.state + row.wire).decode()


async def test_minutes_that_nobody_recorded_or_of_another_cell_are_not_corrected(desk: Desk) -> None:
    assert code(await sent(desk, correct())) == "not_there"
    await sent(desk, schedule())
    assert code(await sent(desk, correct())) == "meeting_not_held"
    await sent(desk, record())
    assert code(await sent(desk, correct(cell_id=OTHER_CELL), cell_id=OTHER_CELL)) == "not_there"


async def test_the_same_correction_twice_corrects_once_and_of_two_at_once_one_looks_again(
    desk: Desk, place: Place
) -> None:
    await sent(desk, record())
    command = correct()
    first = await sent(desk, command)

    assert await sent(desk, command) == first
    assert code(await sent(desk, correct())) == "nothing_changed"
    both = racing(place)
    raced = await asyncio.gather(sent(both, correct(minutes=93)), sent(both, correct(minutes=94)))
    assert sorted(map(code, raced)) == ["accepted", "changed_meanwhile"]


async def test_an_agenda_is_prepared_said_again_and_taken_back(desk: Desk, place: Place) -> None:
    assert code(await sent(desk, prepare())) == "not_there"
    await sent(desk, schedule())
    command = prepare()

    first = await sent(desk, command)

    assert (code(first), await sent(desk, command)) == ("accepted", first)
    assert code(await sent(desk, prepare())) == "nothing_changed"
    assert code(await sent(desk, prepare("Nội dung khác"))) == "accepted"
    withdraw = WithdrawAgenda(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, reason=REASON)
    assert code(await sent(desk, withdraw)) == "accepted"
    assert (await last_told(place, MEETING))["meeting_on"] == "2024-01-03"
    again = withdraw.model_copy(update={"command_id": uuid4()})
    assert code(await sent(desk, again)) == "agenda_not_prepared"


async def test_of_two_who_take_an_agenda_back_at_once_one_is_asked_to_look_again(desk: Desk, place: Place) -> None:
    await sent(desk, schedule())
    await sent(desk, prepare())
    commands = [WithdrawAgenda(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, reason=REASON) for _ in range(2)]

    both = racing(place)
    outcomes = await asyncio.gather(*(sent(both, command) for command in commands))

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]


async def test_a_theme_is_planned_told_as_repeated_and_taken_back(desk: Desk) -> None:
    command = plan()
    first = await sent(desk, command)
    assert first.decided == {"quarter": "2024-01-01", "repeats": []}
    assert await sent(desk, command) == first

    again = await sent(desk, plan(quarter=date(2024, 5, 1)))

    assert again.decided == {"quarter": "2024-04-01", "repeats": ["2024-01-01"]}
    assert code(await sent(desk, plan("Chuyển đổi số"))) == "theme_already_planned"
    withdraw = WithdrawTheme(command_id=uuid4(), cell_id=CELL, quarter=JANUARY, reason=REASON)
    assert code(await sent(desk, withdraw)) == "accepted"
    assert code(await sent(desk, withdraw.model_copy(update={"command_id": uuid4()}))) == "theme_not_planned"
    assert code(await sent(desk, plan("Chuyển đổi số"))) == "accepted"


async def test_of_two_who_plan_a_quarter_at_once_the_second_is_told_that_it_has_a_theme(place: Place) -> None:
    both = racing(place)

    outcomes = await asyncio.gather(sent(both, plan("Chuyển đổi số")), sent(both, plan("Cải cách hành chính")))

    assert sorted(map(code, outcomes)) == ["accepted", "theme_already_planned"]
    withdraw = WithdrawTheme(command_id=uuid4(), cell_id=CELL, quarter=JANUARY, reason=REASON)
    both = racing(place)
    withdrawn = await asyncio.gather(*(sent(both, one) for one in twins(withdraw)))
    assert sorted(map(code, withdrawn)) == ["accepted", "changed_meanwhile"]


async def test_a_meeting_is_judged_by_the_policy_of_its_day(desk: Desk, place: Place) -> None:
    adopted = await sent(desk, adopt(), cell_id=None)
    late = date(2023, 12, 30)

    await sent(desk, record(held_on=HELD_ON))
    await sent(desk, record(held_on=late))

    told = await last_told(place, MEETING)
    before = await last_told(place, Meeting.create_id(CELL, MeetingKind.REGULAR, date(2023, 12, 1), None, None))
    assert (told["policy_version"], before["policy_version"]) == (adopted.decided["version"], "HD12-2018")


async def test_a_policy_is_adopted_once_for_a_day_and_taken_back(desk: Desk) -> None:
    command = adopt()
    first = await sent(desk, command, cell_id=None)

    assert await sent(desk, command, cell_id=None) == first
    assert code(await sent(desk, adopt(), cell_id=None)) == "policy_day_taken"
    assert code(await sent(desk, adopt(date(2025, 1, 1)))) == "not_allowed"
    withdraw = WithdrawMeetingPolicy(command_id=uuid4(), effective_from=JANUARY, reason=REASON)
    assert code(await sent(desk, withdraw, cell_id=None)) == "accepted"
    again = withdraw.model_copy(update={"command_id": uuid4()})
    assert code(await sent(desk, again, cell_id=None)) == "no_policy_from_that_day"
    assert code(await sent(desk, adopt(), cell_id=None)) == "accepted"


async def test_of_two_policies_adopted_for_a_day_at_once_one_is_refused(place: Place) -> None:
    both = racing(place)

    outcomes = await asyncio.gather(sent(both, adopt(), cell_id=None), sent(both, adopt(repeated="warn"), cell_id=None))

    assert sorted(map(code, outcomes)) == ["accepted", "policy_day_taken"]
    withdraw = WithdrawMeetingPolicy(command_id=uuid4(), effective_from=JANUARY, reason=REASON)
    both = racing(place)
    withdrawn = await asyncio.gather(*(sent(both, one, cell_id=None) for one in twins(withdraw)))
    assert sorted(map(code, withdrawn)) == ["accepted", "changed_meanwhile"]


async def test_a_strict_policy_refuses_a_theme_that_comes_back(desk: Desk) -> None:
    await sent(desk, adopt(), cell_id=None)
    await sent(desk, plan())

    assert code(await sent(desk, plan(quarter=date(2024, 4, 1)))) == "theme_repeated"


async def test_a_thematic_meeting_held_as_one_with_the_regular_one_says_so_and_why(desk: Desk, place: Place) -> None:
    assert code(await sent(desk, thematic(merged_with=MEETING))) == "merger_reason_missing"
    assert code(await sent(desk, thematic(merger_reason=REASON))) == "merged_with_missing"
    merging = thematic(merged_with=MEETING, merger_reason=REASON)
    assert code(await sent(desk, merging)) == "not_there"
    await sent(desk, record())

    outcome = await sent(desk, merging)

    row = (await place.store.history(UUID(outcome.decided["meeting_id"])))[-1]
    assert row.wire is not None
    merged = json.loads(row.wire)["merged"]
    text = await place.store.text(UUID(merged["reason"]["text_id"]))
    assert text is not None
    assert (merged["regular_meeting_id"], text.text) == (str(MEETING), REASON)
    assert REASON not in (row.state + row.wire).decode()


async def test_corrected_minutes_keep_to_the_day_of_the_meeting_they_were_merged_with(desk: Desk) -> None:
    await sent(desk, record())
    outcome = await sent(desk, thematic(merged_with=MEETING, merger_reason=REASON))
    merged = correct(meeting_id=UUID(str(outcome.decided["meeting_id"])))

    moved = merged.model_copy(update={"command_id": uuid4(), "held_on": HELD_ON + timedelta(days=1)})

    assert code(await sent(desk, moved)) == "merged_on_another_day"
    assert code(await sent(desk, merged)) == "accepted"


async def test_a_policy_that_allows_no_merging_refuses_it(desk: Desk) -> None:
    await sent(desk, adopt(merging=False), cell_id=None)
    await sent(desk, record())

    merging = thematic(merged_with=MEETING, merger_reason=REASON)

    assert code(await sent(desk, merging)) == "merger_not_allowed"


async def test_a_policy_of_the_city_serves_until_the_district_has_its_own(desk: Desk, place: Place) -> None:
    city, reader = Feed("city", "meetings"), CityPolicyReplica()
    adopted = MeetingPolicyAdopted(
        version="CITY-1",
        name="Quy định của Thành phố",
        effective_from=JANUARY,
        attendance_over_percent=80,
        least_minutes=60,
        papers_ahead_days=1,
        repeated_theme="warn",
        merging_allowed=True,
    )
    elsewhere = adopted.model_copy(update={"version": "OTHER", "effective_from": HELD_ON})
    gone = MeetingPolicyWithdrawn(
        version="CITY-1", effective_from=JANUARY, reason=TextRef(text_id=uuid4(), sha256="0" * 64)
    )
    await place.told(reader, told_by(Feed("another-district", "meetings"), elsewhere))
    versions = []

    await place.told(reader, told_by(city, adopted))
    await sent(desk, record(held_on=HELD_ON))
    versions.append((await last_told(place, MEETING))["policy_version"])
    own = await sent(desk, adopt(), cell_id=None)
    await sent(desk, correct())
    versions.append((await last_told(place, MEETING))["policy_version"])
    await sent(desk, WithdrawMeetingPolicy(command_id=uuid4(), effective_from=JANUARY, reason=REASON), cell_id=None)
    await place.told(reader, told_by(city, gone))
    await sent(desk, correct(minutes=101))
    versions.append((await last_told(place, MEETING))["policy_version"])

    assert versions == ["CITY-1", own.decided["version"], "HD12-2018"]
