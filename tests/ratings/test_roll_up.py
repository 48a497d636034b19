"""The year's result of a cell's meetings, under both rules of the sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.ratings.domain.roll_up import GRADES, RatedOnce, YearResult, policy_named
from services.ratings.main import ROLL_UPS

POINTS = {"GOOD": Decimal(95), "FAIR": Decimal(80), "AVERAGE": Decimal(60), "POOR": Decimal(40)}
SEVEN, TEN = "good_months_seven", "good_months_ten"


def a_year(*grades: str | None, themes: int = 4) -> list[RatedOnce]:
    """Regular meetings from January on, and so many thematic ones."""
    regular = [
        RatedOnce("regular", date(2024, month, 1), POINTS[grade] if grade else None, grade)
        for month, grade in enumerate(grades, 1)
    ]
    return regular + [RatedOnce("thematic", date(2024, 3 * number + 1, 1), None, None) for number in range(themes)]


def judged(policy: str, meetings: list[RatedOnce]) -> YearResult:
    return policy_named(ROLL_UPS, policy).judge(meetings)


@pytest.mark.parametrize(
    ("policy", "good", "fair", "grade"),
    [
        (SEVEN, 7, 5, "GOOD"),
        (SEVEN, 6, 6, "FAIR"),
        (TEN, 10, 2, "GOOD"),
        (TEN, 9, 3, "FAIR"),
    ],
)
def test_a_good_year_needs_so_many_good_months(policy: str, good: int, fair: int, grade: str) -> None:
    found = judged(policy, a_year(*["GOOD"] * good, *["FAIR"] * fair))

    assert (found.grade, found.good, found.held) == (grade, good, 12)
    assert found.ours is (grade != "GOOD")


@pytest.mark.parametrize("policy", [SEVEN, TEN])
def test_one_average_month_makes_no_good_year(policy: str) -> None:
    assert judged(policy, a_year(*["GOOD"] * 11, "AVERAGE")).grade == "FAIR"


@pytest.mark.parametrize(("months", "themes"), [(11, 4), (12, 3)])
def test_the_second_rule_wants_every_month_and_every_theme(months: int, themes: int) -> None:
    year = a_year(*["GOOD"] * months, themes=themes)

    assert judged(TEN, year).grade == "FAIR"
    assert judged(SEVEN, year).grade == "GOOD"


def test_a_meeting_that_nobody_rated_counts_as_of_the_lowest_grade() -> None:
    found = judged(SEVEN, a_year(*["GOOD"] * 11, None))

    assert (found.grade, found.rated, found.held) == ("AVERAGE", 11, 12)


def test_a_year_without_any_rating_has_no_grade() -> None:
    assert judged(SEVEN, a_year(None, None)).grade is None


def test_a_policy_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="roll_up_unknown"):
        policy_named(ROLL_UPS, "another")


@given(st.sampled_from([SEVEN, TEN]), st.lists(st.sampled_from(GRADES), min_size=1, max_size=12))
def test_a_better_month_never_makes_a_worse_year(policy: str, grades: list[str]) -> None:
    worse, better = judged(policy, a_year(*grades)), judged(policy, a_year("GOOD", *grades[1:]))

    assert worse.grade is not None
    assert better.grade is not None
    assert GRADES.index(better.grade) <= GRADES.index(worse.grade)
