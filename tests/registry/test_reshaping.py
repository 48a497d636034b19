"""Splits and mergers: which units there are afterwards, under whom, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Part, Structure, Successor
from tests.registry.given import KEEPER, YEAR_2020, a_tree, cell, committee, happened, replayed, unit

JULY = date(2025, 7, 1)
DAY = timedelta(days=1)


def parts(*codes: str) -> list[Part]:
    return [Part(code, f"Chi bộ {code}") for code in codes]


def below(structure: Structure, code: str, on: date) -> list[str]:
    """The codes of the units directly under one on a day."""
    return [life.code for life in structure.units.values() if life.is_under(unit(code), on)]


def kinds(structure: Structure) -> list[str]:
    return [type(one).__name__ for one in happened(structure)]


def test_a_split_that_ends_the_original_makes_the_parts_where_it_stood() -> None:
    structure = a_tree()

    split = structure.split(unit("CB-1"), parts("CB-1A", "CB-1B"), "CB-1B", JULY)

    assert (split.principal_id, split.ends) == (unit("CB-1B"), True)
    assert below(structure, "DU-1", JULY - DAY) == ["CB-1"]
    assert below(structure, "DU-1", JULY) == ["CB-1A", "CB-1B"]
    assert kinds(structure) == ["UnitEstablished", "UnitEstablished", "UnitSplit", "UnitDissolved"]


def test_an_original_that_is_its_own_principal_successor_goes_on() -> None:
    structure = a_tree()

    structure.split(unit("CB-1"), parts("CB-1A"), "CB-1", JULY)

    assert below(structure, "DU-1", JULY) == ["CB-1", "CB-1A"]
    assert structure.unit(unit("CB-1A")).cell_types == [(JULY, "RESIDENTIAL")]


def test_units_below_come_under_the_part_that_takes_them_or_under_the_principal_one() -> None:
    structure = a_tree()
    for code in ("CB-11", "CB-12"):
        cell(structure, code, "DU-1")

    named = [Part("DU-1A", "A"), Part("DU-1B", "B", takes=[unit("CB-12")])]
    structure.split(unit("DU-1"), named, "DU-1A", JULY)

    assert (below(structure, "DU-1A", JULY), below(structure, "DU-1B", JULY)) == (["CB-1", "CB-11"], ["CB-12"])
    assert below(structure, "DU-1", JULY) == []


@pytest.mark.parametrize(
    ("made", "principal", "code"),
    [
        (parts("CB-1A", "CB-1B"), "CB-9", "principal_unknown"),
        (parts("CB-1A"), "CB-1A", "split_into_one"),
        (parts("CB-1A", "cb-1a"), "CB-1A", "unit_code_taken"),
        (parts("CB-1A", "CB-2"), "CB-1A", "unit_code_taken"),
        ([Part("CB-1A", "A", takes=[unit("CB-2")])], "CB-1", "taken_from_elsewhere"),
        ([Part("CB-1A", "A", cell_type="SCHOOL")], "CB-1", "cell_type_unknown"),
    ],
)
def test_a_split_that_does_not_add_up_is_refused(made: Sequence[Part], principal: str, code: str) -> None:
    structure = a_tree()

    with pytest.raises(Refused, match=code):
        structure.split(unit("CB-1"), made, principal, JULY)
    assert happened(structure) == []


def test_two_parts_do_not_take_the_same_unit() -> None:
    both = [Part(code, code, takes=[unit("CB-1")]) for code in ("DU-1A", "DU-1B")]

    with pytest.raises(Refused, match="taken_twice"):
        a_tree().split(unit("DU-1"), both, "DU-1A", JULY)


def test_the_topmost_committee_is_handed_over_not_split() -> None:
    with pytest.raises(Refused, match="root_cannot_split"):
        a_tree().split(unit("HU"), parts("A", "B"), "A", JULY)


def test_a_merger_into_a_unit_that_goes_on_ends_the_others() -> None:
    structure = a_tree()

    structure.merge([unit("DU-2")], unit("DU-1"), None, JULY)

    assert below(structure, "DU-1", JULY) == ["CB-1", "CB-2"]
    assert structure.unit(unit("DU-2")).dissolved_on == JULY
    assert kinds(structure) == ["UnitsMerged", "UnitMoved", "UnitDissolved"]


def test_a_merger_into_a_new_unit_ends_all_of_them() -> None:
    structure = a_tree()

    structure.merge([unit("DU-1"), unit("DU-2")], None, Successor("DU-12", "Đảng ủy mới"), JULY)

    assert below(structure, "HU", JULY) == ["DU-12"]
    assert below(structure, "DU-12", JULY) == ["CB-1", "CB-2"]
    assert below(structure, "HU", JULY - DAY) == ["DU-1", "DU-2"]


def test_a_committee_may_merge_into_the_one_above_it() -> None:
    structure = a_tree()

    structure.merge([unit("DU-1")], unit("HU"), None, JULY)

    assert below(structure, "HU", JULY) == ["DU-2", "CB-1"]


@pytest.mark.parametrize(
    ("units", "into", "new", "code"),
    [
        (["DU-1"], "DU-2", Successor("X", "X"), "merge_into_one_or_the_other"),
        (["DU-1"], None, None, "merge_into_one_or_the_other"),
        (["DU-1"], None, Successor("X", "X"), "merged_units_unclear"),
        (["DU-1", "DU-1"], "DU-2", None, "merged_units_unclear"),
        (["DU-1"], "DU-1", None, "merged_units_unclear"),
        (["DU-1"], "CB-2", None, "merge_of_kinds"),
        (["HU"], "DU-1", None, "root_cannot_merge"),
        (["DU-1"], "DU-11", None, "merge_of_units_below"),
        (["DU-1", "DU-2"], None, Successor("X", "X", parent_id=unit("DU-11")), "merge_of_units_below"),
        (["DU-1", "DU-2"], None, Successor("DU-11", "X"), "unit_code_taken"),
    ],
)
def test_a_merger_that_does_not_add_up_is_refused(
    units: list[str], into: str | None, new: Successor | None, code: str
) -> None:
    structure = a_tree()
    committee(structure, "DU-11", "DU-1")
    happened(structure)

    with pytest.raises(Refused, match=code):
        structure.merge([unit(one) for one in units], unit(into) if into else None, new, JULY)
    assert happened(structure) == []


def test_what_changed_later_keeps_an_earlier_merger_out() -> None:
    structure = a_tree()
    structure.move(unit("CB-2"), unit("HU"), JULY + DAY)

    with pytest.raises(Refused, match="change_before_last") as refused:
        structure.merge([unit("DU-2")], unit("DU-1"), None, JULY)
    assert refused.value.numbers["unit"] == "CB-2"


def test_a_unit_that_comes_under_it_later_keeps_a_committee_from_being_split_away() -> None:
    structure = a_tree()
    structure.move(unit("CB-2"), unit("DU-1"), JULY + DAY)

    with pytest.raises(Refused, match="units_below"):
        structure.split(unit("DU-1"), parts("A", "B"), "A", JULY)


def test_splits_and_mergers_are_told_again_as_they_were() -> None:
    structure = Structure(KEEPER)
    for code, parent in (("HU", None), ("DU-1", "HU"), ("DU-2", "HU")):
        committee(structure, code, parent)
    structure.split(unit("DU-1"), parts("DU-1A", "DU-1B"), "DU-1A", YEAR_2020)
    structure.merge([unit("DU-1B"), unit("DU-2")], None, Successor("DU-3", "Đảng ủy 3"), JULY)

    assert replayed(happened(structure)) == structure
