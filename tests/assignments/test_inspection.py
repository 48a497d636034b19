"""What an inspection is: whom it may concern, what its counts must say, and that it can be taken back."""

from datetime import date

import pytest

from services.assignments.domain.inspection import Inspection, InspectionKind, SubjectMatter, check_units
from services.assignments.domain.structure import Unit
from services.chassis.errors import Refused
from tests.assignments.given import (
    COMMITTEE,
    ESTABLISHED_ON,
    ISSUED_ON,
    LAST_DAY,
    QUARTER_CELL,
    REASON,
    a_cell,
    a_conclusion,
    a_held_inspection,
    a_structure,
    an_id,
    at,
    happened,
)

HELD_ON = date(2019, 5, 10)


def hold(matter: SubjectMatter = SubjectMatter.MEMBERS, today: date = LAST_DAY, **different: object) -> Inspection:
    with at():
        inspection = Inspection(QUARTER_CELL, COMMITTEE, InspectionKind.INSPECTION, matter, HELD_ON)
        inspection.hold(a_conclusion(**different), REASON, today=today)
    return inspection


def test_it_is_told_with_its_counts_and_a_count_that_nobody_made_is_none() -> None:
    held = happened(hold(members_with_shortcomings=None))[-1]

    assert isinstance(held, Inspection.Held)
    assert (held.conclusion.members_supervised, held.conclusion.members_with_shortcomings) == (12, None)


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({"today": date(2019, 5, 9)}, "inspection_in_the_future"),
        ({"from_on": date(2019, 5, 11)}, "inspection_period_reversed"),
        ({"members_supervised": 0, "members_with_shortcomings": None}, "members_counted_for_members_alone"),
        ({"matter": SubjectMatter.REGIME}, "members_counted_for_members_alone"),
        ({"members_with_shortcomings": 13}, "shortcomings_above_supervised"),
    ],
)
def test_days_and_counts_that_contradict_one_another_are_refused(different: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        hold(**different)  # type: ignore[arg-type]


def test_how_a_unit_keeps_the_regime_is_inspected_without_counting_members() -> None:
    inspection = hold(SubjectMatter.REGIME, members_supervised=0, members_with_shortcomings=None, shortcomings=3)

    assert inspection.conclusion is not None
    assert inspection.conclusion.shortcomings == 3


def test_it_is_recorded_once_and_again_when_it_was_taken_back() -> None:
    inspection = a_held_inspection()
    with at():
        with pytest.raises(Refused, match="inspection_already_recorded"):
            inspection.hold(a_conclusion(), REASON, today=LAST_DAY)
        inspection.withdraw(REASON)
        with pytest.raises(Refused, match="inspection_not_recorded"):
            inspection.withdraw(REASON)
        inspection.hold(a_conclusion(), REASON, today=LAST_DAY)

    assert [type(event).__name__ for event in happened(inspection)] == ["Opened", "Held", "Withdrawn", "Held"]


@pytest.mark.parametrize(
    ("unit", "inspector", "code"),
    [
        (COMMITTEE, COMMITTEE, "unit_not_below_inspector"),
        (COMMITTEE, QUARTER_CELL, "unit_not_below_inspector"),
        (an_id("nowhere"), COMMITTEE, "unit_not_known"),
        (QUARTER_CELL, an_id("nobody"), "unit_not_known"),
        (an_id("gone"), COMMITTEE, "unit_not_there_that_day"),
    ],
)
def test_a_committee_inspects_what_stands_below_it_that_day(unit: object, inspector: object, code: str) -> None:
    structure = a_structure(gone=a_cell("SCHOOL", dissolved_on=ISSUED_ON))

    with pytest.raises(Refused, match=code):
        check_units(unit, inspector, HELD_ON, structure)  # type: ignore[arg-type]


def test_the_upper_committee_inspects_lower_committees_and_their_cells() -> None:
    ward = Unit("committee", [(ESTABLISHED_ON, None)], {})
    structure = a_structure(ward=ward, deep=a_cell("SCHOOL"))
    parents = {**structure.parents, an_id("deep"): {ESTABLISHED_ON: an_id("ward")}}
    below = type(structure)(structure.units, structure.catalogues, parents)

    for unit, inspector in ((an_id("ward"), COMMITTEE), (an_id("deep"), COMMITTEE), (an_id("deep"), an_id("ward"))):
        check_units(unit, inspector, HELD_ON, below)
