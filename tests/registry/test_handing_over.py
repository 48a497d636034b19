"""Units pass between keepers: ids stay, and each keeper has them on his own days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Arrival, ChangeKind, Coming, NewUnit, Part, Structure, UnitKind
from tests.registry.given import KEEPER, REASON, YEAR_2010, a_tree, catalogue, cell, committee, happened, unit

JULY = date(2025, 7, 1)
YEAR_LATER = date(2026, 7, 1)
DAY = timedelta(days=1)
WARD = "binh-my"


def a_ward() -> Structure:
    ward = Structure(WARD)
    ward.adopt_cell_types(catalogue())
    return ward


def coming(structure: Structure, *codes: str) -> Arrival:
    """What the keeper's replica would tell of units that were handed over."""
    lives = {code: structure.unit(unit(code)) for code in codes}
    units = [
        Coming(
            NewUnit(
                unit(code),
                code,
                f"Đơn vị {code}",
                life.kind,
                life.levels[-1][1],
                life.cell_types[-1][1],
                life.parents[-1][1],
                life.established_on,
            ),
            position,
        )
        for position, (code, life) in enumerate(lives.items(), start=40)
    ]
    return Arrival(KEEPER, JULY, units)


def test_a_unit_is_handed_over_with_all_below_it() -> None:
    structure = a_tree()

    whole = structure.hand_over(unit("DU-1"), WARD, JULY)

    assert whole == [unit("DU-1"), unit("CB-1")]
    assert [structure.unit(one).handed_over_on for one in whole] == [JULY, JULY]
    assert structure.unit(unit("CB-2")).ended_on is None


def test_what_was_handed_over_changes_no_more_here() -> None:
    structure = a_tree()
    structure.hand_over(unit("DU-1"), WARD, JULY)

    with pytest.raises(Refused, match="unit_handed_over") as refused:
        structure.move(unit("CB-1"), unit("DU-2"), JULY + DAY)
    assert refused.value.numbers == {"unit": "CB-1", "to_keeper": WARD, "handed_over_on": "2025-07-01"}
    with pytest.raises(Refused, match="parent_dissolved"):
        cell(structure, "CB-9", "DU-1", JULY)


def test_a_district_ends_once_all_below_it_are_handed_over() -> None:
    structure = a_tree()
    for code, ward in (("DU-1", "xa-1"), ("DU-2", "xa-2")):
        structure.hand_over(unit(code), ward, JULY)

    structure.dissolve(unit("HU"), JULY)

    assert structure.unit(unit("HU")).dissolved_on == JULY


def test_a_unit_is_not_handed_over_to_its_own_keeper() -> None:
    with pytest.raises(Refused, match="keeper_is_own"):
        a_tree().hand_over(unit("DU-1"), KEEPER, JULY)


def test_a_unit_that_comes_later_keeps_the_whole_from_being_handed_over() -> None:
    structure = a_tree()
    structure.move(unit("CB-2"), unit("DU-1"), JULY + DAY)

    with pytest.raises(Refused, match="units_below"):
        structure.hand_over(unit("DU-1"), WARD, JULY)


def test_a_committee_taken_over_becomes_the_keepers_own_and_keeps_its_ids() -> None:
    structure, ward = a_tree(), a_ward()
    structure.hand_over(unit("DU-1"), WARD, JULY)

    ward.take_over(coming(structure, "DU-1", "CB-1").under(None, ""))

    assert ward.unit(unit("DU-1")).is_root
    assert ward.unit(unit("CB-1")).is_under(unit("DU-1"), JULY)
    assert not ward.unit(unit("CB-1")).is_under(unit("DU-1"), JULY - DAY)
    taken = happened(ward)[-1]
    assert isinstance(taken, Structure.UnitTakenOver)
    assert (taken.at_position, taken.unit.established_on) == (41, YEAR_2010)


def test_a_unit_comes_under_a_committee_of_the_new_keeper() -> None:
    structure, ward = a_tree(), a_ward()
    root = committee(ward, "DU", None)

    ward.take_over(coming(structure, "CB-1").under(root, "HM-"))

    assert ward.unit(unit("CB-1")).code == "HM-CB-1"
    assert ward.unit(unit("CB-1")).is_under(root, JULY)


def test_codes_that_meet_are_refused_until_they_bear_a_prefix() -> None:
    structure, ward = a_tree(), a_ward()
    root = committee(ward, "DU", None)
    cell(ward, "CB-1", "DU")

    with pytest.raises(Refused, match="unit_code_taken"):
        ward.take_over(coming(structure, "CB-1").under(root, ""))
    ward.take_over(coming(structure, "CB-1").under(root, "HM-"))


