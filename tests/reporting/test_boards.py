"""Remediations, commendations and surveys become rows, and the figures of a recount."""

from __future__ import annotations

import pytest

from services.reporting.catalogue import boards as catalogue
from services.reporting.facts.boards import FOLDS
from tests.reporting.boards import board_district
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected


async def test_the_size_of_the_batches_changes_no_row_and_every_table_has_some(tables: Tables) -> None:
    at_once, in_parts = board_district("boards-at-once"), board_district("boards-in-parts")

    await tables.read(at_once)
    await tables.read(in_parts, 1)

    for table in ("remediation_fact", "commendation_fact", "survey_fact"):
        rows = await tables.rows(table, at_once.keeper)
        assert rows, table
        assert await tables.rows(table, in_parts.keeper) == rows


async def test_every_figure_is_what_the_recount_comes_to_by_unit_and_quarter(tables: Tables) -> None:
    history = board_district("boards-recount")
    reporting = await tables.read(history)

    for quarter in ("2019-Q1", "2019-Q2"):
        for unit in ("HU", "A", "B", "A1"):
            recount = recount_of(history, quarter, unit)
            assert await differences(reporting, recount) == []
            assert await evidence_differences(reporting, recount) == []


async def test_every_figure_is_the_recounts_as_known_after_each_event(tables: Tables) -> None:
    history = board_district("boards-vectors")
    reporting = await tables.read(history)

    for told in history.told:
        if type(told.event) in FOLDS:
            recount = recount_of(history, vector=history.vector | {"ratings": told.position})
            assert await differences(reporting, recount) == []


async def test_the_figures_of_the_first_quarter_are_those_of_the_story(tables: Tables) -> None:
    history = board_district("boards-story")
    recount = recount_of(history)
    await tables.read(history)

    found = recount.figures()

    assert {definition.key for definition in catalogue.QUARTER} <= found.keys()
    assert found["remediations_closed"] == (1, 1)
    assert found["remediations_open"] == (1, 0)
    assert (found["commended_collectives"], found["commended_individuals"]) == ((8, 0), (11, 0))
    assert found["survey_answers"] == (12, 20)
