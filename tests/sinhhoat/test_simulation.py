"""The simulated year is the same for the same seed, and plausible for any."""

from __future__ import annotations

from datetime import date

import pytest

from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.known import Known
from sinhhoat.simulation import records
from sinhhoat.simulation.drive import Year
from sinhhoat.simulation.people import Cast
from sinhhoat.simulation.signed import late_visit
from tests.system.district import FIRST_DAY, KEEPER, a_district


def a_year(seed: str) -> Year:
    register = a_district()
    known = Known(
        units={unit.code.casefold(): id_of_unit(KEEPER, unit.code) for unit in register.units},
        people={person.code.casefold(): id_of_person(KEEPER, person.code) for person in register.people},
    )
    return Year(KEEPER, 2019, Cast.of(register, known, seed), seed, FIRST_DAY)


@pytest.fixture(scope="module")
def year() -> Year:
    return a_year("one")


def test_the_same_seed_makes_the_same_year(year: Year) -> None:
    again = a_year("one")

    assert (again.meetings, again.visits, again.days()) == (year.meetings, year.visits, year.days())
    assert again.command_id("record", 1) == year.command_id("record", 1)


def test_another_seed_makes_another_year(year: Year) -> None:
    other = a_year("two")

    assert other.meetings != year.meetings
    assert other.command_id("record", 1) != year.command_id("record", 1)


def test_every_cell_is_to_meet_each_month_and_on_a_theme_each_quarter(year: Year) -> None:
    for cell in {meeting.cell.code for meeting in year.meetings}:
        months = [m.month.month for m in year.meetings if m.cell.code == cell and m.kind == "regular"]
        themes = [m.theme for m in year.meetings if m.cell.code == cell and m.kind == "thematic"]
        assert months == list(range(1, 13))
        assert len({theme.title for theme in themes if theme}) == 4
    assert len({meeting.meeting_id for meeting in year.meetings}) == len(year.meetings)


def test_some_meetings_are_missed_moved_and_recorded_late_and_most_are_not(year: Year) -> None:
    number = len(year.meetings)
    missed = sum(meeting.held_on is None for meeting in year.meetings)
    moved = sum(meeting.moved_on is not None for meeting in year.meetings)
    delays = [(m.recorded_on - m.held_on).days for m in year.meetings if m.recorded_on and m.held_on]
    late = [delay for delay in delays if delay >= 10]

    assert 0 < missed < 0.05 * number
    assert 0 < moved < 0.06 * number
    assert 0 < len(late) < 0.1 * number
    assert 0 <= min(delays) <= max(delays) <= 70


def test_nothing_is_recorded_before_it_happened(year: Year) -> None:
    for meeting in year.meetings:
        assert meeting.scheduled_on <= meeting.first_day
        assert meeting.recorded_on is None or meeting.held_on is None or meeting.held_on <= meeting.recorded_on
        assert meeting.moved_on is None or meeting.scheduled_on <= meeting.moved_on <= meeting.first_day


def test_attendance_adds_up(year: Year) -> None:
    for meeting in year.meetings:
        who = records.attendance_of(meeting, "one")
        expected = (
            who.official + who.probationary - who.exempt - who.temporarily_away - who.special_duty
            + who.temporarily_here
        )  # fmt: skip
        assert who.present + who.excused + who.unexcused == max(0, expected)


def test_points_lie_between_nothing_and_the_most_there_is(year: Year) -> None:
    for meeting in year.meetings:
        for rater in ("self", "observer:QS-1"):
            points = records.points_of(meeting, rater, "one")
            assert all(0 <= points[key] <= most for key, most in records.MAX_POINTS.items())
            assert points.keys() == records.MAX_POINTS.keys()


def test_observers_attend_only_their_own_cells_when_these_meet(year: Year) -> None:
    assert len(year.visits) > 50
    for visit in year.visits:
        assert visit.meeting.cell.cell_id in visit.observer.cells
        assert visit.visited_on == visit.meeting.held_on
        assert visit.planned_on is None or FIRST_DAY <= visit.planned_on <= visit.visited_on
    assert 0.4 < sum(visit.planned_on is not None for visit in year.visits) / len(year.visits) < 0.8
    assert all(FIRST_DAY <= day <= date(2020, 3, 31) for day in year.days())


@pytest.mark.parametrize("until", [date(2019, 1, 8), date.max])
def test_who_tells_of_a_visit_late_was_assigned_and_nobody_was_seen_at_that_meeting(year: Year, until: date) -> None:
    cast = Cast(tuple({m.cell.code: m.cell for m in year.meetings}.values()), tuple({v.observer for v in year.visits}))

    observer, meeting = late_visit(year, cast, until)

    assert meeting.cell.cell_id in observer.cells
    assert meeting.meeting_id not in {visit.meeting.meeting_id for visit in year.visits}
    assert meeting.held_on
    assert meeting.recorded_on
    assert meeting.held_on <= date(2019, 3, 31)
    assert meeting.recorded_on <= until
