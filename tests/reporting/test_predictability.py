"""What public history alone shows of visits: patterns as they are, and no question where there is none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.catalogue import EVIDENCE
from services.reporting.read_models.analyses.lines import Line, Ref
from services.reporting.read_models.analyses.predictability import CELLS, VISITS, Cell, Visit, coverage, foreseen
from tests.reporting.history import an_id

DAYS = st.dates(date(2019, 1, 1), date(2019, 12, 31))
Made = tuple[str, str, date]


def visits(*made: Made) -> list[Visit]:
    ordered = sorted(made, key=lambda one: one[2])
    return [
        Visit(Ref("k", "assignments", number, an_id(cell), day), an_id(person))
        for number, (person, cell, day) in enumerate(ordered)
    ]


def found(*made: Made) -> dict[str, Line]:
    return {line.key: line for line in foreseen("2019-Q4", visits(*made), 12, 3)}


def pair(line: Line) -> tuple[int, int | None]:
    one = line.periods[0].figures[0]
    return one.numerator, one.denominator


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from("ABC"), DAYS), max_size=30))
def test_every_share_is_of_the_whole_and_the_sum_of_its_events(made: list[Made]) -> None:
    lines = found(*made)

    for key, line in lines.items():
        numerator, denominator = pair(line)
        assert 0 <= numerator <= (denominator or 0)
        refs = line.periods[0].refs
        assert sum(ref.numerator for ref in refs) == numerator
        if key != "months_with_visits":
            assert sum(ref.denominator for ref in refs) == denominator


def test_a_cell_always_visited_in_the_same_month_of_the_quarter_is_asked_about() -> None:
    lines = found(
        *(("p", "A", date(2019, month, 3)) for month in (2, 5, 11)), *(("q", "B", date(2019, m, 4)) for m in (1, 2, 6))
    )

    assert {key: pair(lines[key]) for key in ("same_month", "same_interval", "same_observer")} == {
        "same_month": (1, 2),
        "same_interval": (0, 2),
        "same_observer": (2, 2),
    }
    assert lines["same_month"].question is not None
    assert lines["same_interval"].question is None


def test_equal_intervals_are_found_over_the_end_of_a_year() -> None:
    assert pair(
        found(*(("p", "A", day) for day in (date(2019, 8, 1), date(2019, 11, 9), date(2020, 2, 2))))["same_interval"]
    ) == (1, 1)


@pytest.mark.parametrize("made", [(), (("p", "A", date(2019, 2, 3)),)])
def test_of_too_few_visits_nothing_is_asked(made: tuple[Made, ...]) -> None:
    assert [line.key for line in found(*made).values() if line.question] == []


def test_a_type_of_cells_has_its_cells_of_every_quarter() -> None:
    cells = [
        Cell(Ref("k", "registry", n, an_id(n), date(2019, 3, 31), 0, 1), "SCHOOL", "sector", ref, ref is not None)
        for n, ref in enumerate((None, Ref("k", "assignments", 7, an_id(1), date(2019, 2, 1))))
    ]

    [line] = coverage([("2019-Q1", cells), ("2018-Q4", cells[:1])], {"sector": ("ngành", "sectors")})

    assert (line.key, line.vi) == ("type.SCHOOL", "Loại hình SCHOOL (ngành)")
    assert [pair(line), line.periods[1].figures[0].denominator] == [(1, 2), 1]


def test_no_statement_reads_anything_of_plans() -> None:
    for select in (CELLS, VISITS):
        assert re.findall(r"\w*plan\w*", EVIDENCE.of(select)) == []
