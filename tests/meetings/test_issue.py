"""An issue is raised, put before units further up, answered, settled and opened again, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import AnswerPolicies, AnswerPolicy, Issue, IssueSource, IssueState, Raised
from services.meetings.main import ANSWERS
from tests.meetings.given import CELL, REASON, an_id, at, happened, names, replayed
from tests.meetings.made import (
    ADOPTED_ON,
    DISTRICT,
    OBSERVER,
    REVIEWED_ON,
    SECRETARY,
    TODAY,
    VISIT,
    WARD,
    WORDS,
    an_issue,
    by_observer,
    what_is_raised,
)

Step = Callable[[Issue], None]

STEPS: dict[str, Step] = {
    "escalate": lambda issue: issue.escalate(DISTRICT, REVIEWED_ON, None, REASON, today=TODAY),
    "give back": lambda issue: issue.give_back(REVIEWED_ON, None, REASON, today=TODAY),
    "answer": lambda issue: issue.answer(REVIEWED_ON, SECRETARY, WORDS, today=TODAY),
    "withdraw answer": lambda issue: issue.withdraw_answer(REASON),
    "resolve": lambda issue: issue.resolve(REVIEWED_ON, WORDS, today=TODAY),
    "reopen": lambda issue: issue.reopen(REVIEWED_ON, TODAY, None, REASON, today=TODAY),
    "mark": lambda issue: issue.mark_hot_spot(True, REVIEWED_ON, REASON, today=TODAY),
    "withdraw": lambda issue: issue.withdraw(REASON),
}
AFTER: dict[str, dict[str, str]] = {
    "open": {
        "give back": "issue_not_escalated",
        "withdraw answer": "issue_still_open",
        "reopen": "issue_still_open",
    },
    "answer": {
        **dict.fromkeys(("escalate", "give back", "answer"), "issue_already_answered"),
    },
    "resolve": {name: "issue_already_resolved" for name in STEPS if name not in ("reopen", "withdraw")},
    "withdraw": dict.fromkeys(STEPS, "issue_withdrawn"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", AFTER)
def test_what_may_follow_what(before: str, step: str) -> None:
    issue = an_issue()
    if before != "open":
        STEPS[before](issue)
    no = AFTER[before].get(step)

    if no is None:
        STEPS[step](issue)
    else:
        with pytest.raises(Refused, match=no):
            STEPS[step](issue)


def test_an_issue_goes_up_and_comes_back_the_way_it_went() -> None:
    issue = an_issue(what_is_raised(at_unit_id=CELL))

    issue.escalate(WARD, ADOPTED_ON, None, REASON, today=TODAY)
    issue.escalate(DISTRICT, ADOPTED_ON, date(2024, 3, 1), REASON, today=TODAY)
    issue.give_back(REVIEWED_ON, None, REASON, today=TODAY)

    assert (issue.at_unit_id, issue.passed, issue.due_on) == (WARD, [CELL], date(2024, 3, 1))


def test_an_answer_tells_the_observer_who_raised_it() -> None:
    issue = an_issue(by_observer())

    issue.answer(REVIEWED_ON, SECRETARY, WORDS, today=TODAY)

    said = vars(happened(issue)[0])
    assert (said["source"], said["raised_by"], said["visit_id"]) == (IssueSource.OBSERVER, OBSERVER, VISIT)
    assert said["answered_by"] == SECRETARY


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (what_is_raised(source=IssueSource.OBSERVER), "visit_missing"),
        (what_is_raised(visit_id=VISIT), "visit_not_allowed"),
        (what_is_raised(due_on=ADOPTED_ON - timedelta(days=1)), "due_before_it_is_raised"),
        (what_is_raised(raised_on=TODAY + timedelta(days=1)), "day_in_the_future"),
    ],
)
def test_what_contradicts_itself_is_not_raised(raised: Raised, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Issue.raise_(an_id("issue"), CELL, raised, today=TODAY)


def test_nothing_happens_to_an_issue_before_what_happened_to_it_last_or_tomorrow() -> None:
    issue = an_issue()
    issue.escalate(DISTRICT, REVIEWED_ON, None, REASON, today=TODAY)

    with pytest.raises(Refused, match="day_before_what_it_follows"):
        issue.answer(ADOPTED_ON, SECRETARY, WORDS, today=TODAY)
    with pytest.raises(Refused, match="day_in_the_future"):
        issue.resolve(TODAY + timedelta(days=1), WORDS, today=TODAY)


def test_an_answer_that_bore_a_wrong_day_is_given_again_under_the_day_before_it() -> None:
    issue = an_issue()
    issue.answer(TODAY, SECRETARY, WORDS, today=TODAY)

    issue.withdraw_answer(REASON)
    issue.answer(REVIEWED_ON, SECRETARY, WORDS, today=TODAY)

    assert (issue.answered_on, issue.changed_on) == (REVIEWED_ON, REVIEWED_ON)


def test_a_withdrawn_answer_frees_no_day_before_what_happened_after_it() -> None:
    issue = an_issue()
    issue.answer(REVIEWED_ON, SECRETARY, WORDS, today=TODAY)
    issue.mark_hot_spot(True, REVIEWED_ON, REASON, today=TODAY)

    issue.withdraw_answer(REASON)

    with pytest.raises(Refused, match="day_before_what_it_follows"):
        issue.answer(REVIEWED_ON - timedelta(days=1), SECRETARY, WORDS, today=TODAY)


def test_a_new_day_on_which_it_is_due_is_not_before_the_step() -> None:
    issue = an_issue()
    too_early = REVIEWED_ON - timedelta(days=1)
    STEPS["escalate"](issue)

    with pytest.raises(Refused, match="due_before_it_is_raised"):
        issue.escalate(an_id("city"), REVIEWED_ON, too_early, REASON, today=TODAY)
    with pytest.raises(Refused, match="due_before_it_is_raised"):
        issue.give_back(REVIEWED_ON, too_early, REASON, today=TODAY)


def test_a_hot_spot_is_marked_once_and_unmarked() -> None:
    issue = an_issue()
    issue.mark_hot_spot(True, REVIEWED_ON, REASON, today=TODAY)
    with pytest.raises(Refused, match="nothing_changed"):
        issue.mark_hot_spot(True, REVIEWED_ON, REASON, today=TODAY)

    issue.mark_hot_spot(False, REVIEWED_ON, REASON, today=TODAY)

    assert issue.hot_spot is False


def test_a_recurring_issue_counts_from_the_earlier_one_which_must_stand() -> None:
    second = an_issue(by_observer())
    assert second.recurring() == 2

    second.withdraw(REASON)

    with pytest.raises(Refused, match="earlier_issue_withdrawn"):
        second.recurring()


@examples(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_any_history_replays_to_the_same_issue_and_stands_somewhere(steps: list[str]) -> None:
    with at():
        issue = Issue.raise_(an_id("issue"), CELL, what_is_raised(), today=TODAY)
        for step in steps:
            try:
                STEPS[step](issue)
            except Refused:
                continue
    events = happened(issue)

    again = vars(replayed(events))

    for name in ("state", "at_unit_id", "passed", "due_on", "hot_spot", "changed_on", "answered_on", "resolved_on"):
        assert again[name] == getattr(issue, name), name
    assert len(issue.passed) == names(events).count("Escalated") - names(events).count("Returned")
    settled = issue.resolved_on is not None
    assert issue.state is IssueState.WITHDRAWN or settled == (issue.state is IssueState.RESOLVED)


def test_the_number_of_days_follows_the_policy_of_the_day() -> None:
    policies = AnswerPolicies([AnswerPolicy("1", date(2020, 1, 1), 30), AnswerPolicy("2", date(2024, 1, 1), 15)])

    assert [policies.in_force(day).version for day in (date(2019, 1, 1), date(2023, 12, 31), date(2024, 1, 1))] == [
        "1",
        "1",
        "2",
    ]
    assert policies.in_force(date(2024, 1, 1)).due_on(date(2024, 1, 1)) == date(2024, 1, 16)
    assert ANSWERS.in_force(ADOPTED_ON).answer_within_days == 30
