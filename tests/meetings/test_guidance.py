"""Guidance is issued for a year or a month, and each cell takes it up once; good practice is passed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.chassis.errors import Refused
from services.meetings.domain import Guidance, GuidancePeriod, TakingUp
from tests.meetings.given import CELL, REASON, an_id, happened, names
from tests.meetings.made import (
    ADOPTED_ON,
    DISTRICT,
    MEETING,
    NEXT_MEETING,
    REVIEWED_ON,
    TODAY,
    WARD,
    WORDS,
    a_practice,
    given,
    issued,
    taking_up,
)

OTHER_CELL = an_id("another cell")


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (GuidancePeriod.MONTH, date(2024, 2, 10), date(2024, 2, 1), date(2024, 2, 29)),
        (GuidancePeriod.MONTH, date(2023, 12, 31), date(2023, 12, 1), date(2023, 12, 31)),
        (GuidancePeriod.YEAR, date(2024, 2, 10), date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_is_the_whole_month_or_year_of_a_day(
    period: GuidancePeriod, day: date, first: date, last: date
) -> None:
    assert period.around(day) == (first, last)


def test_one_number_is_issued_once_a_year_and_again_once_withdrawn() -> None:
    guidance = issued()
    with pytest.raises(Refused, match="guidance_already_issued"):
        guidance.issue(given(), today=TODAY)

    guidance.withdraw(REASON)
    guidance.issue(given(title="Bản thay thế"), today=TODAY)

    assert names(happened(guidance)) == ["Withdrawn", "Issued"]
    assert Guidance.create_id(WARD, "05-hd/đu", date(2023, 1, 1)) == guidance.id


def test_guidance_of_tomorrow_and_guidance_that_nobody_issued_are_refused() -> None:
    later = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="day_in_the_future"):
        Guidance(WARD, "1", later).issue(given(issued_on=later), today=TODAY)
    with pytest.raises(Refused, match="guidance_not_issued"):
        Guidance(WARD, "1", TODAY).withdraw(REASON)


def test_a_cell_takes_guidance_up_once_at_a_meeting_after_its_issue() -> None:
    with pytest.raises(Refused, match="guidance_already_taken_up"):
        taking_up().take_up(given(), NEXT_MEETING, REVIEWED_ON)
    with pytest.raises(Refused, match="meeting_before_guidance"):
        TakingUp(issued().id, CELL).take_up(given(issued_on=REVIEWED_ON), MEETING, ADOPTED_ON)


def test_taking_up_may_be_taken_back_and_entered_again() -> None:
    taking = taking_up()

    taking.withdraw(REASON)
    taking.take_up(given(), NEXT_MEETING, REVIEWED_ON)

    assert (taking.meeting_id, taking.taken_up_on) == (NEXT_MEETING, REVIEWED_ON)
    with pytest.raises(Refused, match="guidance_not_taken_up"):
        TakingUp(issued().id, OTHER_CELL).withdraw(REASON)


def test_a_practice_is_passed_on_to_those_who_do_not_have_it_yet() -> None:
    practice = a_practice()
    practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)

    new = practice.share(WARD, [DISTRICT, OTHER_CELL, OTHER_CELL], REVIEWED_ON, today=TODAY)

    assert new == [OTHER_CELL]
    assert vars(happened(practice)[-1])["with_unit_ids"] == [OTHER_CELL]


def test_a_practice_is_passed_on_neither_to_its_own_unit_nor_twice() -> None:
    practice = a_practice()
    practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)

    with pytest.raises(Refused, match="practice_is_their_own"):
        practice.share(WARD, [CELL], ADOPTED_ON, today=TODAY)
    with pytest.raises(Refused, match="practice_already_shared"):
        practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)
    with pytest.raises(Refused, match="day_before_what_it_follows"):
        practice.share(WARD, [OTHER_CELL], ADOPTED_ON - timedelta(days=1), today=TODAY)


def test_that_it_was_passed_on_may_be_taken_back() -> None:
    practice = a_practice()
    practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)

    practice.withdraw_sharing(WARD, DISTRICT, REASON)

    assert practice.shared == []
    with pytest.raises(Refused, match="practice_not_shared"):
        practice.withdraw_sharing(WARD, DISTRICT, REASON)


def test_only_whoever_passed_it_on_takes_that_back() -> None:
    practice = a_practice()
    practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)

    with pytest.raises(Refused, match="practice_not_shared"):
        practice.withdraw_sharing(OTHER_CELL, DISTRICT, REASON)

    assert [sharing.with_unit_id for sharing in practice.shared] == [DISTRICT]


def test_a_withdrawn_practice_is_had_by_nobody_and_may_be_recorded_again() -> None:
    practice = a_practice()
    practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)
    with pytest.raises(Refused, match="practice_already_recorded"):
        practice.record("Đối thoại tại hẻm", "Dân vận", TODAY, WORDS, today=TODAY)

    practice.withdraw(REASON)

    with pytest.raises(Refused, match="practice_not_recorded"):
        practice.share(WARD, [DISTRICT], ADOPTED_ON, today=TODAY)
    practice.record("Đối thoại tại hẻm", "Dân vận", TODAY, WORDS, today=TODAY)
    assert practice.shared == []


def test_that_a_cell_took_it_up_moves_with_the_meeting_but_not_before_it_was_issued() -> None:
    taking = taking_up()

    taking.redate(given(), TODAY, REASON)

    [redated] = happened(taking)
    assert isinstance(redated, TakingUp.Redated)
    assert (redated.former_taken_up_on, redated.taken_up_on, taking.taken_up_on) == (ADOPTED_ON, TODAY, TODAY)
    with pytest.raises(Refused, match="meeting_before_guidance"):
        taking.redate(given(), given().issued_on - timedelta(days=1), REASON)
    taking.withdraw(REASON)
    with pytest.raises(Refused, match="guidance_not_taken_up"):
        taking.redate(given(), TODAY, REASON)
