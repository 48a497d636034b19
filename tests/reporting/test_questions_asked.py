"""What is alike, apart or copied is asked about, in the order of codes, and nothing else is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.questions import QUESTIONS, Said, Text, apart, copied, running, runs
from tests.reporting.history import an_id

NAMES = {an_id(code): (code, f"Chi bộ {code}") for code in "ABC"}


def said(number: int, code: str, words: str, kind: str = "self", person: str = "p") -> Said:
    ref = Ref("k", "ratings", number, an_id(code), date(2019, 1 + number % 12, 3))
    return Said(kind, ref, an_id("meeting", number), an_id(person), (words, "1"))


def pair(line: Line) -> tuple[int, int | None]:
    one = line.periods[0].figures[0]
    return one.numerator, one.denominator


@settings(deadline=None)
@given(st.lists(st.sampled_from("xyz")))
def test_runs_are_the_row_itself_cut_where_it_changes(words: list[str]) -> None:
    found = runs([said(number, "A", one) for number, one in enumerate(words)])

    assert [one.words[0] for run in found for one in run] == words
    assert all(len({one.words for one in run}) == 1 for run in found)
    assert all(now[-1].words != then[0].words for now, then in pairwise(found))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xy")), max_size=20), st.integers(2, 4))
def test_who_is_asked_about_has_so_many_alike_and_the_events_add_up(row: list[tuple[str, str]], least: int) -> None:
    lines = running("2019-Q4", [said(number, *one) for number, one in enumerate(row)], NAMES, least)

    assert [line.key for line in lines] == sorted(line.key for line in lines)
    for line in lines:
        numerator, denominator = pair(line)
        refs = line.periods[0].refs
        assert least <= numerator == sum(ref.numerator for ref in refs)
        assert numerator <= (denominator or 0) == sum(ref.denominator for ref in refs)


def test_three_own_scores_running_that_are_alike_are_asked_about_and_two_are_not() -> None:
    row = [said(n, "A", "90") for n in range(3)] + [said(n, "B", "80") for n in range(3, 5)] + [said(5, "B", "70")]

    [line] = running("2019-Q4", row, NAMES, 3)

    assert (line.key, pair(line), line.question) == ("same_self_score@A", (3, 3), QUESTIONS["same_self_score"])


def test_an_observers_scores_are_one_row_over_all_cells() -> None:
    row = [said(n, code, "90", "observer") for n, code in enumerate("ABC")]

    lines = running("2019-Q4", row, NAMES, 3)

    assert [line.key for line in lines] == [f"same_observer_score@{code}" for code in "ABC"]
    assert [pair(line) for line in lines] == [(1, 1)] * 3


def test_scores_of_one_meeting_far_apart_are_asked_about() -> None:
    own, far, near = said(1, "A", "9000"), said(1, "A", "7000", "observer"), said(2, "A", "8000", "observer")

    [line] = apart("2019-Q4", [own, far, said(2, "A", "8500"), near], NAMES, 2000)

    assert (line.key, pair(line)) == ("apart@A", (1, 2))


def test_a_text_in_words_used_before_is_asked_about() -> None:
    texts = [Text("findings", said(n, "A", "").ref, repeats) for n, repeats in enumerate((True, False))]
    texts.append(Text("resolutions", said(3, "B", "").ref, repeats=False))

    [line] = copied("2019-Q4", texts, NAMES)

    assert (line.key, pair(line)) == ("same_findings@A", (1, 2))


def test_no_question_names_or_ranks_anybody() -> None:
    for vi, en in QUESTIONS.values():
        assert vi.endswith("?")
        assert en.endswith("?")
