"""Notices through the real service: done, refused, repeated, raced."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from contracts.assignments import (
    MakeVisit,
    NoticeIssued,
    NotifyObserver,
    ObserverAssigned,
    ObserverReleased,
    ObserverReleaseWithdrawn,
    ReleaseObserver,
    WithdrawObserverRelease,
)
from contracts.history import ReadAssignmentsText
from contracts.registry import ChangeUnitType, DissolveUnit
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.meetings.domain import Meeting, MeetingKind
from services.registry.domain import id_of_unit
from tests.assignments.district import COMMITTEE, MARCH, NEW_YEAR, STAFF, District, a_notice, an_observer, somebody
from tests.assignments.given import KEEPER

pytestmark = pytest.mark.connected

SCHOOL, ENTERPRISE = id_of_unit(KEEPER, "SCHOOL"), id_of_unit(KEEPER, "ENTERPRISE")


def a_release(notice_id: UUID, assignment_id: UUID) -> ReleaseObserver:
    return ReleaseObserver(
        command_id=uuid4(),
        notice_id=notice_id,
        assignment_id=assignment_id,
        released_on=date(2019, 7, 1),
        reason="Chuyển công tác",
    )


async def test_a_notice_is_issued_with_all_its_pairs(district: District) -> None:
    observer = an_observer()

    outcome = await district.must(STAFF, a_notice((observer, SCHOOL), (observer, ENTERPRISE)), NEW_YEAR)

    assert outcome.decided["assignments"] == 2
    assert outcome.decided["observers"] == 1
    assert outcome.decided["warnings"] == []
    told = [ObserverAssigned.model_validate_json(wire) for wire in await district.wire(ObserverAssigned)]
    assert [one.cell_id for one in told if one.person_id == observer.person_id] == [SCHOOL, ENTERPRISE]


async def test_too_few_groups_warn_with_their_counts_and_block_nothing(district: District) -> None:
    few, enough = an_observer(), an_observer()

    outcome = await district.must(STAFF, a_notice((few, SCHOOL), (enough, SCHOOL), (enough, ENTERPRISE)), NEW_YEAR)

    [warning] = outcome.decided["warnings"]
    assert {name: warning[name] for name in ("rule", "least", "observers", "below")} == {
        "rule": "groups_of_types",
        "least": 2,
        "observers": 2,
        "below": 1,
    }
    assert warning["shown"] == [{"person_id": str(few.person_id), "cells": 1, "groups": 1}]


async def test_one_own_cell_refuses_the_whole_notice(district: District) -> None:
    before = len(await district.wire(NoticeIssued))

    outcome = await district.send(STAFF, a_notice((an_observer(), SCHOOL), own_cell_id=SCHOOL), NEW_YEAR)

    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == ("own_cell", "pairs.0.cell_id")
    assert "chi bộ của mình" in outcome.refusal.vi
    assert len(await district.wire(NoticeIssued)) == before


async def test_only_staff_and_leaders_issue(district: District) -> None:
    assert await district.refused(somebody("secretary"), a_notice((an_observer(), SCHOOL))) == "not_allowed"


async def test_the_same_notice_twice_is_one_and_answered_as_it_was(district: District) -> None:
    command = district.informed(a_notice((an_observer(), SCHOOL)))
    first = await district.send(STAFF, command, NEW_YEAR)
    issued = len(await district.wire(NoticeIssued))

    again = await district.send(STAFF, command, NEW_YEAR)

    assert again == first
    assert len(await district.wire(NoticeIssued)) == issued


async def test_a_number_is_issued_once(district: District) -> None:
    command = a_notice((an_observer(), SCHOOL))
    await district.must(STAFF, command, NEW_YEAR)

    another = command.model_copy(update={"command_id": uuid4()})
    assert await district.refused(STAFF, another, NEW_YEAR) == "notice_already_issued"


async def test_another_year_begins_its_numbers_anew(district: District) -> None:
    first, pairs = a_notice((an_observer(), SCHOOL)), a_notice((an_observer(), SCHOOL)).pairs
    await district.must(STAFF, first, NEW_YEAR)
    year_before = {"from_on": date(2018, 1, 2), "until_on": date(2018, 12, 31)}

    another = first.model_copy(
        update={
            "command_id": uuid4(),
            "issued_on": date(2018, 1, 2),
            "pairs": [pair.model_copy(update=year_before) for pair in pairs],
        }
    )

    assert (await district.send(STAFF, another, NEW_YEAR)).outcome == "accepted"


async def test_of_two_that_race_for_a_number_one_is_issued(district: District) -> None:
    command = a_notice((an_observer(), SCHOOL))
    rival = command.model_copy(update={"command_id": uuid4()})

    outcomes = await asyncio.gather(*(district.send(STAFF, one, NEW_YEAR) for one in (command, rival)))

    assert sorted(outcome.outcome == "accepted" for outcome in outcomes) == [False, True]


async def test_a_release_ends_an_assignment_once_and_keeps_its_reason_out_of_the_history(district: District) -> None:
    observer = an_observer()
    notice_id = await district.a_notice((observer, SCHOOL), (observer, ENTERPRISE))
    assignment_id = uuid5(notice_id, f"{observer.person_id}:{SCHOOL}:2019-01-02")

    outcome = await district.must(STAFF, a_release(notice_id, assignment_id))

    assert [warning["below"] for warning in outcome.decided["warnings"]] == [1]
    assert await district.refused(STAFF, a_release(notice_id, assignment_id)) == "observer_already_released"
    told = (await district.wire(ObserverReleased))[-1]
    assert "Chuyển công tác" not in told
    assert ObserverReleased.model_validate_json(told).assignment_id == assignment_id


async def test_a_release_taken_back_lets_the_observer_come_as_before(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    notice_id = await district.a_notice((observer, cell))
    assignment_id = uuid5(notice_id, f"{observer.person_id}:{cell}:2019-01-02")

    def back(issuer_id: UUID = COMMITTEE) -> WithdrawObserverRelease:
        return WithdrawObserverRelease(
            command_id=uuid4(), notice_id=notice_id, issuer_id=issuer_id, assignment_id=assignment_id, reason="Nhầm"
        )

    assert await district.refused(STAFF, back()) == "observer_not_released"
    await district.must(STAFF, a_release(notice_id, assignment_id))
    assert await district.refused(STAFF, back(cell)) == "not_there"
    assert await district.refused(somebody("secretary"), back()) == "not_allowed"
    rivals = [district.informed(back()) for _ in range(2)]

    outcomes = await asyncio.gather(*(district.send(STAFF, one) for one in rivals))

    assert sorted(one.outcome == "accepted" for one in outcomes) == [False, True]
    done = next(one for one in outcomes if one.outcome == "accepted")
    again = next(one for one in rivals if one.command_id == done.command_id)
    assert await district.send(STAFF, again) == done
    told = ObserverReleaseWithdrawn.model_validate_json((await district.wire(ObserverReleaseWithdrawn))[-1])
    assert (told.until_on, told.replaced_by) == (date(2019, 12, 31), None)
    july = Meeting.create_id(cell, MeetingKind.REGULAR, date(2019, 7, 1), None, None)
    visit = MakeVisit(command_id=uuid4(), cell_id=cell, meeting_id=july, visited_on=date(2019, 7, 3))
    await district.must(observer, visit, datetime(2019, 7, 4, 1, tzinfo=UTC))


async def test_why_somebody_was_released_is_read_by_the_issuer_and_not_by_the_cell(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    notice_id = await district.a_notice((observer, cell))
    await district.must(STAFF, a_release(notice_id, uuid5(notice_id, f"{observer.person_id}:{cell}:2019-01-02")))
    reason = ObserverReleased.model_validate_json((await district.wire(ObserverReleased))[-1]).reason

    def of(unit_id: UUID) -> ReadAssignmentsText:
        return ReadAssignmentsText(text_id=reason.text_id, unit_id=unit_id)

    def holding(role: str, unit_id: UUID) -> Actor:
        return Actor(uuid4(), (Role(role, KEEPER, unit_id),))

    read = await district.client(holding("committee", COMMITTEE)).ask(KEEPER, of(COMMITTEE))
    assert read.text == "Chuyển công tác"
    for unit_id in (cell, COMMITTEE):
        with pytest.raises(Refused):
            await district.client(holding("secretary", cell)).ask(KEEPER, of(unit_id))


async def test_a_notice_that_is_not_there_and_a_pair_of_another_are_one_answer(district: District) -> None:
    notice_id = await district.a_notice((an_observer(), SCHOOL))

    absent = await district.send(STAFF, a_release(uuid4(), uuid4()))
    another = await district.send(STAFF, a_release(notice_id, uuid4()))

    assert absent.refusal == another.refusal
    assert absent.refusal is not None
    assert absent.refusal.code == "not_there"


async def test_a_cell_that_is_dissolved_before_its_first_day_is_refused(district: District) -> None:
    cell = await district.a_cell()
    dissolve = DissolveUnit(command_id=uuid4(), unit_id=cell, effective_on=date(2019, 1, 2))
    await district.must(STAFF, dissolve, NEW_YEAR)

    assert await district.refused(STAFF, a_notice((an_observer(), cell)), NEW_YEAR) == "cell_not_there_that_day"


async def test_the_group_of_a_cell_is_that_of_its_newest_type(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell("RESIDENTIAL")
    change = ChangeUnitType(command_id=uuid4(), unit_id=cell, cell_type="SCHOOL", effective_on=date(2019, 1, 1))
    await district.must(STAFF, change, NEW_YEAR)

    outcome = await district.must(STAFF, a_notice((observer, cell), (observer, SCHOOL)), NEW_YEAR)

    assert [warning["below"] for warning in outcome.decided["warnings"]] == [1]


async def test_nobody_but_the_service_notifies(district: District) -> None:
    command = NotifyObserver(
        command_id=uuid4(),
        assignment_id=uuid4(),
        notice_id=uuid4(),
        meeting_id=uuid4(),
        change="cancelled",
        former_starts_at=MARCH,
        starts_at=None,
        place=None,
    )

    assert await district.refused(somebody("staff", "leader", "observer"), command) == "not_allowed"
