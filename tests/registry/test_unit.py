"""Names and rolls of one unit."""

from datetime import date

import pytest

from services.chassis.changes import Replay
from services.chassis.errors import Refused
from services.registry.domain import RollCounts, Unit
from services.registry.domain.roll_sums import last_rolls
from services.registry.main import SERVICE
from tests.registry.given import REASON, YEAR_2010, happened, replayed, roll, unit
from tests.samples import Sample, samples_of

TODAY = date(2024, 4, 1)
MARCH_31, YEAR_2024 = date(2024, 3, 31), date(2024, 1, 1)


def a_unit() -> Unit:
    opened = Unit(unit("CB-1"), "CB-1", "Chi bộ CB-1", YEAR_2010)
    happened(opened)
    return opened


def test_a_reported_roll_is_told_as_it_was_counted() -> None:
    reported = a_unit()

    reported.report_roll(MARCH_31, roll(official=23), today=TODAY)

    (told,) = happened(reported)
    assert isinstance(told, Unit.RollReported)
    assert (told.as_of, told.counts.official) == (MARCH_31, 23)


def test_a_roll_as_of_today_is_no_roll_of_the_future() -> None:
    a_unit().report_roll(TODAY, roll(), today=TODAY)

    with pytest.raises(Refused, match="roll_in_the_future"):
        a_unit().report_roll(date(2024, 4, 2), roll(), today=TODAY)


def test_there_is_one_roll_a_day() -> None:
    reported = a_unit()
    reported.report_roll(MARCH_31, roll(), today=TODAY)

    with pytest.raises(Refused, match="roll_already_reported"):
        reported.report_roll(MARCH_31, roll(official=1), today=TODAY)


def test_a_withdrawn_roll_may_be_reported_again() -> None:
    reported = a_unit()
    reported.report_roll(MARCH_31, roll(official=32), today=TODAY)
    reported.withdraw_roll(MARCH_31, REASON)

    reported.report_roll(MARCH_31, roll(official=23), today=TODAY)

    assert [type(event).__name__ for event in happened(reported)] == ["RollReported", "RollWithdrawn", "RollReported"]


def test_what_was_not_reported_cannot_be_withdrawn() -> None:
    with pytest.raises(Refused, match="roll_not_reported"):
        a_unit().withdraw_roll(MARCH_31, REASON)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (roll(official=3, probationary=1, exempt=5), "exempt_above_roll"),
        (roll(official=3, probationary=1, exempt=2, temporarily_away=2, special_duty=1), "absent_above_roll"),
    ],
)
def test_a_roll_leaves_nobody_less_than_none(counts: RollCounts, code: str) -> None:
    with pytest.raises(Refused, match=code):
        a_unit().report_roll(MARCH_31, counts, today=TODAY)


def test_everybody_may_be_absent() -> None:
    a_unit().report_roll(MARCH_31, roll(official=3, probationary=1, exempt=2, temporarily_away=2), today=TODAY)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2009, 12, 31), "unit_not_yet_there"),
        (YEAR_2010, None),
        (date(2023, 12, 31), None),
        (YEAR_2024, "unit_dissolved"),
    ],
)
def test_a_unit_is_there_from_its_first_day_until_before_its_end(day: date, code: str | None) -> None:
    ended = a_unit()
    ended.end(YEAR_2024)

    if code is None:
        ended.report_roll(day, roll(), today=TODAY)
        ended.rename("Chi bộ Khu phố 5A", day)
    else:
        with pytest.raises(Refused, match=code):
            ended.report_roll(day, roll(), today=TODAY)
        with pytest.raises(Refused, match=code):
            ended.rename("Chi bộ Khu phố 5A", day)


def test_no_roll_is_left_without_its_unit() -> None:
    reported = a_unit()
    reported.report_roll(YEAR_2024, roll(), today=TODAY)

    with pytest.raises(Refused, match="roll_after_end") as refused:
        reported.end(YEAR_2024)
    assert refused.value.numbers["day"] == "2024-01-01"


def test_rolls_are_added_up_of_units_that_have_one_by_then() -> None:
    told, silent = a_unit(), a_unit()
    told.report_roll(MARCH_31, roll(official=23), today=TODAY)

    assert last_rolls([told], TODAY) == [roll(official=23)]
    for units, day in (([told, silent], TODAY), ([told], YEAR_2024)):
        with pytest.raises(Refused, match="roll_before_unknown"):
            last_rolls(units, day)


