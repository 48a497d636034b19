"""The arithmetic that all analyses share: medians, changes, months, and which policy is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median as usual_median

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.reporting import Figure
from services.reporting.catalogue import Definition
from services.reporting.quarters import Quarter
from services.reporting.read_models.analyses.asking import before, last_of, months_before
from services.reporting.read_models.analyses.lines import Line, Period, change, exact, median
from services.reporting.read_models.analyses.policy import POLICIES, in_force

NAMES = ("Tên", "Name")
RATIO, MIDDLE = Definition("key", *NAMES, "ratio"), Definition("median", *NAMES, "mean")
SMALL = st.integers(0, 50)


def ratio(n: int, of: int) -> Figure:
    return RATIO.figure(n, of)


@settings(deadline=None)
@given(st.lists(st.integers(-10_000, 10_000), min_size=1))
def test_the_median_is_the_middle_as_everybody_counts_it(values: list[int]) -> None:
    found = exact(median(MIDDLE, values))

    assert found is not None
    assert float(found) == usual_median(values)


def test_nothing_has_no_median() -> None:
    found = median(MIDDLE, [])

    assert (found.numerator, found.denominator, found.mean) == (0, 0, None)


@settings(deadline=None)
@given(SMALL, st.integers(1, 50), SMALL, st.integers(1, 50))
def test_the_change_of_a_ratio_is_in_percentage_points_and_the_same_backwards(n: int, of: int, m: int, by: int) -> None:
    now, then = (Period("2019-Q1", [ratio(min(pair), pair[1])]) for pair in ((n, of), (m, by)))

    forwards, backwards = change(now, then), change(then, now)

    assert forwards is not None
    assert backwards is not None
    assert -100 <= forwards == -backwards <= 100
    exactly = Decimal(100) * (Decimal(min(n, of)) / of - Decimal(min(m, by)) / by)
    assert abs(Decimal(str(forwards)) - exactly) <= Decimal("0.0051")


def test_nothing_changes_against_a_quarter_with_too_little_or_with_nothing() -> None:
    now = Period("2019-Q2", [ratio(1, 2)])

    for then in (None, Period("2019-Q1", [ratio(0, 0)]), Period("2019-Q1", [ratio(1, 2)], too_few=True)):
        assert change(now, then) is None


def test_a_line_is_told_with_the_change_from_each_period_to_the_one_before() -> None:
    line = Line("key", *NAMES, [Period("2019-Q2", [ratio(3, 4)]), Period("2019-Q1", [ratio(1, 2)])])

    assert [period.change for period in line.told().periods] == [25.0, None]


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)), st.integers(0, 100))
def test_months_before_one_another_add_up(day: date, months: int) -> None:
    first = day.replace(day=1)

    assert months_before(months_before(first, months), 1) == months_before(first, months + 1)
    assert last_of(first).month == first.month
    assert before(Quarter.of(day)).last < Quarter.of(day).first


def test_the_policy_of_a_day_is_the_last_that_has_begun() -> None:
    first = replace(POLICIES[0], effective_from=date(2019, 1, 1), version="1")
    second = replace(first, effective_from=date(2020, 1, 1), version="2")

    found = [in_force(day, [second, first]).version for day in (date(2019, 12, 31), date(2020, 1, 1))]

    assert found == ["1", "2"]
    assert set(first.numbers) == {
        *("least_pairs", "history_months", "least_visits", "least_repeats"),
        *("apart_points", "least_answers", "in_time_days"),
        *("least_peers", "far_deviations", "far_attendance", "far_points", "far_opinions"),
    }
