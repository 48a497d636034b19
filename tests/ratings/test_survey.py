"""Surveys about the quality of meetings: counts, and only where enough have answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.ratings.domain.survey import Choice, Question, Survey, SurveyPolicy, SurveyResult
from tests.ratings.given import CELL, REASON, an_id, at, happened, replayed

BOARD = an_id("board")
TODAY = date(2024, 4, 1)
POLICY = SurveyPolicy("khảo sát 2024", 5)
GOOD = Question("Nội dung có thiết thực không?", [Choice("Có", 15), Choice("Chưa", 5)])
RESULT = SurveyResult(BOARD, CELL, "Khảo sát quý I", date(2024, 3, 1), date(2024, 3, 10), 30, 21, [GOOD])


def completed(result: SurveyResult = RESULT, survey: Survey | None = None) -> Survey:
    with at():
        survey = survey or Survey(BOARD, CELL, "Khảo sát quý I", date(2024, 3, 1))
        survey.complete(result, policy=POLICY, today=TODAY)
    return survey


def asked(*answers: int) -> Question:
    return Question("Câu hỏi", [Choice(str(number), count) for number, count in enumerate(answers)])


def test_a_survey_tells_counts_and_the_policy_it_was_judged_by() -> None:
    [_, told] = happened(completed())

    assert isinstance(told, Survey.Completed)
    assert (told.result, told.policy_version) == (RESULT, "khảo sát 2024")


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (replace(RESULT, until_on=date(2024, 2, 29)), "survey_ends_before_it_begins"),
        (replace(RESULT, until_on=date(2024, 4, 2)), "survey_not_over"),
        (replace(RESULT, answers=31), "answers_above_invited"),
        (replace(RESULT, questions=[GOOD, GOOD]), "question_twice"),
        (replace(RESULT, questions=[Question("Câu", [Choice("Có", 5), Choice("Có", 5)])]), "choice_twice"),
        (replace(RESULT, questions=[asked(20, 2)]), "choices_above_answers"),
        (replace(RESULT, questions=[asked(2, 2)]), "too_few_answers"),
    ],
)
def test_a_result_that_cannot_be_or_must_not_be_told_is_refused(result: SurveyResult, code: str) -> None:
    with pytest.raises(Refused, match=code):
        completed(result)


def test_a_survey_that_few_answered_says_only_how_many_did() -> None:
    survey = completed(replace(RESULT, answers=4, questions=[]))

    assert survey.result is not None
    assert survey.result.answers == 4


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(0, 60))
def test_no_question_is_ever_told_apart_from_fewer_answers_than_the_least(answers: list[int], all_of_them: int) -> None:
    result = replace(RESULT, invited=60, answers=all_of_them, questions=[asked(*answers)])

    try:
        completed(result)
    except Refused:
        assert sum(answers) < POLICY.least_answers or sum(answers) > all_of_them
    else:
        assert POLICY.least_answers <= sum(answers) <= all_of_them


def test_a_survey_is_recorded_once_and_again_after_it_was_withdrawn() -> None:
    survey = completed()

    with pytest.raises(Refused, match="survey_already_completed"):
        completed(survey=survey)
    with at():
        survey.withdraw(REASON)
    with pytest.raises(Refused, match="survey_not_completed"):
        survey.withdraw(REASON)

    assert completed(replace(RESULT, answers=20), survey).result == replace(RESULT, answers=20)


def test_a_replayed_survey_is_the_one_that_was_recorded() -> None:
    again = replayed(happened(completed()))

    assert isinstance(again, Survey)
    assert again.result == RESULT
