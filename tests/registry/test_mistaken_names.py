"""Names, catalogues and wishes to erase that were recorded wrongly are taken back, and recorded again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Catalogue, CellType, Levels, Part, PersonErasure, Structure, Unit, UnitLevel
from tests.registry.given import (
    BEGINNING,
    REASON,
    SCHOOL,
    TYPES,
    YEAR_2010,
    YEAR_2020,
    a_tree,
    catalogue,
    cell,
    happened,
    replayed,
    unit,
)

DAY = timedelta(days=1)
BOTH = [*TYPES, SCHOOL]
WARD, TOWN = (UnitLevel(level, level, level) for level in ("ward", "town"))


def renamed(*names: tuple[date, str], first: str | None = "Chi bộ ấp 1") -> Unit:
    made = Unit(unit("CB-1"), "CB-1", first, YEAR_2010)
    for on, name in names:
        made.rename(name, on)
    return made


def test_the_last_name_is_taken_back_and_the_one_before_holds_again() -> None:
    made = renamed((YEAR_2020, "A"), (YEAR_2020 + DAY, "B"))

    made.withdraw_name(YEAR_2020 + DAY, REASON, entered_as="")

    told = happened(made)[-1]
    assert isinstance(told, Unit.NameWithdrawn)
    assert (told.name, made.name, made.renamed_on) == ("A", "A", YEAR_2020)


def test_a_unit_whose_only_other_name_is_taken_back_is_called_as_it_was_entered() -> None:
    made, older = renamed((YEAR_2020, "A")), renamed((YEAR_2020, "A"), first=None)

    made.withdraw_name(YEAR_2020, REASON, entered_as="của cây")
    older.withdraw_name(YEAR_2020, REASON, entered_as="của cây")

    assert (made.name, made.renamed_on) == ("Chi bộ ấp 1", None)
    assert older.name == "của cây"


def test_a_name_that_was_taken_back_is_given_again_also_for_an_earlier_day() -> None:
    made = renamed((YEAR_2020, "A"))
    made.withdraw_name(YEAR_2020, REASON, entered_as="")

    made.rename("A", YEAR_2020 - DAY)

    assert (made.name, made.renamed_on) == ("A", YEAR_2020 - DAY)


@pytest.mark.parametrize(
    ("made", "code"),
    [(renamed, "unit_not_renamed"), (lambda: renamed((YEAR_2020 - DAY, "A")), "not_the_last_name")],
)
def test_only_the_last_other_name_is_taken_back(made: object, code: str) -> None:
    assert callable(made)
    with pytest.raises(Refused, match=code):
        made().withdraw_name(YEAR_2020, REASON, entered_as="")


def test_a_unit_that_never_was_has_no_name_to_take_back() -> None:
    made = renamed((YEAR_2020, "A"))
    made.withdraw_establishment()

    with pytest.raises(Refused, match="unit_establishment_withdrawn"):
        made.withdraw_name(YEAR_2020, REASON, entered_as="")


def test_the_tree_knows_under_which_name_a_unit_was_entered() -> None:
    assert a_tree().unit(unit("CB-1")).entered_as == "Chi bộ CB-1"


def test_the_last_catalogue_is_taken_back_and_adopted_again_for_another_day() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020, BOTH))

    structure.withdraw_cell_types("2", REASON)
    structure.adopt_cell_types(catalogue("2", YEAR_2020 - DAY, BOTH))

    told = [type(one).__name__ for one in happened(structure)]
    assert told == ["CellTypesAdopted", "CellTypesWithdrawn", "CellTypesAdopted"]
    assert [(one.version, one.effective_from) for one in structure.catalogues] == [
        ("1", BEGINNING),
        ("2", YEAR_2020 - DAY),
    ]


def test_a_catalogue_stays_while_cells_are_of_a_type_that_it_brought() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020, BOTH))
    structure.change_type(unit("CB-1"), "SCHOOL", YEAR_2020)

    with pytest.raises(Refused, match="cell_types_built_upon") as refused:
        structure.withdraw_cell_types("2", REASON)
    assert refused.value.numbers == {"token": "SCHOOL", "cells": 1}


def test_the_only_catalogue_stays_while_there_are_cells() -> None:
    empty = Structure("xa-1")
    empty.adopt_cell_types(catalogue())
    empty.withdraw_cell_types("1", REASON)

    assert empty.catalogues == []
    with pytest.raises(Refused, match="cell_types_built_upon"):
        a_tree().withdraw_cell_types("1", REASON)


@pytest.mark.parametrize("withdraw", [Structure.withdraw_cell_types, Structure.withdraw_levels])
def test_only_the_catalogue_adopted_last_is_taken_back(withdraw: object) -> None:
    assert callable(withdraw)
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020, BOTH))
    structure.adopt_levels(Levels("1", YEAR_2010, [WARD]))
    structure.adopt_levels(Levels("2", YEAR_2020, [WARD, TOWN]))

    with pytest.raises(Refused, match="catalogue_not_the_last") as refused:
        withdraw(structure, "1", REASON)
    assert refused.value.numbers == {"last": "2"}
    with pytest.raises(Refused, match="no_catalogue_adopted"):
        withdraw(Structure("xa-1"), "1", REASON)


def test_levels_are_taken_back_unless_units_are_on_one_that_they_brought() -> None:
    structure = a_tree()
    structure.adopt_levels(Levels("1", BEGINNING, [WARD]))
    structure.adopt_levels(Levels("2", YEAR_2020, [WARD, TOWN]))
    structure.change_level(unit("DU-1"), "town", YEAR_2020)

    with pytest.raises(Refused, match="levels_built_upon"):
        structure.withdraw_levels("2", REASON)
    structure.adopt_levels(Levels("3", YEAR_2020 + DAY, [WARD, TOWN]))
    structure.withdraw_levels("3", REASON)
    assert [one.version for one in structure.levels] == ["1", "2"]


def test_the_only_levels_are_taken_back_and_units_name_any_level() -> None:
    structure = a_tree()
    structure.adopt_levels(Levels("1", BEGINNING, [WARD]))
    structure.change_level(unit("DU-1"), "ward", YEAR_2020)

    structure.withdraw_levels("1", REASON)

    structure.change_level(unit("DU-2"), "thôn", YEAR_2020)


def test_a_history_makes_the_same_catalogues_again() -> None:
    structure = Structure("xa-1")
    structure.adopt_cell_types(catalogue("1"))
    structure.adopt_cell_types(catalogue("2", YEAR_2020, BOTH))
    structure.withdraw_cell_types("2", REASON)
    structure.adopt_levels(Levels("1", YEAR_2020, [WARD]))
    structure.withdraw_levels("1", REASON)
    again = replayed(happened(structure))

    assert isinstance(again, Structure)
    assert (again.catalogues, again.levels) == (structure.catalogues, structure.levels)


def a_tree_with_a_later_catalogue(*types: CellType) -> Structure:
    """From 2020 on there are other types, and levels of which `town` is none any more."""
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020 - DAY, BOTH))
    structure.adopt_cell_types(Catalogue("3", YEAR_2020, [*TYPES, *types], catalogue().groups))
    structure.adopt_levels(Levels("1", BEGINNING, [WARD, TOWN]))
    structure.adopt_levels(Levels("2", YEAR_2020, [WARD]))
    return structure


def test_no_unit_comes_to_have_a_type_or_level_that_a_later_catalogue_drops() -> None:
    structure, before = a_tree_with_a_later_catalogue(), YEAR_2020 - DAY

    with pytest.raises(Refused, match="cell_type_dropped_later") as refused:
        cell(structure, "CB-9", "DU-1", before, "SCHOOL")
    assert refused.value.numbers == {"token": "SCHOOL", "version": "3", "day": "2020-01-01"}
    with pytest.raises(Refused, match="cell_type_dropped_later"):
        structure.change_type(unit("CB-1"), "SCHOOL", before)
    with pytest.raises(Refused, match="cell_type_dropped_later"):
        structure.split(unit("CB-1"), [Part("A", "A"), Part("B", "B", cell_type="SCHOOL")], "A", before)
    with pytest.raises(Refused, match="level_dropped_later"):
        structure.change_level(unit("DU-1"), "town", before)


def test_once_the_later_catalogue_is_taken_back_the_unit_is_entered() -> None:
    structure = a_tree_with_a_later_catalogue()
    structure.withdraw_cell_types("3", REASON)

    cell(structure, "CB-9", "DU-1", YEAR_2020 - DAY, "SCHOOL")

    assert structure.unit(unit("CB-9")).cell_types == [(YEAR_2020 - DAY, "SCHOOL")]


AN, BINH = UUID(int=1), UUID(int=2)


def test_whoever_asked_to_erase_somebody_takes_it_back_and_nobody_can_confirm_it() -> None:
    erasure = PersonErasure(UUID(int=3))
    erasure.ask("asked_by_the_person", by=AN)

    erasure.withdraw(REASON)

    with pytest.raises(Refused, match="erasure_not_asked_for"):
        erasure.confirm(by=BINH)
    erasure.ask("asked_by_the_person", by=AN)
    erasure.confirm(by=BINH)
    assert erasure.erased


def test_what_nobody_asked_for_and_what_is_erased_is_not_taken_back() -> None:
    erasure = PersonErasure(UUID(int=3))
    with pytest.raises(Refused, match="erasure_not_asked_for"):
        erasure.withdraw(REASON)
    erasure.ask("asked_by_the_person", by=AN)
    erasure.confirm(by=BINH)

    with pytest.raises(Refused, match="person_erased_already"):
        erasure.withdraw(REASON)
