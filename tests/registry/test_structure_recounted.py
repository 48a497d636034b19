"""Random histories and what readers are told of them: a recount from the events alone finds the same tree each day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.message import Event
from services.chassis.errors import Refused
from services.registry.domain import ChangeKind, Structure, UnitKind
from services.registry.domain.life import value_on
from services.registry.main import SERVICE
from sinhhoat.recount.districts import District
from tests.registry.given import BEGINNING, REASON, SCHOOL, TYPES, at, catalogue, happened, unit
from tests.registry.test_structure_histories import DAYS, WHAT, Step, a_beginning, take


def _type(structure: Structure, step: Step, code: str) -> None:
    token = (SCHOOL if step[4] else TYPES[0]).token
    structure.change_type(unit(code), token, DAYS[step[3]])


def _level(structure: Structure, step: Step, code: str) -> None:
    structure.change_level(unit(code), "ward" if step[4] else "town", DAYS[step[3]])


def _back(structure: Structure, step: Step, code: str) -> None:
    """The last change of a unit, whichever it was; of a split that ended it, the split."""
    changes = structure.unit(unit(code)).changes
    if not changes:
        return
    last = changes[-1]
    split = last.kind is ChangeKind.DISSOLVED and last.with_id == unit(code)
    structure.withdraw_change(unit(code), ChangeKind.SPLIT if split else last.kind, last.on, REASON)


def _unmade(structure: Structure, step: Step, code: str) -> None:
    structure.withdraw_establishment(unit(code), REASON)


MORE: dict[str, Callable[[Structure, Step, str], None]] = {
    "type": _type,
    "level": _level,
    "back": _back,
    "unmade": _unmade,
}

number = st.integers(0, 30)
step = st.tuples(st.sampled_from((*WHAT, *MORE)), number, number, st.integers(1, 11), st.booleans())
steps = st.lists(step, max_size=30)


def lived(taken: list[Step]) -> tuple[Structure, list[Event]]:
    """The tree after what of it is allowed, and what readers were told."""
    structure = a_beginning()
    structure.adopt_cell_types(catalogue("2", date(2000, 1, 2), [*TYPES, SCHOOL]))
    for serial, step in enumerate(taken):
        codes = [life.code for life in structure.units.values()]
        try:
            if step[0] in MORE:
                MORE[step[0]](structure, step, codes[step[1] % len(codes)])
            else:
                take(structure, step, serial)
        except Refused:
            continue
    assert SERVICE.publish is not None
    told = [SERVICE.publish(event) for event in happened(structure)]
    return structure, [one for one in told if one is not None]


@settings(max_examples=80, deadline=None)
@given(steps)
def test_a_recount_from_the_events_alone_finds_the_same_tree_on_every_day(taken: list[Step]) -> None:
    with at():
        structure, told = lived(taken)
    recount = District(told)

    assert set(recount.unit_ids) == set(structure.units)
    for day in (BEGINNING, *DAYS):
        for unit_id, life in structure.units.items():
            found = recount.on(unit_id, day)
            assert (found is not None) == (life.established_on <= day < life.ends_on)
            if found is not None:
                said = (life.parent_on(day), value_on(life.cell_types, day), value_on(life.levels, day))
                assert (found["parent_id"], found["cell_type"], found["level"]) == said


@settings(max_examples=80, deadline=None)
@given(steps)
def test_on_every_day_the_cells_below_each_committee_are_those_of_its_parts(taken: list[Step]) -> None:
    with at():
        _, told = lived(taken)
    recount = District(told)

    for day in DAYS:
        there = {one: found for one in recount.unit_ids if (found := recount.on(one, day)) is not None}
        cells = [one for one in there if there[one]["kind"] == UnitKind.CELL.value]
        below = {one: sum(recount.stands_below(cell, one, day) for cell in cells) for one in there}
        for one, found in there.items():
            if found["kind"] == UnitKind.COMMITTEE.value:
                assert below[one] == sum(below[part] for part in there if there[part]["parent_id"] == one)
        assert sum(below[one] for one in there if there[one]["parent_id"] is None) == len(cells)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_no_change_points_a_day_before_it_to_anything_else(taken: list[Step]) -> None:
    with at():
        _, told = lived(taken)

    for number, event in enumerate(told):
        on = getattr(event, "effective_on", None)
        if on is None:
            continue
        before, after = District(told[:number]), District(told[: number + 1])
        for day in (day for day in DAYS if day < on):
            assert {one: after.on(one, day) for one in before.unit_ids} == {
                one: before.on(one, day) for one in before.unit_ids
            }
