"""The arithmetic of a rubric, what makes one whole, and which one is in force on a day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.chassis.errors import Refused
from services.ratings.domain import Band, Criterion, RatedKind, Rubric, Rubrics
from tests.ratings.given import BANDS, CRITERIA, KEEPER, YEAR_2024, a_rubric, happened, points, replayed


@pytest.mark.parametrize(
    ("conduct", "total", "grade"),
    [
        ("45", "100", "GOOD"),
        ("35", "90", "GOOD"),
        ("34.75", "89.75", "FAIR"),
        ("15", "70", "FAIR"),
        ("0", "55", "AVERAGE"),
    ],
)
def test_the_total_is_the_sum_and_its_band_the_grade(conduct: str, total: str, grade: str) -> None:
    judged = a_rubric().judge(points(conduct=conduct))

    assert (judged.total, judged.grade) == (Decimal(total), grade)


def test_no_points_at_all_have_a_grade_too() -> None:
    judged = a_rubric().judge({criterion.key: Decimal(0) for criterion in CRITERIA})

    assert (judged.total, judged.grade) == (Decimal(0), "POOR")


def test_without_the_maximum_where_it_is_needed_the_highest_grade_falls_to_the_next() -> None:
    judged = a_rubric(maximum_on=["attendance"]).judge(points(attendance="19.50"))

    assert (judged.total, judged.grade) == (Decimal("99.50"), "FAIR")


def test_the_maximum_clause_costs_nothing_below_the_highest_band() -> None:
    judged = a_rubric(maximum_on=["attendance"]).judge(points(attendance="0", conduct="35"))

    assert (judged.total, judged.grade) == (Decimal(70), "FAIR")


def test_a_missing_criterion_is_refused_by_name() -> None:
    given = points()
    del given["closing"]

    with pytest.raises(Refused, match="points_missing") as refused:
        a_rubric().judge(given)
    assert refused.value.numbers == {"criterion": "closing"}


def test_points_for_what_the_rubric_does_not_have_are_refused() -> None:
    with pytest.raises(Refused, match="points_for_unknown_criterion"):
        a_rubric().judge(points(singing="1"))


@pytest.mark.parametrize("given", ["20.01", "-0.01"])
def test_points_lie_between_nothing_and_the_maximum(given: str) -> None:
    with pytest.raises(Refused, match="points_above_maximum") as refused:
        a_rubric().judge(points(closing=given))
    assert refused.value.numbers == {"criterion": "closing", "given": given, "most": "20"}


POOR = BANDS[-1]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (a_rubric(criteria=[*CRITERIA, CRITERIA[0]]), "criterion_double"),
        (a_rubric(maximum_on=["singing"]), "criterion_unknown"),
        (a_rubric(criteria=[Criterion("all", "Tất cả", "All", Decimal("1000.01"))]), "rubric_above_most_points"),
        (a_rubric(bands=[BANDS[0], BANDS[0], POOR]), "grade_double"),
        (a_rubric(bands=[BANDS[1], BANDS[0], POOR]), "bands_not_falling"),
        (a_rubric(bands=[BANDS[0], Band("FAIR", Decimal(90)), POOR]), "bands_not_falling"),
        (a_rubric(bands=BANDS[:-1]), "lowest_band_above_zero"),
        (a_rubric(bands=[Band("GOOD", Decimal(101)), POOR]), "band_out_of_reach"),
    ],
)
def test_a_rubric_that_leaves_points_without_one_grade_is_refused(wrong: Rubric, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Rubrics(KEEPER, RatedKind.REGULAR).adopt(wrong)


def test_wrong_bands_are_told_by_their_place_counted_from_one() -> None:
    with pytest.raises(Refused, match="grade_double") as double:
        a_rubric(bands=[BANDS[1], BANDS[0], BANDS[0], POOR]).check()
    with pytest.raises(Refused, match="bands_not_falling") as rising:
        a_rubric(bands=[BANDS[1], BANDS[0], POOR]).check()

    assert double.value.numbers == {"first": 2, "second": 3}
    assert rising.value.numbers == {"higher": 1, "lower": 2}


def test_the_version_is_the_content_and_not_the_way_points_are_written() -> None:
    same = a_rubric(
        criteria=[replace(criterion, max_points=criterion.max_points * Decimal("1.00")) for criterion in CRITERIA]
    )
    other = a_rubric(maximum_on=["closing"])

    assert a_rubric().version == same.version != other.version
    assert len(a_rubric().version) == 64


def test_the_rubric_of_a_day_is_the_last_one_that_took_effect() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    later = rubrics.adopt(a_rubric(effective_from=date(2025, 1, 1)))
    earlier = rubrics.adopt(a_rubric(effective_from=YEAR_2024))

    assert rubrics.in_force(date(2024, 12, 31)) == earlier
    assert rubrics.in_force(date(2025, 1, 1)) == later


def test_before_the_first_rubric_there_is_none() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    rubrics.adopt(a_rubric(effective_from=YEAR_2024))

    with pytest.raises(Refused, match="no_rubric_that_day"):
        rubrics.in_force(date(2023, 12, 31))


def test_one_rubric_takes_effect_on_a_day() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    rubrics.adopt(a_rubric())

    with pytest.raises(Refused, match="rubric_day_taken"):
        rubrics.adopt(a_rubric(maximum_on=["closing"]))


def test_a_history_makes_the_same_shelf_again() -> None:
    rubrics = Rubrics(KEEPER, RatedKind.REGULAR)
    rubrics.adopt(a_rubric())

    assert replayed(happened(rubrics)) == rubrics