def test_names_come_in_the_order_of_their_days() -> None:
    renamed = a_unit()
    renamed.rename("Chi bộ Khu phố 5A", date(2020, 1, 1))

    renamed.rename("Chi bộ Khu phố 5B", date(2020, 1, 1))

    with pytest.raises(Refused, match="change_before_last"):
        renamed.rename("Chi bộ Khu phố 5", date(2019, 12, 31))


def test_a_history_makes_the_same_unit_again() -> None:
    made = Unit(unit("CB-1"), "CB-1", "Chi bộ CB-1", YEAR_2010)
    made.rename("Chi bộ Khu phố 5A", date(2020, 1, 1))
    made.report_roll(MARCH_31, roll(), today=TODAY)
    made.report_roll(date(2024, 2, 29), roll(), today=TODAY)
    made.withdraw_roll(MARCH_31, REASON)
    made.end(MARCH_31)

    assert replayed(happened(made)) == made


def come_back() -> Unit:
    """Handed over in 2022, and here again since 2024 with a roll of 30 from the other keeper."""
    made = a_unit()
    made.report_roll(date(2021, 12, 31), roll(official=20, probationary=0), today=TODAY)
    made.rename("Chi bộ Khu phố 5A", date(2021, 1, 1))
    made.hand_over("binh-my", date(2022, 1, 1))
    made.come_back("Chi bộ ấp 1", YEAR_2024)
    made.carry_roll(date(2023, 12, 31), roll(official=30, probationary=0))
    return made


def test_of_a_unit_that_came_back_rolls_are_reported_for_its_own_times() -> None:
    back = come_back()
    back.report_roll(date(2021, 6, 30), roll(), today=TODAY)
    back.report_roll(MARCH_31, roll(), today=TODAY)

    with pytest.raises(Refused, match="unit_handed_over") as refused:
        back.report_roll(date(2022, 6, 30), roll(), today=TODAY)
    assert refused.value.numbers == {"unit": "CB-1", "to_keeper": "binh-my", "handed_over_on": "2022-01-01"}
    with pytest.raises(Refused, match="unit_not_yet_there"):
        back.report_roll(date(2009, 12, 31), roll(), today=TODAY)


def test_members_that_a_unit_brings_are_known_before_its_own_roll_is() -> None:
    known = {day: come_back().roll_before(day) for day in (date(2022, 1, 1), YEAR_2024)}

    assert {day: counts.official for day, counts in known.items() if counts} == {date(2022, 1, 1): 20, YEAR_2024: 30}


def test_a_unit_that_came_back_is_called_otherwise_from_its_coming_back_on_only() -> None:
    with pytest.raises(Refused, match="change_before_last"):
        come_back().rename("Chi bộ ấp 2", date(2021, 6, 30))
    come_back().rename("Chi bộ ấp 2", YEAR_2024)


def test_that_a_unit_came_back_is_taken_back_while_nothing_is_recorded_of_it_since() -> None:
    back = come_back()
    back.report_roll(MARCH_31, roll(), today=TODAY)
    with pytest.raises(Refused, match="unit_in_use") as refused:
        back.withdraw_establishment()
    back.withdraw_roll(MARCH_31, REASON)

    back.withdraw_establishment()

    assert refused.value.numbers["facts"] == 1
    assert (back.withdrawn, back.dissolved_on, back.to_keeper) == (False, date(2022, 1, 1), "binh-my")
    back.withdraw_end()
    back.withdraw_name(date(2021, 1, 1), REASON, entered_as="Chi bộ CB-1")


OPENED = [sample for sample in samples_of("registry") if sample.topic == "registry.Unit.Opened"]


@pytest.mark.parametrize(("sample", "name"), [*zip(OPENED, [None, "Chi bộ ấp 12"], strict=True)], ids=str)
def test_a_unit_that_was_opened_before_names_were_recorded_has_none_in_its_history(
    sample: Sample, name: str | None
) -> None:
    assert SERVICE.codec is not None
    told = {change.field[0]: change.new for change in Replay().changes(sample.decoded(SERVICE.codec))}

    assert told.get("name") == name
    assert told["code"] == "CB-03-012"


def test_its_first_new_name_follows_upon_none() -> None:
    assert SERVICE.codec is not None
    replay, opened = Replay(), OPENED[0].decoded(SERVICE.codec)
    replay.apply(opened)
    named = opened.mutate(None)
    assert isinstance(named, Unit)
    named.rename("Chi bộ ấp Mới", date(2024, 6, 1))

    told = {change.field[0]: (change.old, change.new) for change in replay.changes(happened(named)[-1])}
    assert told["name"] == (None, "Chi bộ ấp Mới")
