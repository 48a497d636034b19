"""What was recorded wrongly is taken back with a reason, and recorded again; nothing that rests on it is rewritten."""

from __future__ import annotations

from datetime import date

import pytest

from services.chassis.errors import Refused
from services.ratings.domain import (
    Base,
    CellRating,
    FourGoodsRubrics,
    Objects,
    Outcome,
    QuotaPolicies,
    RatedKind,
    Rubrics,
)
from tests.ratings.given import (
    DECIDER,
    KEEPER,
    NEW_YEAR,
    REASON,
    SECRETARY,
    SIX,
    YEAR_2024,
    a_four_goods_rubric,
    a_judge,
    a_quota,
    a_rating,
    a_round,
    a_rubric,
    adopted,
    an_id,
    decided,
    happened,
    points,
    rated,
    replayed,
)

YEAR_2025 = date(2025, 1, 1)


def test_a_withdrawn_rubric_leaves_the_one_before_it_and_its_day_free() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    first = rubrics.adopt(a_rubric())
    rubrics.adopt(a_rubric(effective_from=YEAR_2025))

    rubrics.withdraw(YEAR_2025, REASON)

    assert rubrics.known_on(YEAR_2025) == first
    with pytest.raises(Refused, match="no_rubric_from_that_day"):
        rubrics.withdraw(YEAR_2025, REASON)
    rubrics.adopt(a_rubric(effective_from=YEAR_2025, maximum_on=["conduct"]))
    assert replayed(happened(rubrics)) == rubrics


def test_a_rating_keeps_the_version_of_a_rubric_that_was_withdrawn() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    rubric = rubrics.adopt(a_rubric())
    rating = rated(a_rating())
    before = rating.score

    rubrics.withdraw(YEAR_2024, REASON)

    assert rating.score == before
    assert before is not None
    assert before.rubric_version == rubric.version
    assert rubrics.known_on(YEAR_2025) is None


def test_a_withdrawn_four_goods_rubric_leaves_its_day_free() -> None:
    rubrics = FourGoodsRubrics(KEEPER)
    rubrics.adopt(a_four_goods_rubric())

    rubrics.withdraw(YEAR_2024, REASON)

    assert rubrics.known_on(YEAR_2025) is None
    with pytest.raises(Refused, match="no_four_goods_rubric_from_that_day"):
        rubrics.withdraw(YEAR_2024, REASON)
    rubrics.adopt(a_four_goods_rubric(at_least="80"))
    assert replayed(happened(rubrics)) == rubrics


def test_a_withdrawn_quota_leaves_the_others_of_its_day() -> None:
    policies = QuotaPolicies(KEEPER)
    policies.adopt(a_quota(objects=[Objects.ORGANISATION, Objects.COLLECTIVE]))
    kept = policies.adopt(a_quota(objects=[Objects.INDIVIDUAL]))

    policies.withdraw(YEAR_2024, Objects.COLLECTIVE, REASON)

    assert policies.policies == [kept]
    with pytest.raises(Refused, match="no_quota_policy_from_that_day"):
        policies.withdraw(YEAR_2024, Objects.ORGANISATION, REASON)
    policies.adopt(a_quota(Base.ALL_RATED, objects=[Objects.ORGANISATION]))
    assert replayed(happened(policies)) == policies


def revised() -> CellRating:
    rating = rated(a_rating())
    rating.contest(REASON)
    rating.revise(points(conduct="40"), REASON, rubric=adopted(a_rubric()), rater_id=an_id("deputy"))
    return rating


def total(rating: CellRating) -> int:
    assert rating.score is not None
    return int(rating.score.total)


def test_a_contest_is_taken_back_until_it_is_answered() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)

    rating.withdraw_contest(REASON)

    with pytest.raises(Refused, match="not_contested"):
        rating.withdraw_contest(REASON)
    with pytest.raises(Refused, match="not_contested"):
        rating.uphold(REASON)
    rating.contest(REASON)
    rating.uphold(REASON)
    with pytest.raises(Refused, match="not_contested"):
        rating.withdraw_contest(REASON)
    assert replayed(happened(rating)) == rating


def test_a_revision_taken_back_leaves_the_former_points_and_an_open_contest() -> None:
    rating = revised()
    assert total(rating) == 95

    rating.withdraw_answer(REASON)

    assert (total(rating), rating.rater_id, rating.contested) == (100, SECRETARY, True)
    rating.uphold(REASON)
    assert (total(rating), rating.contested) == (100, False)
    rating.withdraw_answer(REASON)
    assert (total(rating), rating.contested) == (100, True)
    assert replayed(happened(rating)) == rating


def test_only_the_answer_to_the_last_contest_is_taken_back_and_once() -> None:
    with pytest.raises(Refused, match="contest_not_answered"):
        rated(a_rating()).withdraw_answer(REASON)
    rating = revised()
    rating.contest(REASON)
    with pytest.raises(Refused, match="contest_not_answered"):
        rating.withdraw_answer(REASON)
    rating.uphold(REASON)
    rating.withdraw_answer(REASON)
    with pytest.raises(Refused, match="contest_not_answered"):
        rating.withdraw_answer(REASON)

    rating.withdraw(REASON)

    with pytest.raises(Refused, match="not_rated"):
        rating.withdraw_answer(REASON)
    rated(rating)
    with pytest.raises(Refused, match="contest_not_answered"):
        rating.withdraw_answer(REASON)


def test_an_answer_taken_back_opens_the_appeal_and_judges_the_group_as_it_was() -> None:
    made = decided(a_round(), SIX)
    before, highest = made.decisions.on("all"), an_id("CB-1")
    made.appeal(highest, REASON)
    with pytest.raises(Refused, match="appeal_not_answered"):
        made.withdraw_answer(highest, REASON, judge=a_judge(), decider=DECIDER)
    made.answer_appeal(highest, "COMPLETED", NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)

    taken_back = made.withdraw_answer(highest, REASON, judge=a_judge(), decider=DECIDER)

    assert (taken_back.withdrawn_grade, taken_back.grade) == ("COMPLETED", "EXCELLENT")
    assert (made.decisions.on("all").by_object, made.decisions.on("all").quota) == (before.by_object, before.quota)
    answer = made.answer_appeal(highest, None, NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)
    assert answer.outcome is Outcome.UPHELD
    assert replayed(happened(made)) == made


def test_an_answer_is_not_taken_back_where_the_quota_has_no_place_left_for_the_former_grade() -> None:
    made, judge = decided(a_round(), SIX), a_judge()
    for name, grade in (("CB-1", "COMPLETED_WELL"), ("CB-2", "EXCELLENT")):
        made.appeal(an_id(name), REASON)
        made.answer_appeal(an_id(name), grade, NEW_YEAR, REASON, judge=judge, decider=DECIDER, today=NEW_YEAR)

    with pytest.raises(Refused, match="quota_exceeded"):
        made.withdraw_answer(an_id("CB-1"), REASON, judge=judge, decider=DECIDER)

    made.withdraw_answer(an_id("CB-2"), REASON, judge=judge, decider=DECIDER)
    made.withdraw_answer(an_id("CB-1"), REASON, judge=judge, decider=DECIDER)
    assert made.decisions.on("all").by_object == {an_id(name): grade for name, grade in SIX.items()}
