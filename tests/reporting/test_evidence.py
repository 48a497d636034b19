"""A statement for one figure holds what the figure needs and no more, and comes to what the figure is among all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from contracts.reporting import ReadEvidence, ReadQuarter
from services.reporting.catalogue import EVIDENCE, QUARTER, STOCKS
from services.reporting.catalogue.evidence import Statements
from tests.reporting import given
from tests.reporting.boards import board_district
from tests.reporting.busy import JANUARY, busy_district
from tests.reporting.classified import classified_district
from tests.reporting.followed import followed_district
from tests.reporting.history import History, an_id
from tests.reporting.observed import observed_district
from tests.reporting.tables import Tables
from tests.reporting.unit_matters import matter_district

KEYS = [definition.key for definition in (*STOCKS, *QUARTER)]
SUMS = "SELECT sum(numerator) FROM evidence"


@pytest.mark.parametrize("key", [*KEYS, "assigned_all", "visited_hamlets", "candidates_a stage"])
def test_every_figure_has_rows_of_its_own(key: str) -> None:
    assert f"'{key}'" in EVIDENCE.of(SUMS, [key]) or any(
        one.keys.fullmatch(key) and "||" in one.sql for one in EVIDENCE.rows
    )


def test_a_statement_for_one_figure_leaves_out_what_others_need() -> None:
    sql = EVIDENCE.of(SUMS, ["surveys"])

    assert "survey_fact" in sql
    assert not any(table in sql for table in ("meeting_fact", "visit_fact", "commendation_fact", "first_visit"))
    assert len(sql) < len(EVIDENCE.of(SUMS)) / 10


def test_a_statement_that_names_only_derived_tables_has_no_rows_of_figures() -> None:
    sql = EVIDENCE.of("SELECT count(*) FROM in_force")

    assert "evidence" not in sql
    assert "assignment_fact" in sql


def test_a_key_that_is_worked_out_otherwise_may_be_any() -> None:
    text = "one AS (\n SELECT 1)\n\n-- evidence\nSELECT lower(name), 'registry', 1 FROM one"

    assert "FROM one" in Statements.read([text]).of(SUMS, ["whichever"])


def test_rows_that_do_not_begin_with_a_key_and_a_service_are_refused() -> None:
    with pytest.raises(ValueError, match="no key and service"):
        Statements.read(["one AS (\n SELECT 1)\n\n-- evidence\nSELECT 1 FROM one"])


@pytest.mark.connected
@pytest.mark.parametrize(
    "made",
    [busy_district, board_district, classified_district, followed_district, observed_district, matter_district],
)
async def test_a_figure_alone_is_the_figure_among_all(tables: Tables, made: Callable[[str], History]) -> None:
    reporting = await tables.read(made(f"alone-{made.__name__.replace('_', '-')}"))

    report = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))

    for figure in (*report.figures, *report.coverage, *report.visited_coverage):
        page = await reporting.evidence(ReadEvidence(figure=figure.key, quarter="2019-Q1", limit=5000))
        assert page.figure == figure
        assert (figure.numerator, figure.denominator or 0) == (
            sum(item.numerator for item in page.items),
            sum(item.denominator for item in page.items),
        )


@pytest.mark.connected
async def test_evidence_at_a_unit_that_the_registry_has_not_told_of_by_then_bears_its_id(tables: Tables) -> None:
    history = History("unknown-by-then")
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    history.tell(given.established("A", "HU"), given.established("A1", "A", "RESIDENTIAL"))
    known = {f"{history.keeper}.registry": history.head("registry")}
    history.tell(given.established("A2", "A", "SCHOOL"))
    history.tell(given.assigned("An", "A1", date(2019, 1, 1), date(2019, 1, 31)), given.visited("An", "A2", JANUARY))
    reporting = await tables.read(history)

    page = await reporting.evidence(ReadEvidence(figure="observer_months", quarter="2019-Q1", known=known))

    assert page.total == len(page.items) == 2
    assert sorted(item.unit_code for item in page.items) == sorted(["A1", str(an_id("A2"))])
