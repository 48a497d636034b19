"""A unit ends only once nothing is recorded of it from that day on, in whichever history that stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Matter, Recorded, Unit
from services.registry.domain.recorded import check_none_from
from tests.registry.given import YEAR_2010, happened, replayed, roll, unit

JULY = date(2023, 7, 1)
DAY = timedelta(days=1)
CODES = {
    Matter.COMMITTEE: "committee_after_end",
    Matter.TRAINING: "training_after_end",
    Matter.RECRUITMENT: "recruitment_after_end",
    Matter.DUAL_AFFILIATION: "dual_affiliation_after_end",
    Matter.GRANT: "grant_after_end",
}


def a_unit() -> Unit:
    return Unit(unit("CB-1"), "CB-1", "Chi bộ CB-1", YEAR_2010)


def a_fact(day: date = JULY, matter: Matter = Matter.TRAINING) -> Recorded:
    return Recorded(matter, UUID(int=5), day)


@pytest.mark.parametrize("matter", Matter)
def test_what_is_recorded_from_the_day_on_keeps_a_unit_from_ending(matter: Matter) -> None:
    noted, looked_up = a_unit(), a_unit()
    noted.note(a_fact(matter=matter), field="day")

    endings: list[Callable[[], None]] = [
        lambda: noted.end(JULY),
        lambda: noted.hand_over("binh-my", JULY),
        lambda: looked_up.end(JULY, [a_fact(matter=matter)]),
        lambda: looked_up.hand_over("binh-my", JULY, [a_fact(matter=matter)]),
    ]
    for ending in endings:
        with pytest.raises(Refused, match=CODES[matter]) as refused:
            ending()
        assert refused.value.numbers == {"unit": "CB-1", "day": "2023-07-01"}


def test_what_is_recorded_of_days_before_stays_with_a_unit_that_ends() -> None:
    ended = a_unit()
    ended.note(a_fact(JULY - DAY), field="day")

    ended.end(JULY)

    assert ended.dissolved_on == JULY


def test_the_last_of_several_is_named() -> None:
    with pytest.raises(Refused, match="committee_after_end"):
        check_none_from([a_fact(), a_fact(JULY + DAY, Matter.COMMITTEE)], JULY, unit="CB-1")


def test_what_was_withdrawn_keeps_nothing_from_ending() -> None:
    ended = a_unit()
    ended.note(a_fact(), field="day")
    ended.strike(a_fact())

    ended.end(JULY)

    assert ended.dissolved_on == JULY


def test_what_was_never_noted_is_struck_without_a_trace() -> None:
    made = a_unit()
    happened(made)

    made.strike(a_fact())

    assert happened(made) == []


@pytest.mark.parametrize(("day", "code"), [(YEAR_2010 - DAY, "unit_not_yet_there"), (JULY, "unit_dissolved")])
def test_nothing_is_recorded_of_a_unit_that_is_not_there(day: date, code: str) -> None:
    ended = a_unit()
    ended.end(JULY)

    with pytest.raises(Refused, match=code) as refused:
        ended.note(a_fact(day), field="held_on")
    assert refused.value.field == "held_on"


def test_a_unit_of_which_something_is_recorded_was_there_and_each_thing_counts_once() -> None:
    made = a_unit()
    made.note(a_fact(), field="day")
    made.report_roll(JULY, roll(), today=JULY)

    with pytest.raises(Refused, match="unit_in_use") as refused:
        made.withdraw_establishment([a_fact(), a_fact(JULY + DAY)])
    assert refused.value.numbers == {"unit": "CB-1", "facts": 3}


def test_a_history_makes_the_same_notes_again() -> None:
    made = a_unit()
    made.note(a_fact(), field="day")
    made.note(a_fact(JULY + DAY), field="day")
    made.strike(a_fact())
    again = replayed(happened(made))

    assert isinstance(again, Unit)
    with pytest.raises(Refused, match="training_after_end"):
        again.end(JULY + DAY)
    again.end(JULY + 2 * DAY)
