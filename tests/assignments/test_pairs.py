"""What a notice warns of, over all its pairs: groups, priority types, capacity, and the observer's own meeting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.assignments.domain.advice import MOST_SHOWN, Advice, Case, Clash, NoticePolicy, advice
from services.assignments.domain.pairs import Pair
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

TWO = NoticePolicy("test", 2, ["SCHOOL", "POLICE"], cells_a_month=1, apart_minutes=120)


def few_groups(pairs: Sequence[Pair], structure: Structure, policy: NoticePolicy) -> list[Case]:
    found = advice(pairs, structure, policy, cells={}, assigned=())
    return [case for one in found if one.rule == "groups_of_types" for case in one.cases]


def few(person_id: UUID, cells: int, groups: int) -> Case:
    return {"person_id": str(person_id), "cells": cells, "groups": groups}


def of_rule(rule: str, found: list[Advice]) -> Advice | None:
    return next((one for one in found if one.rule == rule), None)


def test_two_types_of_one_group_are_one_group() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(POLICE_CELL)]

    assert few_groups(pairs, a_structure(), TWO) == [few(OBSERVER, cells=2, groups=1)]


def test_cells_of_two_other_groups_warn_of_nothing() -> None:
    assert few_groups([a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL)], a_structure(), TWO) == []


def test_the_observers_own_group_does_not_count() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL, own_cell_id=POLICE_CELL)]

    assert few_groups(pairs, a_structure(), TWO) == [few(OBSERVER, cells=2, groups=1)]


def test_each_observer_is_counted_over_the_whole_notice() -> None:
    pairs = [a_pair(SCHOOL_CELL), a_pair(SCHOOL_CELL, ANOTHER), a_pair(QUARTER_CELL)]

    assert [one["person_id"] for one in few_groups(pairs, a_structure(), TWO)] == [str(ANOTHER)]


def test_a_cell_of_unknown_group_raises_no_warning_that_could_be_wrong() -> None:
    strange = a_structure(strange=a_cell("UNHEARD_OF"))

    assert few_groups([a_pair(SCHOOL_CELL), a_pair(an_id("strange"))], strange, TWO) == []


def test_groups_are_those_of_the_first_day_of_the_pair() -> None:
    converted = Unit("cell", [(ESTABLISHED_ON, None)], {ESTABLISHED_ON: "RESIDENTIAL", date(2019, 7, 1): "SCHOOL"})
    later = {ESTABLISHED_ON: CATALOGUE, date(2019, 10, 1): CATALOGUE | {"POLICE": "residential"}}
    structure = Structure(dict(a_structure().units) | {an_id("converted"): converted}, later)
    in_spring = [a_pair(SCHOOL_CELL), a_pair(an_id("converted"), own_cell_id=OWN_CELL)]
    in_summer = [a_pair(SCHOOL_CELL), a_pair(an_id("converted"), from_on=date(2019, 7, 1))]
    in_autumn = [a_pair(POLICE_CELL, from_on=date(2019, 10, 1)), a_pair(SCHOOL_CELL)]

    assert few_groups(in_spring, structure, TWO) == []
    assert len(few_groups(in_summer, structure, TWO)) == 1
    assert few_groups(in_autumn, structure, TWO) == []


CELLS = {QUARTER_CELL: "RESIDENTIAL", SCHOOL_CELL: "SCHOOL", POLICE_CELL: "POLICE"}


def test_a_priority_type_of_which_no_cell_is_assigned_is_named_with_its_cells() -> None:
    found = advice([a_pair(SCHOOL_CELL)], a_structure(), TWO, cells=CELLS, assigned=())

    left_out = of_rule("priority_types", found)
    assert left_out == Advice("priority_types", {"types": 2, "uncovered": 1}, [{"cell_type": "POLICE", "cells": 1}])


def test_what_another_notice_covers_is_covered() -> None:
    found = advice([a_pair(SCHOOL_CELL)], a_structure(), TWO, cells=CELLS, assigned={POLICE_CELL})

    assert of_rule("priority_types", found) is None


def test_a_priority_type_of_which_there_is_no_cell_is_not_missed() -> None:
    found = advice([a_pair(SCHOOL_CELL)], a_structure(), TWO, cells={SCHOOL_CELL: "SCHOOL"}, assigned=())

    assert of_rule("priority_types", found) is None


def test_more_cells_than_months_are_more_than_an_observer_can_attend() -> None:
    pairs = [a_pair(cell, from_on=date(2019, 11, 15)) for cell in (QUARTER_CELL, SCHOOL_CELL, POLICE_CELL)]

    over = of_rule("capacity", advice(pairs, a_structure(), TWO, cells={}, assigned=()))

    assert over == Advice(
        "capacity",
        {"cells_a_month": 1, "observers": 1, "over": 1},
        [{"person_id": str(OBSERVER), "cells": 3, "months": 2}],
    )
    assert (
        of_rule("capacity", advice(pairs, a_structure(), replace(TWO, cells_a_month=2), cells={}, assigned=())) is None
    )


def test_a_meeting_at_the_hours_of_ones_own_cell_is_warned_of() -> None:
    clash = Clash(OBSERVER, SCHOOL_CELL, an_id("meeting"), datetime(2019, 3, 3, 12, tzinfo=UTC))

    found = of_rule("own_meeting", advice([a_pair()], a_structure(), TWO, cells={}, assigned=(), clashes=[clash]))

    assert found is not None
    assert found.numbers == {"apart_minutes": 120, "meetings": 1}
    assert found.cases[0]["starts_at"] == "2019-03-03T12:00:00+00:00"


def test_a_reply_shows_so_many_cases_and_counts_all() -> None:
    pairs = [a_pair(SCHOOL_CELL, an_id(f"observer {number}")) for number in range(MOST_SHOWN + 1)]

    [found] = advice(pairs, a_structure(), TWO, cells={}, assigned=())

    assert len(found.shown) == MOST_SHOWN
    assert found.numbers["below"] == MOST_SHOWN + 1


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from([OBSERVER, ANOTHER]),
            st.sampled_from([QUARTER_CELL, SCHOOL_CELL, POLICE_CELL]),
            st.dates(date(2019, 1, 1), date(2020, 12, 31)),
            st.integers(0, 500),
        ),
        max_size=12,
    )
)
def test_no_warning_counts_more_than_there_is(pairs: list[tuple[UUID, UUID, date, int]]) -> None:
    made = [
        a_pair(cell, person, from_on=first, until_on=date.fromordinal(first.toordinal() + days))
        for person, cell, first, days in pairs
    ]
    people = {pair.person_id for pair in made}

    found = {one.rule: one for one in advice(made, a_structure(), TWO, cells=CELLS, assigned=())}

    for rule, part in (("groups_of_types", "below"), ("capacity", "over")):
        if rule in found:
            assert 0 < found[rule].numbers[part] == len(found[rule].cases) <= len(people)
    uncovered = {kind for cell, kind in CELLS.items() if cell not in {pair.cell_id for pair in made}} - {"RESIDENTIAL"}
    told = found["priority_types"].cases if "priority_types" in found else []
    assert {case["cell_type"] for case in told} == uncovered
