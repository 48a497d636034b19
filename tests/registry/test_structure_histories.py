"""Whole random histories of a tree: every day it is a tree, what was before stays, and what is taken back is undone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.registry.domain import ChangeKind, Part, Structure, Successor, UnitKind
from services.registry.domain.life import UnitLife
from tests.registry.given import KEEPER, REASON, at, catalogue, cell, committee, happened, replayed, unit

FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(days=30 * month) for month in range(12)]

Step = tuple[str, int, int, int, bool]
"""What is tried, with which units and on which day; many a step is refused, which is as it should be."""

WHAT = ("cell", "committee", "move", "dissolve", "split", "merge", "absorb", "hand over")
number = st.integers(0, 30)
steps = st.lists(st.tuples(st.sampled_from(WHAT), number, number, st.integers(1, 11), st.booleans()), max_size=25)


def a_beginning() -> Structure:
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue())
    committee(structure, "HU", None, FIRST)
    for parent in ("DU-1", "DU-2"):
        committee(structure, parent, "HU", FIRST)
        for number in (1, 2):
            cell(structure, f"{parent}-CB-{number}", parent, FIRST)
    return structure


def take(structure: Structure, step: Step, serial: int) -> tuple[str, ChangeKind] | None:
    """Do it; answers what a person would take back again: the unit's code and the kind of change."""
    what, first, second, month, flag = step
    codes, day = [life.code for life in structure.units.values()], DAYS[month]
    one, other = codes[first % len(codes)], codes[second % len(codes)]
    new = f"N{serial}"
    # A unit may be older than the committee that it is entered under; then it stands under it later.
    since = max(day, structure.unit(unit(one)).established_on)
    if what == "cell":
        cell(structure, new, one, since)
    elif what == "committee":
        committee(structure, new, one, since)
    elif what == "move":
        structure.move(unit(one), unit(other), day)
        return one, ChangeKind.MOVED
    elif what == "dissolve":
        structure.dissolve(unit(one), day)
        return one, ChangeKind.DISSOLVED
    elif what == "split":
        below = [life_id for life_id, life in structure.units.items() if life.is_under(unit(one), day)]
        parts = [Part(f"{new}A", "A", takes=below[::2]), Part(f"{new}B", "B")]
        structure.split(unit(one), parts, one if flag else f"{new}B", day)
        return one, ChangeKind.SPLIT
    elif what == "merge":
        structure.merge([unit(one), unit(other)], None, Successor(new, "C"), day)
        return new, ChangeKind.MERGED
    elif what == "absorb":
        structure.merge([unit(one)], unit(other), None, day)
        return other, ChangeKind.MERGED
    else:
        structure.hand_over(unit(one), "binh-my", day)
        return one, ChangeKind.HANDED_OVER
    return None


def there(structure: Structure, day: date) -> dict[str, UnitLife]:
    return {life.code: life for life in structure.units.values() if life.established_on <= day < life.ends_on}


def tree_on(structure: Structure, day: date) -> dict[str, str | None]:
    """Code -> code of the unit above, of all units of a day."""
    above = {code: life.parent_on(day) for code, life in there(structure, day).items()}
    return {code: structure.units[parent].code if parent else None for code, parent in above.items()}


def cells_below(structure: Structure, code: str, day: date) -> int:
    """Counted from the top down, unit by unit."""
    tree = tree_on(structure, day)
    below = sum(cells_below(structure, one, day) for one, above in tree.items() if above == code)
    return below + (structure.unit(unit(code)).kind is UnitKind.CELL)


def check_is_a_tree(structure: Structure, day: date) -> None:
    tree, lives = tree_on(structure, day), there(structure, day)
    for code in tree:
        way = [code]
        while (above := tree[way[-1]]) is not None:
            assert above in tree, f"{way[-1]} stands under {above}, which is not there on {day}"
            assert lives[above].kind is UnitKind.COMMITTEE
            assert above not in way, f"{above} stands below itself on {day}"
            way.append(above)
    roots = [code for code, above in tree.items() if above is None]
    assert len(roots) <= 1
    cells = sum(life.kind is UnitKind.CELL for life in lives.values())
    assert sum(cells_below(structure, root, day) for root in roots) == cells


@settings(max_examples=60, deadline=None)
@given(steps)
def test_every_day_the_tree_is_a_tree_and_what_was_before_a_change_stays(taken: list[Step]) -> None:
    with at():
        structure = a_beginning()
        for serial, step in enumerate(taken):
            before = [tree_on(structure, day) for day in DAYS[: step[3]]]
            cells = [cells_below(structure, "HU", day) for day in DAYS] if "HU" in tree_on(structure, DAYS[-1]) else []
            kinds = {life.code: life.kind for life in structure.units.values()}
            try:
                change = take(structure, step, serial)
            except Refused:
                continue
            if step[0] not in {"cell", "committee"}:
                assert [tree_on(structure, day) for day in DAYS[: step[3]]] == before
            if cells and change and change[1] in {ChangeKind.SPLIT, ChangeKind.MERGED}:
                committees = kinds.get(change[0], structure.unit(unit(change[0])).kind) is UnitKind.COMMITTEE
                assert not committees or [cells_below(structure, "HU", day) for day in DAYS] == cells
        for day in DAYS:
            check_is_a_tree(structure, day)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_whatever_is_taken_back_leaves_the_tree_as_it_was(taken: list[Step]) -> None:
    with at():
        structure = a_beginning()
        for serial, step in enumerate(taken):
            former = replayed(list(structure.pending_events))
            assert isinstance(former, Structure)
            try:
                change = take(structure, step, serial)
            except Refused:
                continue
            if change is not None:
                structure.withdraw_change(unit(change[0]), change[1], DAYS[step[3]], REASON)
                assert structure.units == former.units
                take(structure, step, serial)


@settings(max_examples=30, deadline=None)
@given(steps)
def test_the_history_makes_the_same_tree_again(taken: list[Step]) -> None:
    with at():
        structure = a_beginning()
        for serial, step in enumerate(taken):
            try:
                take(structure, step, serial)
            except Refused:
                continue
        again = replayed(happened(structure))

    assert again == structure
