"""Committees, trainings, candidates and members of other cells become rows, and the figures of a recount."""

from __future__ import annotations

import pytest

from contracts.reporting import ReadQuarter
from services.reporting.application import Reporting
from services.reporting.catalogue import unit_matters as catalogue
from services.reporting.facts.unit_matters import FOLDS
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.tables import Tables
from tests.reporting.unit_matters import matter_district

pytestmark = pytest.mark.connected

TABLES = (
    "cell_committee_fact",
    "training_fact",
    "recruitment_fact",
    "recruitment_stage_fact",
    "dual_affiliation_fact",
)


async def test_the_size_of_the_batches_changes_no_row_and_every_table_has_some(tables: Tables) -> None:
    at_once, in_parts = matter_district("matters-at-once"), matter_district("matters-in-parts")

    await tables.read(at_once)
    await tables.read(in_parts, 1)

    for table in TABLES:
        rows = await tables.rows(table, at_once.keeper)
        assert rows, table
        assert await tables.rows(table, in_parts.keeper) == rows


async def test_every_figure_is_what_the_recount_comes_to_by_unit_and_quarter(tables: Tables) -> None:
    history = matter_district("matters-recount")
    reporting = await tables.read(history)

    for quarter in ("2018-Q4", "2019-Q1", "2019-Q2"):
        for unit in ("HU", "A", "B", "A1"):
            assert await differences(reporting, recount_of(history, quarter, unit)) == []
    for unit in ("HU", "A"):
        assert await evidence_differences(reporting, recount_of(history, "2019-Q1", unit)) == []


async def test_every_figure_is_the_recounts_as_known_after_each_event(tables: Tables) -> None:
    history = matter_district("matters-vectors")
    reporting = await tables.read(history)

    for told in history.told:
        if type(told.event) in FOLDS:
            recount = recount_of(history, vector=history.vector | {"registry": told.position})
            assert await differences(reporting, recount) == []


async def test_the_figures_of_the_first_quarter_are_those_of_the_story(tables: Tables) -> None:
    history = matter_district("matters-story")
    await tables.read(history)

    found = recount_of(history).figures()

    assert {definition.key for definition in catalogue.QUARTER} <= found.keys()
    assert (found["committees_complete"], found["cells_with_secretary"]) == ((1, 3), (2, 3))
    assert (found["trainings"], found["training_participants"], found["training_secretaries"]) == (
        (3, 0),
        (14, 0),
        (5, 0),
    )
    assert (found["candidates"], found["candidates_outstanding"]) == ((10, 0), (5, 0))
    assert found["admitted"] == (4, 0)
    assert (found["dual_members"], found["dual_remarks"]) == ((8, 0), (4, 5))
    assert (found["members_official"], found["members_exempt"]) == ((46, 0), (3, 0))
    assert (found["members"], found["members_in_post"], found["rolls_reported"]) == ((48, 0), (12, 0), (3, 3))


async def test_admissions_of_a_quarter_are_never_below_nothing_nor_counted_at_two_levels(tables: Tables) -> None:
    history = matter_district("matters-admitted")
    reporting = await tables.read(history)

    found = {
        unit: (await figures(reporting, unit, "2019-Q2"))["admitted"] for unit in ("HU", "A", "A1", "B", "A2", "C1")
    }

    assert found == {"HU": 3, "A": 3, "A1": 3, "B": 0, "A2": 0, "C1": 0}


async def test_what_a_committee_and_its_cells_both_report_is_counted_once(tables: Tables) -> None:
    history = matter_district("matters-once")
    reporting = await tables.read(history)

    whole = await figures(reporting, "HU")
    parts = [await figures(reporting, unit) for unit in ("A", "B", "C1")]

    for key in ("members_official", "members_in_post", "candidates", "dual_members", "admitted"):
        assert whole[key] == sum(part[key] for part in parts), key
    assert (await figures(reporting, "A"))["members_official"] == (await figures(reporting, "A1"))["members_official"]


async def figures(reporting: Reporting, unit: str, quarter: str = "2019-Q1") -> dict[str, int]:
    report = await reporting.quarter(ReadQuarter(quarter=quarter, unit_code=unit))
    return {figure.key: figure.numerator for figure in report.figures}


async def test_each_stage_that_is_reported_has_a_figure_of_its_own_after_all_candidates(tables: Tables) -> None:
    reporting = await tables.read(matter_district("matters-stages"))

    report = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))

    keys = [figure.key for figure in report.figures]
    assert keys[keys.index("candidates") + 1 :] == [
        f"candidates_{'a' * 37}",
        "candidates_awareness_class",
        "candidates_outstanding",
    ]
