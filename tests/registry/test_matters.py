"""Committees, training, candidates and members of other cells: what is refused, and that days come in any order."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.registry.domain import (
    CellCommittee,
    CommitteeChange,
    DualAffiliation,
    Membership,
    Participants,
    Recruitment,
    Seats,
    StageCount,
    Training,
)
from tests.registry.given import REASON, at, happened, replayed, unit

CELL, TODAY, MARCH = unit("CB-1"), date(2024, 4, 1), date(2024, 3, 31)
AN, BINH, CHI = (UUID(int=number) for number in (1, 2, 3))
NOBODY_ELSE: list[UUID] = []


def a_committee() -> CellCommittee:
    committee = CellCommittee(CELL)
    committee.change(CommitteeChange.ELECTED, Seats(3, AN, [BINH], [CHI]), MARCH)
    return committee


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        (Seats(3, AN, [AN], NOBODY_ELSE), "committee_person_twice"),
        (Seats(3, AN, [BINH], [CHI, CHI]), "committee_person_twice"),
        (Seats(2, AN, [BINH], [CHI]), "committee_above_seats"),
    ],
)
def test_a_committee_has_each_person_once_and_no_more_than_its_seats(seats: Seats, code: str) -> None:
    with pytest.raises(Refused, match=code):
        CellCommittee(CELL).change(CommitteeChange.COMPLETED, seats, MARCH)


def test_a_seat_may_be_empty_and_the_secretary_still_to_come() -> None:
    committee = CellCommittee(CELL)

    committee.change(CommitteeChange.COMPLETED, Seats(3, None, [BINH], NOBODY_ELSE), MARCH)

    assert committee.since[MARCH].persons == [BINH]


def test_a_day_has_one_change_and_another_after_that_one_was_withdrawn() -> None:
    committee = a_committee()
    with pytest.raises(Refused, match="committee_changed_that_day"):
        committee.change(CommitteeChange.COMPLETED, Seats(3, AN, [], []), MARCH)

    committee.withdraw(MARCH, REASON)
    committee.change(CommitteeChange.COMPLETED, Seats(3, AN, [], []), MARCH)

    assert committee.since[MARCH].persons == [AN]


def test_what_was_not_recorded_cannot_be_withdrawn() -> None:
    membership = Membership(CELL)

    with pytest.raises(Refused, match="committee_not_changed_that_day"):
        CellCommittee(CELL).withdraw(MARCH, REASON)
    with pytest.raises(Refused, match="not_reported_that_day"):
        membership.withdraw_recruitment(MARCH, REASON)
    with pytest.raises(Refused, match="not_reported_that_day"):
        membership.withdraw_dual(MARCH, REASON)


def training(came: int = 20, held_on: date = MARCH) -> Training:
    return Training.record(AN, CELL, held_on, "Nghiệp vụ chi ủy", Participants(None, came, 0, 0, 0), today=TODAY)


def test_a_training_was_held_and_somebody_came() -> None:
    with pytest.raises(Refused, match="training_in_the_future"):
        training(held_on=date(2024, 4, 2))
    with pytest.raises(Refused, match="training_without_participants"):
        training(came=0)

    assert training().counts


def test_a_training_is_withdrawn_once_and_by_the_right_of_its_own_unit() -> None:
    held = training()
    with pytest.raises(Refused, match="not_there"):
        held.withdraw(unit("CB-2"), REASON)

    held.withdraw(CELL, REASON)

    with pytest.raises(Refused, match="training_withdrawn_already"):
        held.withdraw(CELL, REASON)


def test_a_stage_is_counted_once() -> None:
    twice = Recruitment([StageCount("dossier", 1), StageCount("outstanding", 2), StageCount("dossier", 1)], 0)

    with pytest.raises(Refused, match="recruitment_stage_twice"):
        Membership(CELL).report_recruitment(MARCH, twice, today=TODAY)


@given(*[st.integers(0, 30)] * 3)
def test_remarks_given_are_never_more_than_asked_for_nor_those_than_members(
    members: int, asked: int, answered: int
) -> None:
    dual = DualAffiliation(members, asked, answered)
    if members >= asked >= answered:
        dual.check()
    else:
        code = "remarks_above_members" if asked > members else "remarks_above_asked"
        with pytest.raises(Refused, match=code):
            dual.check()


def test_a_day_to_come_and_a_day_reported_already_are_refused() -> None:
    membership, none = Membership(CELL), Recruitment([], 0)
    membership.report_recruitment(MARCH, none, today=TODAY)

    with pytest.raises(Refused, match="already_reported_that_day"):
        membership.report_recruitment(MARCH, none, today=TODAY)
    with pytest.raises(Refused, match="report_in_the_future"):
        membership.report_dual(date(2024, 4, 2), DualAffiliation(0, 0, 0), today=TODAY)


@given(st.lists(st.tuples(st.booleans(), st.dates(date(2024, 1, 1), date(2024, 1, 6)), st.integers(0, 9)), max_size=20))
def test_the_last_report_of_a_day_that_was_not_withdrawn_stands(acts: list[tuple[bool, date, int]]) -> None:
    with at():
        membership, model = Membership(CELL), dict[date, int]()
        for reports, day, candidates in acts:
            if reports and day not in model:
                counted = Recruitment([StageCount("outstanding", candidates)], 0)
                membership.report_recruitment(day, counted, today=TODAY)
                model[day] = candidates
            elif not reports and day in model:
                membership.withdraw_recruitment(day, REASON)
                del model[day]
        again = replayed(happened(membership))

    assert isinstance(again, Membership)
    assert {day: known.candidates for day, known in again.recruitments.items()} == model
