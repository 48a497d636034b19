"""What a notice warns of: too few groups of cells for an observer."""

from datetime import date

from services.assignments.domain.pairs import FewGroups, GroupsPolicy, few_groups
from services.assignments.domain.structure import Structure, Unit
from tests.assignments.given import (
    ANOTHER,
    CATALOGUE,
    ESTABLISHED_ON,
    OBSERVER,
    OWN_CELL,
    POLICE_CELL,
    QUARTER_CELL,
    SCHOOL_CELL,
    a_cell,
    a_pair,
    a_structure,
    an_id,
)

TWO = GroupsPolicy("test", least=2)


def test_two_types_of_one_group_are_one_group() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(POLICE_CELL)]

    assert few_groups(pairs, a_structure(), TWO) == [FewGroups(OBSERVER, cells=2, groups=1)]


def test_cells_of_two_other_groups_warn_of_nothing() -> None:
    assert few_groups([a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL)], a_structure(), TWO) == []


def test_the_observers_own_group_does_not_count() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL, own_cell_id=POLICE_CELL)]

    assert few_groups(pairs, a_structure(), TWO) == [FewGroups(OBSERVER, cells=2, groups=1)]


def test_each_observer_is_counted_over_the_whole_notice() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(SCHOOL_CELL, ANOTHER), a_pair(QUARTER_CELL)]

    assert [few.person_id for few in few_groups(pairs, a_structure(), TWO)] == [ANOTHER]


def test_a_cell_of_unknown_group_raises_no_warning_that_could_be_wrong() -> None:
    strange = a_structure(strange=a_cell("UNHEARD_OF"))

    assert few_groups([a_pair(SCHOOL_CELL), a_pair(an_id("strange"))], strange, TWO) == []


def test_groups_are_those_of_the_first_day_of_the_pair() -> None:
    converted = Unit("cell", ESTABLISHED_ON, None, {ESTABLISHED_ON: "RESIDENTIAL", date(2019, 7, 1): "SCHOOL"})
    later = {ESTABLISHED_ON: CATALOGUE, date(2019, 10, 1): CATALOGUE | {"POLICE": "residential"}}
    structure = Structure(dict(a_structure().units) | {an_id("converted"): converted}, later)
    in_spring = [a_pair(SCHOOL_CELL), a_pair(an_id("converted"), own_cell_id=OWN_CELL)]
    in_summer = [a_pair(SCHOOL_CELL), a_pair(an_id("converted"), from_on=date(2019, 7, 1))]
    in_autumn = [a_pair(POLICE_CELL, from_on=date(2019, 10, 1)), a_pair(SCHOOL_CELL)]

    assert few_groups(in_spring, structure, TWO) == []
    assert len(few_groups(in_summer, structure, TWO)) == 1
    assert few_groups(in_autumn, structure, TWO) == []
