"""One rater's rating of one meeting."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.ratings.domain import CellRating, Rater, Vote
from tests.ratings.given import (
    CELL,
    MEETING,
    OBSERVER,
    REASON,
    SECRETARY,
    a_meeting,
    a_month,
    a_rating,
    a_rubric,
    adopted,
    an_id,
    happened,
    month_rated,
    points,
    rated,
    replayed,
)


def test_a_rating_tells_points_total_grade_and_the_rubric_it_was_scored_by() -> None:
    rating, rubric = a_rating(), adopted(a_rubric())
    happened(rating)

    rating.rate(a_meeting(), points(conduct="41.5"), Vote(21, 1), rubric=rubric, rater_id=SECRETARY)

    (told,) = happened(rating)
    assert isinstance(told, CellRating.Rated)
    assert (told.score.total, told.score.grade, told.score.vote) == (Decimal("96.5"), "GOOD", Vote(21, 1))
    assert (told.score.rubric_id, told.score.rubric_version) == (rubric.rubric_id, rubric.version)
    assert (told.rater, told.rater_id, told.meeting) == (Rater.SELF, SECRETARY, a_meeting())


def test_a_meeting_is_rated_once_by_each_rater() -> None:
    rating = rated(a_rating())

    with pytest.raises(Refused, match="already_rated"):
        rated(rating)


@pytest.mark.parametrize(("rater", "person_id"), [(Rater.OBSERVER, OBSERVER), (Rater.SUPERIOR, None)])
def test_only_the_cell_itself_votes_on_its_score(rater: Rater, person_id: UUID | None) -> None:
    rubric = adopted(a_rubric())

    with pytest.raises(Refused, match="vote_not_allowed"):
        a_rating(rater, person_id).rate(a_meeting(), points(), Vote(1, 0), rubric=rubric, rater_id=OBSERVER)


def test_the_raters_stand_side_by_side_and_each_observer_apart() -> None:
    raters = [(Rater.SELF, None), (Rater.SUPERIOR, None), (Rater.OBSERVER, OBSERVER), (Rater.OBSERVER, an_id("other"))]

    ids = {CellRating.create_id(MEETING, CELL, rater, person_id) for rater, person_id in raters}

    assert len(ids) == 4


def test_a_withdrawn_rating_may_be_given_again() -> None:
    rating = rated(a_rating())
    rating.withdraw(REASON)

    rated(rating, points(closing="0"))

    assert [type(event).__name__ for event in happened(rating)] == ["Opened", "Rated", "Withdrawn", "Rated"]


def test_what_was_not_rated_cannot_be_withdrawn() -> None:
    rating = rated(a_rating())
    rating.withdraw(REASON)

    with pytest.raises(Refused, match="not_rated"):
        rating.withdraw(REASON)


def test_a_history_makes_the_same_rating_again() -> None:
    rating = rated(a_rating(Rater.OBSERVER, OBSERVER))

    assert replayed(happened(rating)) == rating


def revised(rating: CellRating, **given: str) -> CellRating:
    rating.revise(points(**given), REASON, rubric=adopted(a_rubric()), rater_id=OBSERVER)
    return rating


def test_a_contested_rating_counts_until_it_is_revised_and_the_former_score_stays_told() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)
    assert rating.score is not None
    assert rating.score.total == 100

    revised(rating, conduct="40")

    *_, told = happened(rating)
    assert isinstance(told, CellRating.Revised)
    assert (told.former.total, told.score.total) == (Decimal(100), Decimal(95))
    assert told.rater_id == OBSERVER


def test_a_rating_is_contested_once_at_a_time_and_answered_once() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)
    with pytest.raises(Refused, match="already_contested"):
        rating.contest(REASON)

    rating.uphold(REASON)

    with pytest.raises(Refused, match="not_contested"):
        rating.uphold(REASON)
    with pytest.raises(Refused, match="not_contested"):
        revised(rating, conduct="40")


def test_the_same_points_revise_nothing() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)

    with pytest.raises(Refused, match="nothing_revised"):
        revised(rating)


def test_what_is_not_rated_cannot_be_contested() -> None:
    with pytest.raises(Refused, match="not_rated"):
        a_rating().contest(REASON)


def test_a_withdrawn_rating_takes_what_contested_it_with_it() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)
    rating.withdraw(REASON)

    rated(rating)

    with pytest.raises(Refused, match="not_contested"):
        rating.uphold(REASON)


def test_a_rating_moves_with_its_meeting_and_stays_what_it_is() -> None:
    rating = rated(a_rating())
    rating.contest(REASON)
    score = rating.score
    happened(rating)

    rating.redate(date(2024, 1, 9), REASON)

    [moved] = happened(rating)
    assert isinstance(moved, CellRating.Redated)
    assert (moved.former_held_on, moved.meeting.held_on) == (a_meeting().held_on, date(2024, 1, 9))
    assert (rating.score, rating.contested) == (score, True)


def test_what_is_not_rated_does_not_move() -> None:
    with pytest.raises(Refused, match="not_rated"):
        a_rating().redate(date(2024, 1, 9), REASON)
    with pytest.raises(Refused, match="month_not_rated"):
        a_month().redate(date(2024, 1, 9), REASON)


def test_a_months_score_moves_with_its_meeting() -> None:
    month = month_rated(a_month())
    assert month.rated is not None
    former = month.rated

    month.redate(date(2024, 1, 9), REASON)

    assert month.rated == replace(former, held_on=date(2024, 1, 9))
    assert month.result is not None
