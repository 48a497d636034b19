"""Who lies far from the cells of his type is asked about; of a group that is small or equal nobody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.read_models.analyses import peers
from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.peers import FIGURES, Limits, Row, far, found, limits, middle
from services.reporting.read_models.analyses.policy import POLICIES
from tests.reporting.history import an_id

CODES = "ABCDEFG"
LIMITS = Limits(5, 4, Fraction(1, 10))
VALUES = st.lists(st.fractions(-50, 50, max_denominator=20), min_size=1, max_size=12)


def cells(values: Sequence[Fraction]) -> dict[UUID, Fraction]:
    return {an_id(str(number)): value for number, value in enumerate(values)}


@settings(deadline=None)
@given(st.fractions(-50, 50), st.integers(1, 12))
def test_a_group_of_equal_values_asks_nothing(value: Fraction, many: int) -> None:
    assert far(cells([value] * many), LIMITS) == far(cells([value] * many), Limits(1, 0, Fraction(0))) == frozenset()


@settings(deadline=None)
@given(VALUES, st.fractions(-50, 50))
def test_adding_a_constant_changes_nothing(values: list[Fraction], more: Fraction) -> None:
    assert far(cells([one + more for one in values]), LIMITS) == far(cells(values), LIMITS)


@settings(deadline=None)
@given(VALUES.map(lambda values: list(cells(values).items())), st.data())
def test_order_does_not_matter(group: list[tuple[UUID, Fraction]], data: st.DataObject) -> None:
    otherwise = data.draw(st.permutations(group))

    assert far(dict(otherwise), LIMITS) == far(dict(group), LIMITS)


@settings(deadline=None)
@given(VALUES)
def test_fewer_than_half_of_a_group_lie_far_from_its_middle(values: list[Fraction]) -> None:
    asked = far(cells(values), LIMITS)

    assert 2 * len(asked) < len(values)
    assert not asked or len(values) >= LIMITS.peers


def by_the_mean(values: Mapping[UUID, Fraction], limits: Limits) -> frozenset[UUID]:
    """The planted fault: the mean and the mean deviation, which the odd ones move."""
    centre = sum(values.values(), Fraction()) / len(values)
    apart = {unit: abs(value - centre) for unit, value in values.items()}
    least = max(limits.deviations * sum(apart.values(), Fraction()) / len(apart), limits.little)
    return frozenset(unit for unit, one in apart.items() if one and one >= least)


def test_one_that_lies_far_is_found_by_the_middle_and_hidden_by_the_mean() -> None:
    values = cells([Fraction(one, 100) for one in (90, 91, 92, 93, 94, 20)])

    assert far(values, LIMITS) == {an_id("5")}
    assert by_the_mean(values, LIMITS) == frozenset()


@pytest.mark.parametrize(("many", "asked"), [(4, 0), (5, 1)])
def test_a_group_of_fewer_than_the_policy_says_asks_nothing(many: int, asked: int) -> None:
    values = cells([Fraction(9, 10)] * (many - 1) + [Fraction(1, 10)])

    assert len(far(values, LIMITS)) == asked


@pytest.mark.parametrize(("low", "asked"), [(81, 0), (80, 1)])
def test_what_lies_apart_by_less_than_the_policy_calls_little_is_not_asked_about(low: int, asked: int) -> None:
    assert len(far(cells([Fraction(90, 100)] * 5 + [Fraction(low, 100)]), LIMITS)) == asked


def test_nothing_has_no_middle() -> None:
    assert middle([Fraction(1), Fraction(4), Fraction(2), Fraction(9)]) == 3
    with pytest.raises(ValueError, match="nothing"):
        middle([])


def rows(key: str, pairs: Mapping[str, tuple[int, int]]) -> list[Row]:
    return [
        Row(key, Ref("k", "meetings", number, an_id(code), date(2019, 1, 3), *pair))
        for number, (code, pair) in enumerate(pairs.items())
    ]


def asked(told: Sequence[Row], types: Mapping[str, str]) -> list[Line]:
    called = {an_id(code): (code, f"Chi bộ {code}") for code in CODES}
    return found("2019-Q1", told, {an_id(code): name for code, name in types.items()}, called, POLICIES[0])


def test_a_cell_is_asked_about_with_the_middle_of_its_group_and_its_own_events() -> None:
    told = rows("attendance_regular", dict.fromkeys("FEDCB", (9, 10)) | {"A": (10, 20)})

    [line] = asked(told, dict.fromkeys(CODES, "SCHOOL"))

    figures = [(one.key, one.numerator, one.denominator) for one in line.periods[0].figures]
    assert (line.key, line.unit, line.question) == (
        "far_attendance_regular@A",
        ("A", "Chi bộ A"),
        FIGURES["attendance_regular"].question,
    )
    assert figures == [("far_attendance_regular", 10, 20), ("middle_of_group", 9, 10), ("cells_in_group", 6, None)]
    assert [ref.unit_id for ref in line.periods[0].refs] == [an_id("A")]


def test_cells_of_another_type_or_of_none_or_with_nothing_to_divide_by_are_no_peers() -> None:
    told = rows("opinions", dict.fromkeys("BCD", (9, 1)) | {"A": (40, 1), "E": (9, 0), "F": (9, 1), "G": (9, 1)})
    types = dict.fromkeys("ABCDE", "SCHOOL") | {"F": "RESIDENTIAL"}

    assert asked(told, types) == []
    assert [line.key for line in asked(told, types | {"F": "SCHOOL"})] == ["far_opinions@A"]


def test_lines_stand_by_figure_and_code_whatever_their_numbers() -> None:
    high_and_low = dict.fromkeys("BCDEF", (9000, 1)) | {"G": (10000, 1), "A": (3000, 1)}
    told = rows("opinions", dict.fromkeys("ACDEF", (9, 1)) | {"B": (90, 1)}) + rows("self_score", high_and_low)

    lines = asked(told, dict.fromkeys(CODES, "SCHOOL"))

    assert [line.key for line in lines] == ["far_self_score@A", "far_self_score@G", "far_opinions@B"]


def test_the_policys_numbers_are_in_percentage_points_points_and_opinions() -> None:
    policy = replace(POLICIES[0], far_attendance=15, far_points=10, far_opinions=5)

    assert {key: limits(key, policy).little for key in FIGURES} == {
        "attendance_regular": Fraction(15, 100),
        "self_score": 1000,
        "opinions": 5,
    }


def test_no_question_accuses_anybody() -> None:
    assert all(words.endswith("?") for pair in peers.QUESTIONS.values() for words in pair)
