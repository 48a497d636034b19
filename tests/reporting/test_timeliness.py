"""Days until a record came, by unit: the units add up to the whole, and nothing is in time that came late."""

from __future__ import annotations

from datetime import date
from statistics import fmean, median

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.timeliness import Due, Quarter, Record, timeliness
from tests.reporting.history import an_id

CELLS = {"A1": "A", "A2": "A", "B1": "B", "HU": None}
TOP = {an_id(cell): an_id(top) for cell, top in CELLS.items() if top}
NAMES = {an_id(top): (top, f"Đảng bộ {top}") for top in "AB"}
Recorded = tuple[str, int]


def record(number: int, cell: str, days: int) -> Record:
    return Record("meetings", Ref("k", "meetings", number, an_id(cell), date(2019, 1, 3)), days)


def found(records: list[Record], due: list[Due]) -> dict[str, Line]:
    lines = timeliness([Quarter("2019-Q1", records, due)], ["meetings"], TOP, NAMES, 7)
    return {line.key: line for line in lines}


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(CELLS)), st.integers(0, 400)), min_size=1))
def test_the_units_and_the_one_above_them_add_up_to_the_whole(recorded: list[Recorded]) -> None:
    records = [record(number, *one) for number, one in enumerate(recorded)]

    lines = found(records, [])

    days = [one.days for one in records]
    in_time, middle, mean = lines["meetings"].periods[0].figures
    assert (in_time.numerator, in_time.denominator) == (sum(one <= 7 for one in days), len(days))
    assert middle.mean == median(days)
    assert mean.mean is not None
    assert abs(mean.mean - fmean(days)) <= 0.0051
    own = [one for one in records if one.ref.unit_id == an_id("HU")]
    parts = [line.periods[0] for key, line in lines.items() if "@" in key]
    assert sum(len(part.refs) for part in parts) + len(own) == len(records)


def test_what_is_there_of_what_is_due_stands_beside_it_by_unit() -> None:
    due = [Due("meetings", an_id("A1"), 0, 1), Due("meetings", an_id("A1"), 1, 0), Due("meetings", an_id("B1"), 0, 1)]

    lines = found([record(1, "A1", 3)], due)

    pairs = {
        key: [(one.key, one.numerator, one.denominator) for one in line.periods[0].figures[:2]]
        for key, line in lines.items()
    }
    assert pairs["meetings"] == [("in_time", 1, 1), ("complete", 1, 2)]
    assert pairs["meetings@A"] == [("in_time", 1, 1), ("complete", 1, 1)]
    assert pairs["meetings@B"] == [("in_time", 0, 0), ("complete", 0, 1)]
    assert lines["meetings@A"].unit == ("A", "Đảng bộ A")
