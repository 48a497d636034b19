"""No number of a survey is told from which a few answers could be worked out, whatever is set against what."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.surveys import Question, Survey, surveyed
from tests.reporting.history import an_id

NAMES = {an_id(top): (top, f"Đảng bộ {top}") for top in "AB"}
LEAST = 5


def survey(number: int, top: str | None, answers: int, yes: int = 0, no: int = 0) -> Survey:
    asked = [Question("Chất lượng?", {"Tốt": yes, "Chưa tốt": no})] if yes + no else []
    ref = Ref("k", "ratings", number, an_id(top or "HU"), date(2019, 2, 1))
    return Survey(ref, an_id(top) if top else None, answers + 3, answers, asked)


def found(surveys: list[Survey]) -> dict[str, Line]:
    return {line.key: line for line in surveyed([("2019-Q1", surveys)], NAMES, LEAST)}


@st.composite
def surveys(draw: st.DrawFn) -> list[Survey]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        yes, no = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        left_out = draw(st.integers(0, 3))
        made.append(survey(number, draw(st.sampled_from(["A", "B", None])), yes + no + left_out, yes, no))
    return made


@settings(deadline=None)
@given(surveys())
def test_all_that_is_told_differs_by_whole_surveys_that_enough_have_answered(made: list[Survey]) -> None:
    lines = found(made)

    told = [line.periods[0] for line in lines.values() if not line.periods[0].too_few]
    groups = [{(ref.position, ref.denominator) for ref in period.refs} for period in told]
    answers = {one.ref.position: one.answers for one in made}
    for first, second in product(groups, groups):
        for position, _ in first ^ second:
            assert answers[position] >= LEAST


@settings(deadline=None)
@given(surveys(), st.integers(0, 4))
def test_a_small_survey_changes_no_number_of_answers_anywhere(made: list[Survey], answers: int) -> None:
    small = survey(99, "A", answers, answers)

    before, after = found(made), found([*made, small])

    def numbers(lines: dict[str, Line]) -> list[tuple[int, int | None]]:
        all_of = [one for line in lines.values() for one in line.periods[0].figures if one.key != "surveys_shown"]
        return [(one.numerator, one.denominator) for one in all_of]

    assert numbers(before) == numbers(after)


def test_below_five_answers_there_are_no_numbers_but_how_many_surveys_there_were() -> None:
    lines = found([survey(1, "A", 4, 4)])

    assert set(lines) == {"answers", "answers@A"}
    for line in lines.values():
        period = line.periods[0]
        assert (period.too_few, period.refs) == (True, [])
        assert [(one.key, one.numerator, one.denominator) for one in period.figures] == [("surveys_shown", 0, 1)]


def test_choices_are_shares_of_those_who_answered_the_question() -> None:
    lines = found([survey(1, "A", 9, 6, 2), survey(2, "B", 7, 1, 4), survey(3, "B", 6, 1, 3)])

    shares = {key: [(one.numerator, one.denominator) for one in line.periods[0].figures] for key, line in lines.items()}
    assert shares["choice.Chất lượng?.Tốt"] == [(7, 13)]
    assert shares["choice.Chất lượng?.Tốt@B"] == [(1, 5)]
    assert shares["answers"] == [(22, 31), (3, 3)]


def test_each_choice_of_a_long_question_has_a_key_of_its_own() -> None:
    asked = [Question("Chất lượng sinh hoạt " * 9, {"Tốt": 5, "Chưa tốt": 4})]
    lines = surveyed([("2019-Q1", [survey(1, "A", 9)._replace(questions=asked)])], NAMES, LEAST)

    keys = [line.key for line in lines]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) < 200 - 46
