"""Scores of one meeting side by side: pairs, differences, medians, and silence where there are too few."""

from __future__ import annotations

from datetime import date
from statistics import fmean, median

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.read_models.analyses.divergence import Score, divergence
from services.reporting.read_models.analyses.lines import Line, Ref
from tests.reporting.history import an_id

DAY = date(2019, 1, 10)
Scored = tuple[int, str, int]


def score(meeting: object, rater: str, total: int, rubric: str = "r", **points: int) -> Score:
    ref = Ref("k", "ratings", total, an_id("cell"), DAY)
    return Score(ref, an_id("meeting", meeting), rater, rubric, {"total": total, **points})


def found(scores: list[Score], least_pairs: int = 1) -> dict[str, Line]:
    return {line.key: line for line in divergence([("2019-Q1", scores)], {}, least_pairs)}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=20))
def test_mean_and_median_are_those_of_the_differences_and_the_events_add_up_to_them(
    pairs: list[tuple[int, int]],
) -> None:
    scores = [
        score(n, rater, of)
        for n, pair in enumerate(pairs)
        for rater, of in zip(("self", "observer"), pair, strict=True)
    ]

    [line] = found(scores).values()

    apart = [first - second for first, second in pairs]
    difference, middle, higher, paired = line.periods[0].figures
    assert difference.mean is not None
    assert middle.mean is not None
    assert abs(difference.mean - fmean(apart) / 100) <= 0.0051
    assert abs(middle.mean - median(apart) / 100) <= 0.0051
    assert (higher.numerator, higher.denominator) == (sum(one > 0 for one in apart), len(pairs))
    assert (paired.numerator, paired.denominator) == (len(pairs), len(pairs))
    refs = line.periods[0].refs
    assert sum(ref.numerator for ref in refs) == difference.numerator
    assert sum(ref.denominator for ref in refs) == difference.denominator


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["self", "observer", "superior"]), st.integers(0, 10_000)))
)
def test_no_ratio_leaves_the_whole_whoever_scored_what(scored: list[Scored]) -> None:
    for line in found([score(*one) for one in scored]).values():
        for one in line.periods[0].figures:
            if one.measure == "ratio":
                assert 0 <= one.numerator <= (one.denominator or 0)


def test_fewer_pairs_than_the_policy_asks_for_tell_how_many_and_nothing_else() -> None:
    scores = [score(1, "self", 9000), score(1, "observer", 8000), score(2, "self", 9000)]

    [line] = found(scores, least_pairs=2).values()

    period = line.periods[0]
    assert period.too_few
    assert [(one.key, one.numerator, one.denominator) for one in period.figures] == [("paired", 1, 2)]


def test_criteria_are_compared_where_both_have_scored_them_by_one_rubric() -> None:
    same = [score(1, "self", 90, a=50, b=40), score(1, "observer", 70, a=30, c=40)]
    other = [score(2, "self", 90, a=50), score(2, "observer", 70, "another", a=30)]

    lines = found([*same, *other])

    assert list(lines) == ["self_observer.total", "self_observer.a"]
    assert lines["self_observer.a"].periods[0].figures[0].numerator == 20
    assert lines["self_observer.a"].periods[0].figures[0].denominator == 1


def test_two_observers_of_one_meeting_are_two_pairs_of_one_meeting() -> None:
    scores = [score(1, "self", 9000), score(1, "observer", 8000), score(1, "observer", 8500)]

    [line] = found(scores).values()

    assert [(one.numerator, one.denominator) for one in line.periods[0].figures] == [
        *((1500, 2), (1500, 2), (2, 2)),
        (1, 1),
    ]