def test_a_second_topmost_committee_is_not_taken_over() -> None:
    structure, ward = a_tree(), a_ward()
    committee(ward, "DU", None)

    with pytest.raises(Refused, match="root_already_there"):
        ward.take_over(coming(structure, "DU-1").under(None, ""))


def test_a_cell_is_taken_over_under_a_committee_only() -> None:
    with pytest.raises(Refused, match="parent_missing"):
        a_ward().take_over(coming(a_tree(), "CB-1").under(None, ""))


def test_a_type_that_the_new_keeper_does_not_have_is_refused() -> None:
    ward = Structure(WARD)
    root = committee(ward, "DU", None)

    with pytest.raises(Refused, match="no_cell_types_that_day"):
        ward.take_over(coming(a_tree(), "CB-1").under(root, ""))


def back_in_a_year(structure: Structure, *codes: str) -> Arrival:
    """What the other keeper would hand over a year later, with codes of his own."""
    arrival = replace(coming(structure, *codes), from_keeper=WARD, effective_on=YEAR_LATER)
    return arrival.under(unit("DU-2"), "W-")


def test_a_unit_comes_back_to_a_keeper_who_had_it_under_its_code_and_its_former_time_stays() -> None:
    structure = a_tree()
    structure.hand_over(unit("CB-1"), WARD, JULY)

    structure.take_over(back_in_a_year(structure, "CB-1"))

    life = structure.unit(unit("CB-1"))
    assert (life.code, life.ended_on) == ("CB-1", None)
    places = {JULY - DAY: "DU-1", YEAR_LATER: "DU-2"}
    assert all(life.is_under(unit(above), day) for day, above in places.items())
    assert not any(life.is_under(unit(above), JULY) for above in places.values())


def test_what_came_back_is_changed_and_handed_over_again() -> None:
    structure = a_tree()
    structure.hand_over(unit("CB-1"), WARD, JULY)
    structure.take_over(back_in_a_year(structure, "CB-1"))

    structure.move(unit("CB-1"), unit("DU-1"), YEAR_LATER + DAY)
    structure.hand_over(unit("CB-1"), WARD, YEAR_LATER + 2 * DAY)

    with pytest.raises(Refused, match="unit_is_here"):
        structure.take_over(back_in_a_year(structure, "CB-1"))


def test_a_unit_that_is_here_does_not_come_back() -> None:
    structure = a_tree()

    with pytest.raises(Refused, match="unit_is_here"):
        structure.take_over(back_in_a_year(structure, "CB-1"))


def test_coming_back_by_mistake_is_taken_back_and_the_former_time_stays() -> None:
    structure = a_tree()
    structure.hand_over(unit("DU-1"), WARD, JULY)
    arrival = back_in_a_year(structure, "DU-1", "CB-1")
    structure.take_over(arrival)
    happened(structure)

    for code in ("CB-1", "DU-1"):
        structure.withdraw_establishment(unit(code), REASON)

    assert structure.unit(unit("DU-1")).handed_over_on == JULY
    told = [one for one in happened(structure) if isinstance(one, Structure.UnitEstablishmentWithdrawn)]
    assert [one.since for one in told] == [YEAR_LATER, YEAR_LATER]
    structure.take_over(arrival)


def test_nobody_ends_what_a_unit_stood_under_before_it_left() -> None:
    structure = a_tree()
    structure.hand_over(unit("CB-1"), WARD, JULY)
    structure.take_over(back_in_a_year(structure, "CB-1"))

    with pytest.raises(Refused, match="units_below"):
        structure.dissolve(unit("DU-1"), JULY - DAY)
    with pytest.raises(Refused, match="built_upon"):
        structure.withdraw_establishment(unit("DU-1"), REASON)
    structure.dissolve(unit("DU-1"), JULY)


def test_a_split_stays_whose_part_has_left_and_come_back() -> None:
    structure = a_tree()
    structure.split(unit("DU-1"), [Part("DU-1B", "B")], "DU-1", JULY - DAY)
    structure.hand_over(unit("DU-1B"), WARD, JULY)
    structure.take_over(back_in_a_year(structure, "DU-1B"))

    with pytest.raises(Refused, match="built_upon"):
        structure.withdraw_change(unit("DU-1"), ChangeKind.SPLIT, JULY - DAY, REASON)


def test_what_was_taken_over_is_changed_by_the_new_keeper() -> None:
    structure, ward = a_tree(), a_ward()
    root = committee(ward, "DU", None)
    ward.take_over(coming(structure, "CB-1").under(root, ""))

    ward.dissolve(unit("CB-1"), JULY + DAY)

    assert ward.unit(unit("CB-1")).kind is UnitKind.CELL
    with pytest.raises(Refused, match="unit_dissolved"):
        ward.dissolve(unit("CB-1"), JULY + DAY)
