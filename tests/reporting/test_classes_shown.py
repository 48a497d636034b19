"""Peer groups beside their quota, rounds of years and of quarters apart."""

from __future__ import annotations

from datetime import date

from services.reporting.read_models.analyses.classes import Group, classified
from services.reporting.read_models.analyses.lines import Ref
from tests.reporting.history import an_id

NAMES = {an_id("A"): ("A", "Đảng bộ A")}


def group(position: int, period: str, excellent: int = 1, *, exceeded: bool = False) -> Group:
    ref = Ref("k", "ratings", position, an_id("A"), date(2019, 12, 31))
    grades = {"EXCELLENT": excellent, "COMPLETED_WELL": 6 - excellent}
    numbers = ("good_only", 6 - excellent, 1, 1, exceeded, f"quota-{position}")
    return Group(ref, period, "organisation", "all", 6, excellent, *numbers, grades)


def test_a_year_and_its_last_quarter_are_two_lines() -> None:
    lines = classified([("2019-Q4", [group(1, "2019"), group(2, "2019-Q4")])], NAMES)

    assert [line.key for line in lines] == ["organisation.all.quarter@A", "organisation.all.year@A"]


def test_each_period_has_the_quota_of_its_own_policy_and_a_group_above_it_is_asked_about() -> None:
    [line] = classified(
        [("2019-Q2", [group(2, "2019-Q2", 2, exceeded=True)]), ("2019-Q1", [group(1, "2019-Q1")])], NAMES
    )

    told = line.told()
    assert [period.policy_version for period in told.periods] == ["quota-2", "quota-1"]
    assert told.periods[0].change == 16.67
    assert told.question is not None
    numbers = {one.key: (one.numerator, one.denominator) for one in told.periods[0].figures}
    assert numbers == {
        "of_rated": (2, 6),
        "of_base": (2, 4),
        "cap": (1, None),
        "largest": (1, None),
        "grade_excellent": (2, 6),
        "grade_completed_well": (4, 6),
    }


def test_a_group_decided_on_again_counts_as_it_was_decided_last() -> None:
    [line] = classified([("2019-Q4", [group(1, "2019"), group(2, "2019", 0)])], NAMES)

    assert line.periods[0].figures[0].numerator == 0
