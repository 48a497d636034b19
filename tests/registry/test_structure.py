"""The tree of a keeper over time: what may be entered, moved and ended, and on which days."""

from datetime import date, timedelta

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Structure, UnitKind
from tests.registry.given import (
    BEGINNING,
    KEEPER,
    SCHOOL,
    TYPES,
    YEAR_2010,
    YEAR_2020,
    a_tree,
    catalogue,
    cell,
    committee,
    happened,
    replayed,
    unit,
)

DAY = timedelta(days=1)


def test_an_established_unit_tells_everything_about_itself() -> None:
    structure = a_tree()

    unit_id = cell(structure, "CB-9", "DU-1", YEAR_2020)

    (established,) = happened(structure)
    assert isinstance(established, Structure.UnitEstablished)
    assert (established.unit.unit_id, established.unit.parent_id) == (unit_id, unit("DU-1"))
    assert (established.unit.kind, established.unit.cell_type) == (UnitKind.CELL, "RESIDENTIAL")


def test_a_code_is_used_once_whatever_its_case() -> None:
    with pytest.raises(Refused, match="unit_code_taken") as refused:
        cell(a_tree(), "cb-1", "DU-2")

    assert refused.value.numbers == {"taken": "cb-1"}


def test_the_code_of_a_dissolved_unit_stays_taken() -> None:
    structure = a_tree()
    structure.dissolve(unit("CB-1"), YEAR_2020)

    with pytest.raises(Refused, match="unit_code_taken"):
        cell(structure, "CB-1", "DU-1", YEAR_2020)


def test_there_is_one_topmost_committee() -> None:
    with pytest.raises(Refused, match="root_already_there"):
        committee(a_tree(), "TU", None)


def test_a_cell_cannot_be_the_topmost_unit() -> None:
    with pytest.raises(Refused, match="parent_missing"):
        cell(a_tree(), "CB-9", None)


def test_a_unit_needs_a_parent_that_is_known() -> None:
    with pytest.raises(Refused, match="parent_unknown"):
        cell(a_tree(), "CB-9", "DU-9")


def test_nothing_stands_under_a_cell() -> None:
    with pytest.raises(Refused, match="parent_is_cell"):
        cell(a_tree(), "CB-9", "CB-1")


def test_a_unit_may_be_older_than_the_committee_it_stands_under_now() -> None:
    structure = a_tree()

    cell(structure, "CB-9", "DU-1", YEAR_2010 - DAY)

    assert structure.unit(unit("CB-9")).established_on == YEAR_2010 - DAY


def test_nothing_is_put_under_a_committee_whose_end_is_recorded() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), YEAR_2020)
    structure.dissolve(unit("DU-1"), YEAR_2020)

    with pytest.raises(Refused, match="parent_dissolved"):
        cell(structure, "CB-9", "DU-1", YEAR_2010)


@pytest.mark.parametrize(("cell_type", "code"), [(None, "cell_type_missing"), ("SCHOOL", "cell_type_unknown")])
def test_a_cell_needs_a_type_of_the_catalogue(cell_type: str | None, code: str) -> None:
    with pytest.raises(Refused, match=code):
        cell(a_tree(), "CB-9", "DU-1", cell_type=cell_type)


def test_a_committee_has_no_cell_type() -> None:
    with pytest.raises(Refused, match="cell_type_not_allowed"):
        a_tree().change_type(unit("DU-1"), "RESIDENTIAL", YEAR_2020)


def test_the_catalogue_of_the_day_decides_which_types_there_are() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2020, [*TYPES, SCHOOL]))

    structure.change_type(unit("CB-1"), "SCHOOL", YEAR_2020)

    with pytest.raises(Refused, match="cell_type_unknown") as refused:
        structure.change_type(unit("CB-2"), "SCHOOL", YEAR_2020 - DAY)
    assert refused.value.numbers == {"token": "SCHOOL", "version": "1"}


def test_before_the_first_catalogue_there_are_no_cells() -> None:
    structure = Structure(KEEPER)
    committee(structure, "HU", None, BEGINNING - DAY)
    structure.adopt_cell_types(catalogue())

    with pytest.raises(Refused, match="no_cell_types_that_day"):
        cell(structure, "CB-9", "HU", BEGINNING - DAY)


def test_changes_of_one_unit_come_in_the_order_of_their_days() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), YEAR_2020)

    with pytest.raises(Refused, match="change_before_last") as refused:
        structure.move(unit("CB-1"), unit("HU"), YEAR_2020 - DAY)
    assert refused.value.numbers == {"unit": "CB-1", "last_change": "2020-01-01"}


