"""What a city is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinhhoat.generation.plan import CityPlan, wards_of
from tests.generation.given import FIRST, SMALL

LARGE = CityPlan(cells=2_400, wards=20, quarters=8, seed=7, first=FIRST)


@given(st.integers(1, 40), st.integers(0, 400), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_the_wards_have_all_cells_between_them_and_none_is_empty(wards: int, more: int, seed: int) -> None:
    plan = CityPlan(wards + more, wards, 1, seed, FIRST)

    sizes = [len(ward.cells) for ward in wards_of(plan)]

    assert (len(sizes), sum(sizes)) == (wards, wards + more)
    assert min(sizes) >= 1


def test_the_same_arguments_give_the_same_city_and_another_seed_another() -> None:
    assert wards_of(LARGE) == wards_of(LARGE)
    assert wards_of(replace(LARGE, seed=8)) != wards_of(LARGE)


def test_quarters_begin_where_the_former_ends_also_over_the_end_of_a_year() -> None:
    plan = replace(SMALL, first=date(2025, 7, 1), quarters=3)

    assert plan.bounds() == [date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]
    assert (plan.last, plan.years) == (date(2026, 3, 31), [2025, 2026])


def test_some_wards_have_grassroots_committees_and_only_the_others_are_grassroots_themselves() -> None:
    wards = wards_of(LARGE)

    between = [ward for ward in wards if ward.committees]
    assert 0 < len(between) < len(wards)
    assert {ward.level for ward in between} == {"upper"}
    assert {ward.level for ward in wards if not ward.committees} == {"ward"}


@pytest.mark.parametrize("kind", ["merged", "split", "moved"])
def test_cells_are_merged_split_and_moved_at_the_beginning_of_a_quarter(kind: str) -> None:
    days = [change.on for ward in wards_of(LARGE) for change in ward.changes if change.kind == kind]

    assert days
    assert set(days) <= set(LARGE.bounds()[1:-1])


def test_no_cell_is_changed_twice() -> None:
    for ward in wards_of(LARGE):
        changed = [change.cell for change in ward.changes]
        changed += [change.other for change in ward.changes if change.kind != "moved"]

        assert len(changed) == len(set(changed))
