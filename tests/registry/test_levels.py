"""Names of levels as data: versions in force by day."""

from __future__ import annotations

from datetime import date

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Levels, Structure, UnitLevel
from tests.registry.given import BEGINNING, YEAR_2010, YEAR_2020, a_tree, happened, unit


def levels(version: str, effective_from: date, *names: str) -> Levels:
    return Levels(version, effective_from, [UnitLevel(name, name.capitalize(), name) for name in names])


def with_levels(*names: str) -> Structure:
    structure = a_tree()
    structure.adopt_levels(levels("1", BEGINNING, *names))
    happened(structure)
    return structure


def test_a_level_of_the_catalogue_holds_from_its_day_on() -> None:
    structure = with_levels("district", "ward")

    structure.change_level(unit("DU-1"), "ward", YEAR_2020)

    assert structure.unit(unit("DU-1")).levels == [(YEAR_2010, None), (YEAR_2020, "ward")]


def test_a_level_that_the_catalogue_of_the_day_does_not_have_is_refused() -> None:
    structure = with_levels("district")

    with pytest.raises(Refused, match="level_unknown") as refused:
        structure.change_level(unit("DU-1"), "ward", YEAR_2020)
    assert refused.value.numbers == {"level": "ward", "version": "1"}


def test_where_no_catalogue_is_in_force_levels_are_what_units_say() -> None:
    structure = a_tree()

    structure.change_level(unit("DU-1"), "whatever", YEAR_2020)

    assert structure.unit(unit("DU-1")).levels[-1] == (YEAR_2020, "whatever")


def test_a_level_on_which_units_are_is_not_dropped() -> None:
    structure = with_levels("district", "ward")
    structure.change_level(unit("DU-1"), "ward", YEAR_2020)

    with pytest.raises(Refused, match="level_in_use") as refused:
        structure.adopt_levels(levels("2", date(2025, 7, 1), "commune"))
    assert refused.value.numbers == {"level": "ward", "units": 1}


@pytest.mark.parametrize(
    ("adopted", "code"),
    [
        (levels("2", YEAR_2020), "levels_empty"),
        (levels("2", YEAR_2020, "ward", "WARD"), "level_double"),
        (levels("1", YEAR_2020, "ward"), "levels_version_taken"),
        (levels("2", BEGINNING, "ward"), "levels_not_later"),
    ],
)
def test_a_catalogue_that_contradicts_itself_or_the_former_one_is_refused(adopted: Levels, code: str) -> None:
    with pytest.raises(Refused, match=code):
        with_levels("district").adopt_levels(adopted)


def test_the_same_level_again_is_no_change() -> None:
    structure = with_levels("ward")
    structure.change_level(unit("DU-1"), "ward", YEAR_2020)

    with pytest.raises(Refused, match="nothing_changed"):
        structure.change_level(unit("DU-1"), "ward", date(2021, 1, 1))
