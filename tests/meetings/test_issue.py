"""An issue is raised, put before units further up, answered, settled and opened again, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import AnswerPolicies, AnswerPolicy, Issue, IssueSource, IssueState, IssueStep, Raised
from services.meetings.main import ANSWERS
from tests.meetings.given import CELL, REASON, an_id, at, happened, replayed
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
    "unmark": lambda issue: issue.mark_hot_spot(False, REVIEWED_ON, REASON, today=TODAY),
    "withdraw": lambda issue: issue.withdraw(REASON),
}
TAKEN: dict[str, IssueStep] = {
    "escalate": IssueStep.ESCALATED,
    "give back": IssueStep.RETURNED,
    "resolve": IssueStep.RESOLVED,
    "reopen": IssueStep.REOPENED,
    "mark": IssueStep.HOT_SPOT_MARKED,
    "unmark": IssueStep.HOT_SPOT_UNMARKED,
}
PASSES = {IssueStep.ESCALATED: 1, IssueStep.RETURNED: -1}
BEFORE: dict[str, list[str]] = {
    "escalate": [],
    "give back": ["escalate"],
    "resolve": ["answer"],
    "reopen": ["answer", "resolve"],
    "mark": ["answer"],
    "unmark": ["mark"],
}
AFTER: dict[str, dict[str, str]] = {
    "open": {
        "give back": "issue_not_escalated",
        "withdraw answer": "issue_still_open",
        "reopen": "issue_still_open",
        "unmark": "nothing_changed",
    },
    "answer": {
        **dict.fromkeys(("escalate", "give back", "answer"), "issue_already_answered"),
        "unmark": "nothing_changed",
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

    assert (issue.at_unit_id, issue.passed, issue.due_on) == (WARD, (CELL,), date(2024, 3, 1))


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


def standing(issue: Issue) -> tuple[object, ...]:
    """All that can be seen of it."""
    days = (issue.due_on, issue.changed_on, issue.answered_on, issue.resolved_on)
    return (issue.state, issue.at_unit_id, issue.passed, issue.hot_spot, issue.steps, *days)


def take_back_the_last(issue: Issue) -> None:
    last = issue.steps[-1]
    issue.withdraw_step(last.by_unit_id, last.step, last.on, REASON)


@pytest.mark.parametrize("step", TAKEN)
def test_each_step_that_was_a_mistake_is_taken_back_and_taken_again(step: str) -> None:
    issue = an_issue()
    for before in BEFORE[step]:
        STEPS[before](issue)
    stood, at_unit_id = standing(issue), issue.at_unit_id
    STEPS[step](issue)

    issue.withdraw_step(at_unit_id, TAKEN[step], REVIEWED_ON, REASON)

    assert standing(issue) == stood
    assert vars(happened(issue)[-1])["step"] is TAKEN[step]
    STEPS[step](issue)
    assert issue.steps[-1].step is TAKEN[step]


def test_what_says_that_a_step_was_withdrawn_says_what_the_issue_is_again() -> None:
    issue = an_issue(by_observer())
    for step in ("answer", "resolve", "reopen"):
        STEPS[step](issue)

    take_back_the_last(issue)

    said = vars(happened(issue)[-1])
    assert (said["state"], said["answered_on"], said["resolved_on"]) == (IssueState.RESOLVED, REVIEWED_ON, REVIEWED_ON)
    assert (said["answer"], said["outcome"], said["due_on"]) == (WORDS, WORDS, issue.due_on)
    assert (said["raised_by"], said["visit_id"]) == (OBSERVER, VISIT)


def test_a_step_is_taken_back_by_the_unit_that_took_it_under_its_own_name_and_day() -> None:
    issue = an_issue(what_is_raised(at_unit_id=WARD))
    STEPS["escalate"](issue)
    before = REVIEWED_ON - timedelta(days=1)

    for unit_id, step, day in (
        (DISTRICT, IssueStep.ESCALATED, REVIEWED_ON),
        (WARD, IssueStep.RETURNED, REVIEWED_ON),
        (WARD, IssueStep.ESCALATED, before),
    ):
        with pytest.raises(Refused, match="issue_step_not_taken"):
            issue.withdraw_step(unit_id, step, day, REASON)
    issue.withdraw_step(WARD, IssueStep.ESCALATED, REVIEWED_ON, REASON)
    with pytest.raises(Refused, match="issue_step_not_taken"):
        issue.withdraw_step(WARD, IssueStep.ESCALATED, REVIEWED_ON, REASON)

    assert (issue.at_unit_id, issue.passed) == (WARD, ())


def test_what_something_rests_on_is_taken_back_after_it() -> None:
    issue = an_issue(what_is_raised(at_unit_id=WARD))
    STEPS["escalate"](issue)
    STEPS["answer"](issue)

    with pytest.raises(Refused, match="issue_step_followed"):
        issue.withdraw_step(WARD, IssueStep.ESCALATED, REVIEWED_ON, REASON)
    issue.withdraw_answer(REASON)
    issue.withdraw_step(WARD, IssueStep.ESCALATED, REVIEWED_ON, REASON)

    assert issue.at_unit_id == WARD


def test_no_step_of_a_withdrawn_issue_is_taken_back() -> None:
    issue = an_issue()
    STEPS["mark"](issue)
    STEPS["withdraw"](issue)

    with pytest.raises(Refused, match="issue_withdrawn"):
        take_back_the_last(issue)


def test_a_mark_after_a_withdrawn_answer_is_taken_back_to_an_open_issue() -> None:
    issue = an_issue()
    for step in ("answer", "mark", "withdraw answer"):
        STEPS[step](issue)

    take_back_the_last(issue)

    assert (issue.state, issue.hot_spot, issue.changed_on) == (IssueState.OPEN, False, ADOPTED_ON)


@examples(st.lists(st.sampled_from(sorted(STEPS.keys() - {"withdraw"})), max_size=12), st.sampled_from(sorted(TAKEN)))
def test_after_any_history_a_step_taken_back_was_never_taken(steps: list[str], mistake: str) -> None:
    issue = an_issue()
    for step in steps:
        with suppress(Refused):
            STEPS[step](issue)
    stood = standing(issue)
    try:
        STEPS[mistake](issue)
    except Refused:
        return

    take_back_the_last(issue)

    assert standing(issue) == stood


@examples(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_any_history_replays_to_the_same_issue_and_stands_somewhere(steps: list[str]) -> None:
    with at():
        issue = Issue.raise_(an_id("issue"), CELL, what_is_raised(), today=TODAY)
        for step in steps:
            with suppress(Refused):
                STEPS[step](issue)
        if issue.steps and issue.state is not IssueState.WITHDRAWN and issue.steps[-1].step is not IssueStep.ANSWERED:
            take_back_the_last(issue)
    events = happened(issue)

    again = replayed(events)

    assert isinstance(again, Issue)
    assert standing(again) == standing(issue)
    assert len(issue.passed) == sum(PASSES.get(one.step, 0) for one in issue.steps)
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
