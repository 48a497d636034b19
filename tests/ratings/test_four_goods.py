"""The four-goods model: the month's self-result by points or by what is met, and the year's title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.aggregate import Aggregate
from services.chassis.errors import Refused
from services.ratings.domain import (
    Decider,
    Form,
    FourGoodsPlan,
    FourGoodsRubric,
    FourGoodsRubrics,
    FourGoodsTitle,
    Plan,
)
from services.ratings.domain.four_goods_year import TitlePolicy, first_day_to_decide
from services.ratings.main import TITLES
from tests.ratings.given import (
    CELL,
    DECIDER,
    FOUR_GOODS,
    KEEPER,
    NEW_YEAR,
    REASON,
    SECRETARY,
    WARD,
    YEAR_2024,
    a_four_goods_rubric,
    a_month,
    an_id,
    happened,
    month_rated,
    recognised,
    replayed,
)

BY_MET = a_four_goods_rubric(Form.MET)
PLAN = Plan("05-KH/ĐU", "Kế hoạch", YEAR_2024, 4)


def points(**changed: str) -> dict[str, Decimal]:
    full = {one.key: one.max_points or Decimal(0) for one in FOUR_GOODS}
    return full | {key: Decimal(value) for key, value in changed.items()}


@pytest.mark.parametrize(("cadres", "good"), [("20", True), ("10", True), ("9.99", False)])
def test_by_points_a_month_is_good_from_the_rubrics_total_on(cadres: str, good: bool) -> None:
    result = a_four_goods_rubric().judge(points(cadres=cadres), {})

    assert result.good is good
    assert result.goods["cadres_members"] is (cadres == "20")


@pytest.mark.parametrize(("least", "good"), [(None, False), (4, False), (3, True)])
def test_by_what_is_met_a_month_is_good_where_enough_is_met(least: int | None, good: bool) -> None:
    met = {one.key: one.key != "unity" for one in FOUR_GOODS}

    result = a_four_goods_rubric(Form.MET, least=least).judge({}, met)

    assert (result.good, result.total) == (good, None)
    assert result.goods == {
        "political_task": True,
        "meeting_quality": True,
        "unity_discipline": False,
        "cadres_members": True,
    }


@given(st.dictionaries(st.sampled_from([one.key for one in FOUR_GOODS]), st.booleans(), min_size=4))
def test_all_four_are_good_exactly_if_the_month_meets_everything(met: dict[str, bool]) -> None:
    result = BY_MET.judge({}, met)

    assert result.good is all(result.goods.values()) is all(met.values())


@pytest.mark.parametrize(
    ("rubric", "code"),
    [
        (replace(BY_MET, criteria=[*BY_MET.criteria, BY_MET.criteria[0]]), "criterion_double"),
        (replace(BY_MET, criteria=BY_MET.criteria[:3]), "four_goods_incomplete"),
        (replace(BY_MET, criteria=[FOUR_GOODS[0], *BY_MET.criteria[1:]]), "four_goods_form_mixed"),
        (replace(BY_MET, good_at_least=Decimal(3)), "four_goods_threshold_of_other_form"),
        (a_four_goods_rubric(at_least=None), "four_goods_threshold_of_other_form"),
        (a_four_goods_rubric(at_least="100.01"), "four_goods_threshold_out_of_reach"),
        (a_four_goods_rubric(Form.MET, least=5), "four_goods_threshold_out_of_reach"),
    ],
)
def test_a_rubric_that_could_not_be_used_is_refused(rubric: FourGoodsRubric, code: str) -> None:
    with pytest.raises(Refused, match=code):
        FourGoodsRubrics(KEEPER).adopt(rubric)


@pytest.mark.parametrize(
    ("given", "met", "code"),
    [
        (points(cadres="21"), {}, "points_above_maximum"),
        ({}, {"task": True}, "four_goods_criteria_differ"),
        (points(), {"task": True}, "four_goods_criteria_differ"),
        (points(singing="1"), {}, "four_goods_criteria_differ"),
    ],
)
def test_exactly_the_rubrics_criteria_are_judged(given: dict[str, Decimal], met: dict[str, bool], code: str) -> None:
    with pytest.raises(Refused, match=code):
        a_four_goods_rubric().judge(given, met)


def test_the_rubric_of_a_day_is_the_last_one_that_took_effect() -> None:
    rubrics = FourGoodsRubrics(KEEPER)
    first = rubrics.adopt(a_four_goods_rubric())
    later = rubrics.adopt(a_four_goods_rubric(Form.MET, effective_from=date(2025, 1, 1)))

    found = [rubrics.known_on(day) for day in (date(2023, 12, 31), date(2024, 12, 31), date(2025, 1, 1))]

    assert found == [None, first, later]
    with pytest.raises(Refused, match="four_goods_rubric_day_taken"):
        rubrics.adopt(a_four_goods_rubric())


def test_a_month_is_scored_once_until_the_score_is_withdrawn() -> None:
    rating = month_rated(a_month())
    with pytest.raises(Refused, match="month_already_rated"):
        month_rated(rating)

    rating.withdraw(REASON)
    with pytest.raises(Refused, match="month_not_rated"):
        rating.withdraw(REASON)

    assert month_rated(rating, cadres="0").result != a_month().result


def a_title(*, registered: bool = True) -> FourGoodsTitle:
    title = FourGoodsTitle(CELL, 2024)
    if registered:
        title.register(date(2024, 1, 10), today=NEW_YEAR)
    return title


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2025, 1, 6), "registered_in_the_future"), (date(2025, 1, 2), "registered_after_the_year")],
)
def test_one_registers_in_time(on: date, code: str) -> None:
    with pytest.raises(Refused, match=code):
        a_title(registered=False).register(on, today=NEW_YEAR)


def test_a_unit_registers_once_and_may_take_it_back_until_it_is_judged() -> None:
    title = a_title()
    with pytest.raises(Refused, match="four_goods_already_registered"):
        title.register(date(2024, 1, 11), today=NEW_YEAR)

    title.withdraw_registration(REASON)
    with pytest.raises(Refused, match="four_goods_not_registered"):
        title.withdraw_registration(REASON)
    title.register(date(2024, 1, 11), today=NEW_YEAR)
    recognised(title)

    with pytest.raises(Refused, match="four_goods_already_decided"):
        title.withdraw_registration(REASON)


def test_only_who_has_registered_is_recognised() -> None:
    with pytest.raises(Refused, match="four_goods_not_registered"):
        recognised(a_title(registered=False))


def test_nobody_recognises_himself_or_out_of_time() -> None:
    with pytest.raises(Refused, match="own_classification"):
        recognised(a_title(), authority_id=CELL)
    with pytest.raises(Refused, match="own_classification"):
        recognised(a_title(), decider=Decider(SECRETARY, frozenset({CELL})))
    with pytest.raises(Refused, match="recognised_outside_its_time"):
        recognised(a_title(), decided_on=date(2025, 1, 6))
    with pytest.raises(Refused, match="recognised_outside_its_time"):
        recognised(a_title(), decided_on=date(2024, 1, 9), not_before=date(2024, 1, 1))


def test_a_title_is_not_decided_on_before_the_year_is_nearly_over() -> None:
    with pytest.raises(Refused, match="four_goods_year_not_over") as refused:
        recognised(a_title(), decided_on=date(2024, 11, 30))

    assert refused.value.numbers == {"year": 2024, "since": "2024-12-01"}


def test_how_early_a_title_is_decided_on_is_a_setting_of_the_years_last_day() -> None:
    later = TitlePolicy(date(2025, 7, 1), 0)

    assert first_day_to_decide([later, *TITLES], 2024) == date(2024, 12, 1)
    assert first_day_to_decide([later, *TITLES], 2025) == date(2025, 12, 31)
    assert first_day_to_decide([], 2025) == date(2025, 12, 31)


def test_a_recognition_is_decided_once_until_its_authority_withdraws_it() -> None:
    title = a_title()
    recognised(title, recognised=False)
    with pytest.raises(Refused, match="four_goods_already_decided"):
        recognised(title)
    own = Decider(SECRETARY, frozenset({CELL}))
    with pytest.raises(Refused, match="own_classification"):
        title.withdraw_recognition(WARD, REASON, decider=own)
    with pytest.raises(Refused, match="four_goods_not_decided"):
        title.withdraw_recognition(an_id("another"), REASON, decider=DECIDER)

    title.withdraw_recognition(WARD, REASON, decider=DECIDER)

    recognised(title)


def test_a_committee_has_one_plan_a_year_until_it_is_withdrawn() -> None:
    plan = FourGoodsPlan(WARD, 2024)
    with pytest.raises(Refused, match="plan_issued_in_the_future"):
        plan.issue(PLAN, today=date(2023, 12, 31))
    with pytest.raises(Refused, match="four_goods_plan_not_issued"):
        plan.withdraw(REASON)
    plan.issue(PLAN, today=NEW_YEAR)
    with pytest.raises(Refused, match="four_goods_plan_already_issued"):
        plan.issue(PLAN, today=NEW_YEAR)

    plan.withdraw(REASON)

    plan.issue(PLAN, today=NEW_YEAR)


@pytest.mark.parametrize("made", [lambda: month_rated(a_month()), a_title])
def test_a_history_makes_the_same_again(made: object) -> None:
    assert callable(made)
    aggregate = made()
    assert isinstance(aggregate, Aggregate)

    assert replayed(happened(aggregate)) == aggregate
