"""The numbers by which meetings are judged: adopted from a day on, in force until the next, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import AdoptedPolicy, MeetingPolicies, MeetingPolicy, OnRepeat, policy_of
from tests.meetings.given import POLICY, REASON, at, happened, record, replayed

YEAR_2024, YEAR_2025 = date(2024, 1, 1), date(2025, 1, 1)


def a_policy(effective_from: date = YEAR_2024, *, percent: int = 80, minutes: int = 60) -> AdoptedPolicy:
    policy = policy_of(
        "Quy định",
        effective_from,
        attendance_over_percent=percent,
        least_minutes=minutes,
        papers_ahead_days=1,
        repeated_theme=OnRepeat.WARN,
        merging_allowed=True,
    )
    return AdoptedPolicy("Quy định", effective_from, policy)


def policies(*adopted: AdoptedPolicy) -> MeetingPolicies:
    made = MeetingPolicies("hoc-mon")
    for one in adopted:
        made.adopt(one)
    return made


def in_force(made: MeetingPolicies, on: date) -> MeetingPolicy:
    return made.in_force(on) or POLICY


def test_a_policy_is_in_force_from_its_day_on_until_the_next_and_before_the_first_the_one_that_comes_with_us() -> None:
    early, late = a_policy(YEAR_2024), a_policy(YEAR_2025, minutes=45)
    made = policies(late, early)

    assert in_force(made, YEAR_2024 - timedelta(days=1)) == POLICY
    assert in_force(made, YEAR_2024) == in_force(made, YEAR_2025 - timedelta(days=1)) == early.policy
    assert in_force(made, YEAR_2025) == late.policy


def test_one_day_has_one_policy() -> None:
    with pytest.raises(Refused, match="policy_day_taken"):
        policies(a_policy()).adopt(a_policy(minutes=45))


def test_a_policy_taken_back_leaves_the_one_before_it_and_its_day_free() -> None:
    made = policies(a_policy(YEAR_2024), a_policy(YEAR_2025, minutes=45))

    made.withdraw(YEAR_2025, REASON)

    assert in_force(made, YEAR_2025) == a_policy(YEAR_2024).policy
    with pytest.raises(Refused, match="no_policy_from_that_day"):
        made.withdraw(YEAR_2025, REASON)
    made.adopt(a_policy(YEAR_2025, minutes=30))


def test_the_version_is_the_hash_of_the_content() -> None:
    assert a_policy().policy.version == a_policy().policy.version
    assert len({a_policy(percent=percent).policy.version for percent in range(101)}) == 101


def test_the_same_meeting_is_judged_by_the_numbers_of_the_policy() -> None:
    short = record(minutes=60)

    met = {policy.version: policy.judge(short)[-1] for policy in (POLICY, a_policy().policy)}

    assert [(one.met, one.numbers["least"]) for one in met.values()] == [(False, 90), (True, 60)]


@given(st.lists(st.tuples(st.dates(YEAR_2024, YEAR_2025), st.integers(1, 90)), max_size=10), st.dates(YEAR_2024))
def test_in_force_is_the_last_that_began_by_then_in_whatever_order_they_were_adopted(
    wishes: list[tuple[date, int]], day: date
) -> None:
    first_wish = dict(reversed(wishes))
    with at():
        made = policies(*(a_policy(effective_from, minutes=minutes) for effective_from, minutes in first_wish.items()))
    again = replayed(happened(made))

    begun = [effective_from for effective_from in first_wish if effective_from <= day]
    expected = first_wish[max(begun)] if begun else POLICY.least_minutes
    assert isinstance(again, MeetingPolicies)
    assert in_force(made, day).least_minutes == in_force(again, day).least_minutes == expected
