"""In every lens and at every level the parts of a unit add up to it, whatever became of them.

Held on the recount, which is what the reports are held against: so it costs no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinhhoat.recount.asked import Pair, Raw
from sinhhoat.recount.districts import District
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from sinhhoat.recount.today import DistrictOfADay, RecountToday
from tests.reporting.histories import DAYS
from tests.reporting.history import History
from tests.reporting.reshaping import reshaped_districts

STEADY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Q1 = Quarter.parse("2019-Q1")
QUARTER_DAYS = [date(2018, 10, 1), Q1.first, date(2019, 4, 1)]
OF_ITSELF = {
    *("grassroots_committees", "briefings", "guidance_months", "notices_of_year"),
    *("observers", "observer_months"),
}
"""Figures of what a committee does itself, and of people: a person may observe in two parts."""

Count = Callable[[UUID], Mapping[str, Pair]]


def not_the_sum(whole: UUID, parts: list[UUID], count: Count) -> list[str]:
    """The figures in which the parts are not the whole."""
    counted = [count(part) for part in parts]
    figures = {key: pair for key, pair in count(whole).items() if key not in OF_ITSELF}
    sums = {key: (sum(one[key][0] for one in counted), sum(one[key][1] for one in counted)) for key in figures}
    return [f"{key} is {pair}, its parts {sums[key]}" for key, pair in figures.items() if pair != sums[key]]


def wrong_then(raw: Raw) -> list[str]:
    """Of every unit that has units below it on the last day, under the structure of the quarter's days."""
    district = District(raw.events)
    codes = dict(zip(district.unit_ids, district.codes, strict=True))
    there = {one: unit for one in codes if (unit := district.on(one, Q1.last)) is not None}
    below = {one: [part for part, unit in there.items() if unit["parent_id"] == one] for one in there}
    return _wrong(below, lambda unit_id: Recount(raw, codes[unit_id], Q1).figures())


def wrong_today(raw: Raw, day: date) -> list[str]:
    """The same under the structure of a day: a unit that goes on in another one is no part of its own."""
    district = DistrictOfADay(raw.events, day)
    codes = dict(zip(district.unit_ids, district.codes, strict=True))
    itself = [one for one in codes if district.heir(one) in (one, None)]
    below = {one: [part for part in itself if district.parent(part) == one] for one in itself}
    return _wrong(below, lambda unit_id: RecountToday(raw, codes[unit_id], Q1, day).figures())


def _wrong(below: Mapping[UUID, list[UUID]], count: Count) -> list[str]:
    known: dict[UUID, Mapping[str, Pair]] = {}

    def once(unit_id: UUID) -> Mapping[str, Pair]:
        if unit_id not in known:
            known[unit_id] = count(unit_id)
        return known[unit_id]

    return [line for whole, parts in below.items() if parts for line in not_the_sum(whole, parts, once)]


@STEADY
@given(history=reshaped_districts(lambda: "of-quarters", QUARTER_DAYS), share=st.floats(0.3, 1))
def test_the_parts_of_a_quarter_are_the_whole_as_known_at_any_moment(history: History, share: float) -> None:
    """Lens `reported` is that at the pin."""
    begun = History(history.keeper, history.told[: max(8, int(share * len(history.told)))])

    assert wrong_then(begun.raw(begun.vector)) == []


@STEADY
@given(history=reshaped_districts(lambda: "of-days"), day=st.sampled_from([*DAYS, date(2020, 1, 1)]))
def test_the_parts_are_the_whole_under_the_structure_of_any_day(history: History, day: date) -> None:
    assert wrong_today(history.raw(history.vector), day) == []


@settings(STEADY, max_examples=10)
@given(history=reshaped_districts(lambda: "doubled"))
def a_unit_that_goes_on_in_another_counts_in_both_places(history: History) -> None:
    assert wrong_today(history.raw(history.vector), date(2020, 1, 1)) == []


def test_a_recount_in_which_units_count_in_two_places_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    path = DistrictOfADay.path

    def both(district: DistrictOfADay, unit_id: UUID) -> list[UUID]:
        last = District.on(district, unit_id, Q1.first)
        return [*path(district, unit_id), *([last["parent_id"]] if last and last["parent_id"] else [])]

    monkeypatch.setattr(DistrictOfADay, "path", both)

    with pytest.raises(AssertionError):
        a_unit_that_goes_on_in_another_counts_in_both_places()
