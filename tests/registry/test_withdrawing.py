"""What was recorded wrongly of the tree is taken back with a reason, while nothing was built on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.chassis.errors import Refused
from services.registry.domain import ChangeKind, Part, Structure, Successor
from services.registry.domain.life import UnitLife
from tests.registry.given import (
    KEEPER,
    REASON,
    SCHOOL,
    TYPES,
    YEAR_2020,
    a_tree,
    catalogue,
    cell,
    committee,
    happened,
    replayed,
    unit,
)

JULY = date(2025, 7, 1)
DAY = timedelta(days=1)
AB = [Part("DU-1A", "A"), Part("DU-1B", "B")]


def state(structure: Structure) -> dict[str, UnitLife]:
    return {life.code: life for life in structure.units.values()}


def three_committees() -> Structure:
    """A third committee, with a cell under it."""
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue())
    committee(structure, "HU", None)
    for number in "123":
        committee(structure, f"DU-{number}", "HU")
        cell(structure, f"CB-{number}", f"DU-{number}")
    return structure


def replayed_so_far(structure: Structure) -> Structure:
    """Another one with the same history, which what happens next leaves as it is."""
    again = replayed(list(structure.pending_events))
    assert isinstance(again, Structure)
    return again


def withdraw(structure: Structure, code: str, kind: ChangeKind, on: date = JULY) -> None:
    structure.withdraw_change(unit(code), kind, on, REASON)


def test_a_move_taken_back_leaves_the_unit_where_it_was() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), JULY)

    withdraw(structure, "CB-1", ChangeKind.MOVED)

    assert state(structure) == state(a_tree())
    told = happened(structure)[-1]
    assert isinstance(told, Structure.UnitChangeWithdrawn)
    assert (told.parent_id, told.cell_type) == (unit("DU-1"), "RESIDENTIAL")


def test_of_two_moves_on_one_day_the_first_holds_again() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), JULY)
    structure.move(unit("CB-1"), unit("HU"), JULY)

    withdraw(structure, "CB-1", ChangeKind.MOVED)

    assert structure.unit(unit("CB-1")).is_under(unit("DU-2"), JULY)


def test_an_end_taken_back_lets_the_unit_go_on() -> None:
    structure = a_tree()
    structure.dissolve(unit("CB-1"), JULY)

    withdraw(structure, "CB-1", ChangeKind.DISSOLVED)

    assert state(structure) == state(a_tree())


def test_only_the_last_change_is_taken_back() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), YEAR_2020)
    structure.dissolve(unit("CB-1"), JULY)

    with pytest.raises(Refused, match="not_the_last_change") as refused:
        withdraw(structure, "CB-1", ChangeKind.MOVED, YEAR_2020)
    assert refused.value.numbers == {"unit": "CB-1", "last": "dissolved", "day": "2025-07-01"}


def test_a_unit_without_changes_has_none_to_take_back() -> None:
    with pytest.raises(Refused, match="nothing_to_withdraw"):
        withdraw(a_tree(), "CB-1", ChangeKind.MOVED)


def test_nothing_goes_back_under_a_committee_that_has_ended_since() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), JULY)
    structure.dissolve(unit("DU-1"), JULY)

    with pytest.raises(Refused, match="parent_dissolved"):
        withdraw(structure, "CB-1", ChangeKind.MOVED)


def test_nothing_goes_back_below_itself() -> None:
    structure = a_tree()
    structure.move(unit("DU-1"), unit("DU-2"), YEAR_2020)
    structure.move(unit("DU-1"), unit("HU"), JULY)
    structure.move(unit("DU-2"), unit("DU-1"), JULY)

    with pytest.raises(Refused, match="parent_in_own_subtree"):
        withdraw(structure, "DU-1", ChangeKind.MOVED)


def test_a_type_that_a_later_catalogue_dropped_does_not_come_back() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020, [*TYPES, SCHOOL]))
    cell(structure, "CB-3", "DU-1", YEAR_2020, "SCHOOL")
    structure.change_type(unit("CB-3"), "RESIDENTIAL", JULY)
    structure.adopt_cell_types(catalogue("3", JULY + DAY, TYPES))

    with pytest.raises(Refused, match="cell_type_unknown"):
        withdraw(structure, "CB-3", ChangeKind.TYPE_CHANGED)


@pytest.mark.parametrize("principal", ["DU-1A", "DU-1"])
def test_a_split_is_taken_back_whole(principal: str) -> None:
    structure = a_tree()
    structure.split(unit("DU-1"), [AB[0], Part("DU-1B", "B", takes=[unit("CB-1")])], principal, JULY)

    withdraw(structure, "DU-1", ChangeKind.SPLIT)

    assert state(structure) == state(a_tree())


def test_a_split_on_whose_part_something_was_built_stays() -> None:
    structure = a_tree()
    structure.split(unit("DU-1"), AB, "DU-1A", JULY)
    cell(structure, "CB-9", "DU-1B", JULY)

    with pytest.raises(Refused, match="built_upon") as refused:
        withdraw(structure, "DU-1", ChangeKind.SPLIT)
    assert refused.value.numbers == {"unit": "CB-9"}


@pytest.mark.parametrize(("code", "kind"), [("DU-1", ChangeKind.DISSOLVED), ("CB-1", ChangeKind.MOVED)])
def test_a_piece_of_a_split_is_not_taken_back_alone(code: str, kind: ChangeKind) -> None:
    structure = a_tree()
    structure.split(unit("DU-1"), AB, "DU-1A", JULY)

    with pytest.raises(Refused, match="part_of_a_whole") as refused:
        withdraw(structure, code, kind)
    assert refused.value.numbers == {"unit": "DU-1"}
    with pytest.raises(Refused, match="part_of_a_whole"):
        structure.withdraw_establishment(unit("DU-1B"), REASON)


def test_a_merger_into_a_new_unit_is_taken_back_whole() -> None:
    structure = a_tree()
    structure.merge([unit("DU-1"), unit("DU-2")], None, Successor("DU-3", "Đảng ủy 3"), JULY)

    withdraw(structure, "DU-3", ChangeKind.MERGED)

    assert state(structure) == state(a_tree())


def test_a_merger_into_a_unit_that_goes_on_is_taken_back_whole() -> None:
    structure = a_tree()
    structure.merge([unit("DU-2")], unit("DU-1"), None, JULY)

    withdraw(structure, "DU-1", ChangeKind.MERGED)

    assert state(structure) == state(a_tree())


def test_of_two_mergers_into_one_unit_on_one_day_the_last_alone_is_taken_back() -> None:
    structure = three_committees()
    structure.merge([unit("DU-2")], unit("DU-1"), None, JULY)
    once = state(replayed_so_far(structure))
    structure.merge([unit("DU-3")], unit("DU-1"), None, JULY)

    withdraw(structure, "DU-1", ChangeKind.MERGED)

    assert state(structure) == once
    withdraw(structure, "DU-1", ChangeKind.MERGED)
    assert state(structure) == state(three_committees())


def test_what_is_merged_later_into_a_unit_that_a_merger_made_is_taken_back_alone() -> None:
    structure = three_committees()
    structure.merge([unit("DU-1"), unit("DU-2")], None, Successor("NEW", "Đảng ủy mới"), JULY)
    once = state(replayed_so_far(structure))
    structure.merge([unit("DU-3")], unit("NEW"), None, JULY)

    withdraw(structure, "NEW", ChangeKind.MERGED)

    assert state(structure) == once


def test_of_two_splits_of_one_unit_on_one_day_the_last_alone_is_taken_back() -> None:
    structure = three_committees()
    structure.split(unit("DU-1"), [Part("DU-1A", "A", takes=[unit("CB-1")])], "DU-1", JULY)
    once = state(replayed_so_far(structure))
    structure.split(unit("DU-1"), [Part("DU-1B", "B")], "DU-1", JULY)

    withdraw(structure, "DU-1", ChangeKind.SPLIT)

    assert state(structure) == once


def test_a_handing_over_is_taken_back_with_all_that_went_along() -> None:
    structure = a_tree()
    structure.hand_over(unit("DU-1"), "binh-my", JULY)

    with pytest.raises(Refused, match="part_of_a_whole"):
        withdraw(structure, "CB-1", ChangeKind.HANDED_OVER)
    withdraw(structure, "DU-1", ChangeKind.HANDED_OVER)

    assert state(structure) == state(a_tree())


def test_a_unit_entered_by_mistake_is_taken_back_and_its_code_is_free_again() -> None:
    structure = a_tree()
    cell(structure, "CB-9", "DU-1")

    structure.withdraw_establishment(unit("CB-9"), REASON)

    assert state(structure) == state(a_tree())
    cell(structure, "CB-9", "DU-2", JULY)


def test_a_unit_that_changed_or_had_units_below_is_not_taken_back() -> None:
    structure = a_tree()
    committee(structure, "DU-9", "HU")
    structure.move(unit("DU-9"), unit("DU-1"), JULY)

    for code in ("DU-9", "DU-2", "HU"):
        with pytest.raises(Refused, match="built_upon"):
            structure.withdraw_establishment(unit(code), REASON)