def test_of_two_moves_on_one_day_the_later_recorded_one_counts() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("DU-2"), YEAR_2020)

    structure.move(unit("CB-1"), unit("HU"), YEAR_2020)

    assert [stay.parent_id for stay in structure.unit(unit("CB-1")).stays()] == [unit("DU-1"), unit("HU")]


def test_nothing_is_recorded_where_nothing_changes() -> None:
    with pytest.raises(Refused, match="nothing_changed"):
        a_tree().move(unit("CB-1"), unit("DU-1"), YEAR_2020)


def test_the_topmost_committee_stays_where_it_is() -> None:
    with pytest.raises(Refused, match="root_cannot_move"):
        a_tree().move(unit("HU"), unit("DU-1"), YEAR_2020)


@pytest.mark.parametrize("parent", ["DU-1", "DU-11", "DU-111"])
def test_a_unit_does_not_move_under_itself_or_what_stands_below_it(parent: str) -> None:
    structure = a_tree()
    committee(structure, "DU-11", "DU-1")
    committee(structure, "DU-111", "DU-11")

    with pytest.raises(Refused, match="parent_in_own_subtree"):
        structure.move(unit("DU-1"), unit(parent), YEAR_2020)


def test_a_move_that_would_make_a_circle_on_a_later_day_is_refused() -> None:
    structure = a_tree()
    structure.move(unit("DU-2"), unit("DU-1"), date(2030, 1, 1))

    with pytest.raises(Refused, match="parent_in_own_subtree"):
        structure.move(unit("DU-1"), unit("DU-2"), YEAR_2020)


def test_a_unit_may_move_under_one_that_left_it_before() -> None:
    structure = a_tree()
    committee(structure, "DU-11", "DU-1")
    structure.move(unit("DU-11"), unit("HU"), YEAR_2020)

    structure.move(unit("DU-1"), unit("DU-11"), YEAR_2020)

    assert [stay.parent_id for stay in structure.unit(unit("DU-1")).stays()] == [unit("HU"), unit("DU-11")]


def test_a_committee_with_units_below_is_not_dissolved() -> None:
    with pytest.raises(Refused, match="units_below") as refused:
        a_tree().dissolve(unit("HU"), YEAR_2020)

    assert refused.value.numbers == {"unit": "HU", "units": 2}


def test_a_committee_whose_units_end_or_leave_that_day_is_dissolved() -> None:
    structure = a_tree()
    cell(structure, "CB-11", "DU-1")
    structure.move(unit("CB-1"), unit("DU-2"), YEAR_2020)
    structure.dissolve(unit("CB-11"), YEAR_2020)

    structure.dissolve(unit("DU-1"), YEAR_2020)

    assert structure.unit(unit("DU-1")).dissolved_on == YEAR_2020


def test_a_committee_to_which_a_unit_will_come_is_not_dissolved() -> None:
    structure = a_tree()
    structure.move(unit("CB-1"), unit("HU"), YEAR_2010)
    structure.move(unit("CB-2"), unit("DU-1"), date(2030, 1, 1))

    with pytest.raises(Refused, match="units_below"):
        structure.dissolve(unit("DU-1"), YEAR_2020)


def test_a_dissolved_unit_changes_no_more() -> None:
    structure = a_tree()
    structure.dissolve(unit("CB-1"), YEAR_2020)

    with pytest.raises(Refused, match="unit_dissolved"):
        structure.move(unit("CB-1"), unit("DU-2"), date(2015, 1, 1))


def test_a_unit_is_there_for_at_least_a_day() -> None:
    with pytest.raises(Refused, match="dissolved_on_first_day"):
        a_tree().dissolve(unit("CB-1"), YEAR_2010)


def test_a_unit_that_nobody_entered_is_unknown() -> None:
    with pytest.raises(Refused, match="unit_unknown"):
        a_tree().dissolve(unit("CB-9"), YEAR_2020)


def test_a_history_makes_the_same_tree_again() -> None:
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue("1"))
    committee(structure, "HU", None)
    committee(structure, "DU-1", "HU")
    cell(structure, "CB-1", "HU")
    structure.move(unit("CB-1"), unit("DU-1"), YEAR_2020)
    structure.adopt_cell_types(catalogue("2", YEAR_2020, [*TYPES, SCHOOL]))
    structure.change_type(unit("CB-1"), "SCHOOL", YEAR_2020)
    structure.dissolve(unit("CB-1"), date(2021, 1, 1))

    assert replayed(happened(structure)) == structure


def test_a_unit_moves_under_a_committee_only_once_that_is_there() -> None:
    structure = a_tree()
    cell(structure, "CB-9", "DU-1", YEAR_2010 - DAY)

    with pytest.raises(Refused, match="parent_not_yet_there"):
        structure.move(unit("CB-9"), unit("DU-2"), YEAR_2010 - DAY)
