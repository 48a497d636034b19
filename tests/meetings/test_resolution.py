"""A resolution is adopted, reviewed at later meetings point by point, carried out, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import Point, Resolution, ResolutionState
from tests.meetings.given import CELL, REASON, an_id, at, happened, names, replayed
from tests.meetings.made import ADOPTED_ON, MEETING, NEXT_MEETING, POINTS, REVIEWED_ON, TODAY, adopted

LATER_MEETING = an_id("a later meeting")


def test_a_resolution_is_adopted_with_its_points() -> None:
    resolution = Resolution(CELL, MEETING, "01-NQ/CB")

    resolution.adopt("Nghị quyết tháng 01/2024", ADOPTED_ON, POINTS)

    opened, adopted_ = happened(resolution)
    assert names([opened, adopted_]) == ["Opened", "Adopted"]
    assert resolution.id == Resolution.create_id(CELL, MEETING, "01-nq/cb")
    assert vars(adopted_)["points"] == POINTS


def test_one_number_is_adopted_once_at_a_meeting() -> None:
    with pytest.raises(Refused, match="resolution_already_adopted"):
        adopted().adopt("Nghị quyết khác", ADOPTED_ON, POINTS)


def test_a_term_before_the_day_of_adoption_is_refused_with_its_point() -> None:
    points = [POINTS[0], Point("Quá sớm", None, ADOPTED_ON - timedelta(days=1))]

    with pytest.raises(Refused) as refused:
        Resolution(CELL, MEETING, "1").adopt("Nghị quyết", ADOPTED_ON, points)

    assert (refused.value.code, refused.value.numbers["point"]) == ("term_before_adoption", 2)


def test_a_review_counts_what_is_done_and_what_is_past_its_term() -> None:
    resolution = adopted()

    resolution.review(NEXT_MEETING, REVIEWED_ON, [2])

    [reviewed] = happened(resolution)
    said = vars(reviewed)
    assert [said[name] for name in ("points", "done", "not_done", "overdue")] == [3, 1, 2, 1]


def test_the_last_day_of_a_term_is_not_past_it() -> None:
    resolution = adopted([Point("Đúng hạn", None, REVIEWED_ON)])

    resolution.review(NEXT_MEETING, REVIEWED_ON, [])

    assert vars(happened(resolution)[0])["overdue"] == 0


@examples(st.integers(1, 30), st.sets(st.integers(1, 30)))
def test_done_and_not_done_are_always_all_points(count: int, done: set[int]) -> None:
    with at():
        resolution = adopted([Point(f"Điểm {place}", None, None) for place in range(count)])

        if max(done, default=0) > count:
            with pytest.raises(Refused, match="point_unknown"):
                resolution.review(NEXT_MEETING, REVIEWED_ON, list(done))
            return
        resolution.review(NEXT_MEETING, REVIEWED_ON, list(done))

    said = vars(happened(resolution)[0])
    assert said["done"] + said["not_done"] == said["points"] == count
    assert said["done"] == len(done)


def test_the_meeting_that_adopted_it_does_not_review_it_and_none_before_does() -> None:
    for meeting, day in ((MEETING, ADOPTED_ON), (NEXT_MEETING, ADOPTED_ON - timedelta(days=1))):
        with pytest.raises(Refused, match="review_not_after_adoption"):
            adopted().review(meeting, day, [])


def test_a_meeting_reviews_once_and_again_after_its_review_was_taken_back() -> None:
    resolution = adopted()
    resolution.review(NEXT_MEETING, REVIEWED_ON, [1])
    with pytest.raises(Refused, match="resolution_already_reviewed"):
        resolution.review(NEXT_MEETING, REVIEWED_ON, [1, 2])

    resolution.withdraw_review(NEXT_MEETING, REASON)
    resolution.review(NEXT_MEETING, REVIEWED_ON, [1, 2])

    assert [review.done_points for review in resolution.reviews] == [[1, 2]]


def test_a_review_that_was_never_made_cannot_be_taken_back() -> None:
    with pytest.raises(Refused, match="resolution_not_reviewed"):
        adopted().withdraw_review(LATER_MEETING, REASON)


def test_it_is_carried_out_once_and_opened_again() -> None:
    resolution = adopted()
    resolution.carry_out(TODAY, today=TODAY)
    with pytest.raises(Refused, match="resolution_already_carried_out"):
        resolution.carry_out(TODAY, today=TODAY)

    resolution.reopen(REASON)

    assert (resolution.state, resolution.carried_out_on) == (ResolutionState.ADOPTED, None)
    with pytest.raises(Refused, match="resolution_not_carried_out"):
        resolution.reopen(REASON)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "day_in_the_future"),
        (ADOPTED_ON - timedelta(days=1), "day_before_what_it_follows"),
    ],
)
def test_it_is_carried_out_between_its_adoption_and_today(day: date, code: str) -> None:
    with pytest.raises(Refused, match=code):
        adopted().carry_out(day, today=TODAY)


def test_withdrawn_with_its_reviews_it_may_be_adopted_again_and_nothing_else() -> None:
    resolution = adopted()
    resolution.review(NEXT_MEETING, REVIEWED_ON, [1])
    resolution.withdraw(REASON)
    with pytest.raises(Refused, match="resolution_not_adopted"):
        resolution.review(LATER_MEETING, REVIEWED_ON, [])

    resolution.adopt("Nghị quyết", ADOPTED_ON, POINTS[:1])

    assert (resolution.state, resolution.reviews) == (ResolutionState.ADOPTED, [])


def test_replay_makes_the_same_resolution() -> None:
    resolution = Resolution(CELL, MEETING, "01-NQ/CB")
    resolution.adopt("Nghị quyết", ADOPTED_ON, POINTS)
    resolution.review(NEXT_MEETING, REVIEWED_ON, [3])
    resolution.carry_out(TODAY, today=TODAY)

    again = replayed(happened(resolution))

    assert vars(again)["reviews"] == resolution.reviews
    assert vars(again)["state"] is ResolutionState.CARRIED_OUT


def test_with_its_meeting_it_moves_to_another_day_and_so_do_reviews_with_what_is_overdue_then() -> None:
    resolution = adopted()
    resolution.review(NEXT_MEETING, REVIEWED_ON, [2])
    happened(resolution)

    resolution.redate(ADOPTED_ON + timedelta(days=1), REASON)
    resolution.redate_review(NEXT_MEETING, date(2024, 1, 30), REASON)

    redated, review = happened(resolution)
    assert isinstance(redated, Resolution.Redated)
    assert (redated.former_adopted_on, redated.adopted_on) == (ADOPTED_ON, ADOPTED_ON + timedelta(days=1))
    assert isinstance(review, Resolution.ReviewRedated)
    assert (review.former_reviewed_on, review.reviewed_on, review.overdue) == (REVIEWED_ON, date(2024, 1, 30), 0)
    assert [(one.reviewed_on, one.done_points) for one in resolution.reviews] == [(date(2024, 1, 30), [2])]


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2024, 2, 1), "term_before_adoption"), (date(2024, 1, 12), "review_not_after_adoption")],
)
def test_it_moves_to_no_day_past_its_terms_or_reviews(day: date, code: str) -> None:
    resolution = adopted()
    resolution.review(NEXT_MEETING, date(2024, 1, 10), [])

    with pytest.raises(Refused, match=code):
        resolution.redate(day, REASON)


def test_it_moves_to_no_day_after_it_was_carried_out() -> None:
    resolution = adopted()
    resolution.carry_out(date(2024, 1, 20), today=TODAY)

    with pytest.raises(Refused, match="day_before_what_it_follows"):
        resolution.redate(date(2024, 1, 21), REASON)


def test_a_review_moves_to_no_day_before_the_adoption_and_only_where_there_is_one() -> None:
    resolution = adopted()
    with pytest.raises(Refused, match="resolution_not_reviewed"):
        resolution.redate_review(NEXT_MEETING, REVIEWED_ON, REASON)
    resolution.review(NEXT_MEETING, REVIEWED_ON, [])

    with pytest.raises(Refused, match="review_not_after_adoption"):
        resolution.redate_review(NEXT_MEETING, ADOPTED_ON - timedelta(days=1), REASON)
