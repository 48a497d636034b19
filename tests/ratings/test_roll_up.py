"""The year's result of a cell's meetings, under both rules of the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.ratings.domain import RollUpPolicies, RollUpPolicy, RollUpRule
from services.ratings.domain.roll_up import GRADES, RatedOnce, YearResult, in_force
from services.ratings.main import ROLL_UPS
from tests.ratings.given import KEEPER, REASON, YEAR_2024, a_roll_up, happened, replayed

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
    found = in_force(ROLL_UPS, date(2024, 12, 31), policy)
    assert found is not None
    return found.judge(meetings)


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


def test_every_policy_has_its_day_and_says_which_grades_are_ours() -> None:
    assert in_force(ROLL_UPS, date(2018, 7, 5), None) is None
    assert in_force(ROLL_UPS, date(2018, 7, 6), "another") is None
    assert [[rule.ours for rule in policy.rules] for policy in ROLL_UPS] == [[False, True, True, True]] * 2
    for policy in ROLL_UPS:
        policy.check()


def test_the_policy_of_a_year_is_the_newest_that_took_effect_or_the_one_of_the_key() -> None:
    own = a_roll_up(effective_from=date(2024, 12, 31))

    assert in_force([*ROLL_UPS, own], date(2024, 12, 31), None) == own
    assert in_force([*ROLL_UPS, own], date(2023, 12, 31), None) == ROLL_UPS[0]
    assert in_force([*ROLL_UPS, own], date(2024, 12, 31), TEN) == ROLL_UPS[1]


GOOD, FAIR = (RollUpRule(grade, None, 0, None, 0, 0, ours=False) for grade in ("GOOD", "FAIR"))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([replace(GOOD, grade="EXCELLENT"), FAIR], "roll_up_grade_unknown"),
        ([replace(GOOD, all_at_least="MEDIUM"), FAIR], "roll_up_grade_unknown"),
        ([FAIR, GOOD], "roll_up_grades_not_falling"),
        ([GOOD, GOOD], "roll_up_grades_not_falling"),
        ([GOOD, replace(FAIR, least_good=1)], "roll_up_last_rule_conditional"),
        ([GOOD, replace(FAIR, least_mean=Decimal(0))], "roll_up_last_rule_conditional"),
        ([GOOD, replace(FAIR, all_at_least="POOR")], "roll_up_last_rule_conditional"),
        ([GOOD, replace(FAIR, months=12)], "roll_up_last_rule_conditional"),
        ([GOOD, replace(FAIR, themes=4)], "roll_up_last_rule_conditional"),
    ],
)
def test_a_policy_under_which_some_year_would_have_no_grade_is_refused(rules: list[RollUpRule], code: str) -> None:
    with pytest.raises(Refused, match=code):
        RollUpPolicies(KEEPER).adopt(a_roll_up(rules=rules))


def test_a_policy_of_a_day_is_adopted_once_until_it_is_withdrawn() -> None:
    policies = RollUpPolicies(KEEPER)
    policies.adopt(a_roll_up())
    with pytest.raises(Refused, match="roll_up_day_taken"):
        policies.adopt(a_roll_up(key="another"))

    policies.withdraw(YEAR_2024, REASON)
    with pytest.raises(Refused, match="no_roll_up_from_that_day"):
        policies.withdraw(YEAR_2024, REASON)
    policies.adopt(a_roll_up(key="another"))

    assert [one.policy.key for one in policies.policies] == ["another"]
    assert replayed(happened(policies)) == policies


def test_the_version_is_the_content_and_not_the_way_points_are_written() -> None:
    def version(least: str) -> str:
        return RollUpPolicy("own", "", YEAR_2024, [replace(GOOD, least_mean=Decimal(least)), FAIR]).version

    assert version("90") == version("90.00") != version("90.5")


@given(st.sampled_from([SEVEN, TEN]), st.lists(st.sampled_from(GRADES), min_size=1, max_size=12))
def test_a_better_month_never_makes_a_worse_year(policy: str, grades: list[str]) -> None:
    worse, better = judged(policy, a_year(*grades)), judged(policy, a_year("GOOD", *grades[1:]))

    assert worse.grade is not None
    assert better.grade is not None
    assert GRADES.index(better.grade) <= GRADES.index(worse.grade)
