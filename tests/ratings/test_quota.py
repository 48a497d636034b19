"""The arithmetic of the quota, against the sources' figures and against counting every list there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.ratings.domain import (
    Base,
    CountsAs,
    Objects,
    QuotaPolicies,
    QuotaPolicy,
    Rounding,
    Ties,
)
from services.ratings.domain.quota_policies import in_force
from services.ratings.main import USUAL_QUOTA
from tests.ratings.given import KEEPER, a_quota, happened, replayed

GOOD_ONLY, GOOD_OR_BETTER, ALL_RATED = Base.GOOD_ONLY, Base.GOOD_OR_BETTER, Base.ALL_RATED
EXCELLENT, GOOD, COMPLETED = CountsAs.EXCELLENT, CountsAs.GOOD, CountsAs.COMPLETED


def largest(policy: QuotaPolicy, well_or_better: int, completed: int = 0) -> int:
    return policy.judge({GOOD: well_or_better, COMPLETED: completed}).largest


@pytest.mark.parametrize(
    ("completed", "rounding", "most"),
    [(9, Rounding.FLOOR, (3, 4, 5)), (0, Rounding.FLOOR, (4, 5, 5)), (0, Rounding.HALF_UP, (5, 6, 6))],
)
def test_a_group_of_29_may_have_so_many(completed: int, rounding: Rounding, most: tuple[int, int, int]) -> None:
    found = [largest(a_quota(base, rounding), 29 - completed, completed) for base in Base]

    assert found == list(most)


def test_small_groups_have_none_until_there_are_six() -> None:
    assert [largest(a_quota(), size) for size in (3, 4, 5, 6)] == [0, 0, 0, 1]


def test_the_cap_of_a_list_is_not_the_largest_lawful_number() -> None:
    judged = a_quota().judge({EXCELLENT: 4, GOOD: 16, COMPLETED: 9})

    assert (judged.base_count, judged.cap, judged.largest, judged.exceeded) == (16, 3, 3, True)
    assert a_quota().judge({GOOD: 20, COMPLETED: 9}).cap == 4


def counted(policy: QuotaPolicy, excellent: int, good: int, others: int) -> bool:
    """Whether a list is lawful, counted name by name."""
    grades = ["X"] * excellent + ["G"] * good + ["C"] * others
    bases = {
        GOOD_ONLY: [grade for grade in grades if grade == "G"],
        GOOD_OR_BETTER: [grade for grade in grades if grade in "XG"],
        ALL_RATED: grades,
    }
    share = policy.cap_percent * len(bases[policy.base]) / 100
    how = ROUND_FLOOR if policy.rounding is Rounding.FLOOR else ROUND_HALF_UP
    cap = int(share.quantize(Decimal(1), how))
    if len(grades) < policy.small_group_below:
        cap = max(cap, min(policy.small_group_allows, len(grades)))
    return grades.count("X") <= cap


policies = st.builds(
    a_quota,
    st.sampled_from(Base),
    st.sampled_from(Rounding),
    cap=st.integers(1, 10_000).map(lambda hundredths: str(Decimal(hundredths) / 100)),
    small=st.integers(0, 12).flatmap(lambda below: st.tuples(st.just(below), st.integers(0, max(0, below - 1)))),
)


@given(policies, st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_list_is_lawful_exactly_if_counting_says_so(policy: QuotaPolicy, x: int, good: int, others: int) -> None:
    judged = policy.judge({EXCELLENT: x, GOOD: good, COMPLETED: others})

    assert judged.exceeded is not counted(policy, x, good, others)


@given(policies, st.integers(0, 60), st.integers(0, 30))
def test_the_largest_lawful_number_is_the_most_that_any_list_has(policy: QuotaPolicy, well: int, others: int) -> None:
    lawful = [x for x in range(well + 1) if counted(policy, x, well - x, others)]

    assert policy.judge({GOOD: well, COMPLETED: others}).largest == max(lawful)


@given(policies, st.integers(0, 40), st.integers(0, 40))
def test_who_is_raised_never_changes_how_many_could_be(policy: QuotaPolicy, well: int, others: int) -> None:
    found = {policy.judge({EXCELLENT: x, GOOD: well - x, COMPLETED: others}).largest for x in range(well + 1)}

    assert len(found) == 1


@pytest.mark.parametrize(
    ("points", "ties", "exceeded"),
    [
        (["95", "93", "93"], Ties.MAY_EXCEED, False),
        (["95", "93", "92"], Ties.MAY_EXCEED, True),
        (["95", "93", None], Ties.MAY_EXCEED, True),
        (["95", "93", "93"], Ties.WITHIN_QUOTA, True),
    ],
)
def test_a_tie_may_exceed_where_the_policy_says_so(points: list[str | None], ties: Ties, exceeded: bool) -> None:
    known = [Decimal(one) if one else None for one in points]

    judged = a_quota(ties=ties).judge({EXCELLENT: 3, GOOD: 10}, known)

    assert (judged.cap, judged.exceeded, judged.tie) == (2, exceeded, not exceeded)


def test_a_small_group_may_be_allowed_one_in_any_case() -> None:
    judged = a_quota(small=(6, 1)).judge({EXCELLENT: 1, GOOD: 3})

    assert (judged.cap, judged.largest, judged.small_group, judged.exceeded) == (1, 1, True, False)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (a_quota(cap="0"), "quota_cap_out_of_range"),
        (a_quota(cap="100.01"), "quota_cap_out_of_range"),
        (a_quota(objects=[Objects.COLLECTIVE, Objects.COLLECTIVE]), "quota_objects_double"),
        (a_quota(small=(5, 5)), "small_group_allows_too_many"),
    ],
)
def test_a_quota_that_cannot_be_meant_is_refused(wrong: QuotaPolicy, code: str) -> None:
    with pytest.raises(Refused, match=code):
        QuotaPolicies(KEEPER).adopt(wrong)


def test_one_policy_for_an_object_takes_effect_on_a_day() -> None:
    policies = QuotaPolicies(KEEPER)
    policies.adopt(a_quota(objects=[Objects.ORGANISATION]))
    policies.adopt(a_quota(objects=[Objects.INDIVIDUAL]))

    with pytest.raises(Refused, match="quota_policy_day_taken"):
        policies.adopt(a_quota(ALL_RATED, objects=[Objects.ORGANISATION]))


def test_the_policy_of_a_day_is_the_last_one_that_took_effect() -> None:
    earlier, later = a_quota(), a_quota(ALL_RATED, effective_from=date(2025, 1, 1), objects=[Objects.ORGANISATION])
    policies = [later, earlier]

    assert in_force(policies, Objects.ORGANISATION, date(2024, 12, 31)) == earlier
    assert in_force(policies, Objects.ORGANISATION, date(2025, 12, 31)) == later
    assert in_force(policies, Objects.COLLECTIVE, date(2025, 12, 31)) == earlier
    assert in_force(policies, Objects.ORGANISATION, date(2023, 12, 31)) is None


def test_the_version_is_the_content_and_not_the_way_the_cap_is_written() -> None:
    assert a_quota(cap="20").version == a_quota(cap="20.00").version != a_quota(cap="25").version


def test_the_usual_policy_is_the_sources_wording() -> None:
    usual = replace(USUAL_QUOTA, name="")

    assert usual == replace(a_quota(effective_from=date(2014, 1, 1)), name="")


def test_a_history_makes_the_same_policies_again() -> None:
    policies = QuotaPolicies(KEEPER)
    policies.adopt(a_quota())

    assert replayed(happened(policies)) == policies
