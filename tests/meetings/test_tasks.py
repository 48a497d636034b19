"""Members' tasks are counts of a cell and a month: done <= reviewed <= assigned, whatever is sent."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import MemberTasks
from tests.meetings.given import CELL, REASON, at, happened, names
from tests.meetings.made import ADOPTED_ON, REVIEWED_ON, TODAY, assigned

MONTH = date(2024, 1, 1)


def test_tasks_are_assigned_and_reviewed_with_all_three_counts() -> None:
    tasks = MemberTasks(CELL, MONTH)
    tasks.assign(ADOPTED_ON, 12, today=TODAY)

    tasks.review(REVIEWED_ON, 11, 9, today=TODAY)

    *before, reviewed = happened(tasks)
    assert names(before) == ["Opened", "Assigned"]
    assert [vars(reviewed)[name] for name in ("assigned", "reviewed", "done")] == [12, 11, 9]


def test_one_month_is_assigned_once() -> None:
    with pytest.raises(Refused, match="tasks_already_assigned"):
        assigned().assign(ADOPTED_ON, 3, today=TODAY)


def test_tomorrows_tasks_are_refused() -> None:
    with pytest.raises(Refused, match="day_in_the_future"):
        MemberTasks(CELL, MONTH).assign(TODAY + timedelta(days=1), 3, today=TODAY)


def test_what_was_not_assigned_is_neither_reviewed_nor_taken_back() -> None:
    tasks = MemberTasks(CELL, MONTH)

    with pytest.raises(Refused, match="tasks_not_assigned"):
        tasks.review(REVIEWED_ON, 0, 0, today=TODAY)
    with pytest.raises(Refused, match="tasks_not_assigned"):
        tasks.withdraw(REASON)


@examples(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6))
def test_parts_never_exceed_the_whole_and_never_fall(whole: int, reviews: list[tuple[int, int]]) -> None:
    with at():
        tasks = assigned(whole)
        seen = [(0, 0)]
        for reviewed, done in reviews:
            with suppress(Refused):
                tasks.review(REVIEWED_ON, reviewed, done, today=TODAY)
            seen.append((tasks.reviewed, tasks.done))

    assert all(done <= reviewed <= whole for reviewed, done in seen)
    assert seen == sorted(seen)


def test_a_later_review_is_not_dated_before_the_former() -> None:
    tasks = assigned()
    tasks.review(REVIEWED_ON, 3, 2, today=TODAY)

    with pytest.raises(Refused, match="day_before_what_it_follows"):
        tasks.review(ADOPTED_ON, 4, 2, today=TODAY)


@pytest.mark.parametrize(("reviewed", "done"), [(2, 2), (4, 1)])
def test_a_later_review_says_all_that_the_former_did(reviewed: int, done: int) -> None:
    tasks = assigned()
    tasks.review(REVIEWED_ON, 3, 2, today=TODAY)

    with pytest.raises(Refused, match="tasks_below_former_review") as refused:
        tasks.review(REVIEWED_ON, reviewed, done, today=TODAY)

    assert refused.value.numbers == {"reviewed": 3, "done": 2}


def test_withdrawn_counts_may_be_entered_again() -> None:
    tasks = assigned()
    tasks.review(REVIEWED_ON, 3, 2, today=TODAY)
    tasks.withdraw(REASON)

    tasks.assign(ADOPTED_ON, 2, today=TODAY)

    assert (tasks.assigned, tasks.reviewed, tasks.done) == (2, 0, 0)
