"""Findings, observers' reports, documents and inspections become rows, and the figures of a recount."""

from __future__ import annotations

import pytest

from services.reporting.catalogue import observed as catalogue
from services.reporting.facts.assignments import FOLDS as OF_VISITS
from services.reporting.facts.observed import FOLDS
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.observed import observed_district
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TABLES = (
    "notice_fact",
    "finding_fact",
    "observer_report_fact",
    "directive_fact",
    "inspection_fact",
    "change_told_fact",
)
KEYS = {one.key for one in catalogue.QUARTER} | {"changes_told"}


def ours(found: list[str]) -> list[str]:
    """Differences in the figures of this part."""
    return [line for line in found if any(key in line for key in KEYS)]


async def test_the_size_of_the_batches_changes_no_row_and_every_table_has_some(tables: Tables) -> None:
    at_once, in_parts = observed_district("observed-at-once"), observed_district("observed-in-parts")

    await tables.read(at_once)
    await tables.read(in_parts, 1)

    for table in TABLES:
        rows = await tables.rows(table, at_once.keeper)
        assert rows, table
        assert await tables.rows(table, in_parts.keeper) == rows


async def test_every_figure_is_what_the_recount_comes_to_by_unit_and_quarter(tables: Tables) -> None:
    history = observed_district("observed-recount")
    reporting = await tables.read(history)

    for quarter in ("2019-Q1", "2019-Q2"):
        for unit in ("HU", "A", "B", "A1", "C1"):
            recount = recount_of(history, quarter, unit)
            assert ours(await differences(reporting, recount)) == []
            assert ours(await evidence_differences(reporting, recount)) == []


async def test_every_figure_is_the_recounts_as_known_after_each_event_of_assignments(tables: Tables) -> None:
    history = observed_district("observed-vectors")
    reporting = await tables.read(history)
    whole = history.vector

    for told in history.told:
        if type(told.event) in FOLDS.keys() | OF_VISITS.keys():
            recount = recount_of(history, vector=whole | {"assignments": told.position})
            assert ours(await differences(reporting, recount)) == []


async def test_the_figures_of_the_first_quarter_are_those_of_the_story(tables: Tables) -> None:
    history = observed_district("observed-story")
    await tables.read(history)

    found = recount_of(history).figures()

    assert found.keys() >= KEYS
    assert found["observer_months"] == (3, 8)
    assert found["changes_told"] == (2, 3)
    assert found["findings_filed"] == (2, 4)
    assert found["observer_reports"] == (3, 3)
    assert found["observer_reports_in_time"] == (2, 3)
    assert found["observer_reports_accepted"] == (1, 3)
    assert (found["directives"], found["directives_plan"], found["directives_project"]) == ((2, 0), (2, 0), (0, 0))
    assert (found["inspections"], found["supervisions"]) == ((1, 0), (2, 0))
    assert found["members_with_shortcomings"] == (2, 12)
