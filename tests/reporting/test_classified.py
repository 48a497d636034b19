"""Classification under quota and the four goods become rows, and the figures of a recount."""

from __future__ import annotations

import pytest

from contracts.reporting import ReadQuarter
from services.reporting.catalogue import classification as catalogue
from services.reporting.facts.classification import FOLDS
from tests.reporting.classified import classified_district
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TABLES = ["class_fact", "quota_fact", "good_month_fact", "title_fact", "recognition_fact"]
KEYS = {definition.key for definition in catalogue.QUARTER} | {"superior_score"}


def ours(found: list[str]) -> list[str]:
    """The differences of these figures; other tests look after the others."""
    return [line for line in found if line.split(": ", 1)[1].split(" is ")[0] in KEYS]


async def test_the_size_of_the_batches_changes_no_row_and_every_table_has_some(tables: Tables) -> None:
    at_once, in_parts = classified_district("classified-at-once"), classified_district("classified-in-parts")

    await tables.read(at_once)
    await tables.read(in_parts, 1)

    for table in TABLES:
        rows = await tables.rows(table, at_once.keeper)
        assert rows, table
        assert await tables.rows(table, in_parts.keeper) == rows


async def test_every_figure_is_what_the_recount_comes_to_by_unit(tables: Tables) -> None:
    history = classified_district("classified-recount")
    reporting = await tables.read(history)

    for unit in ("HU", "A", "A1", "C1"):
        recount = recount_of(history, unit=unit)
        assert ours(await differences(reporting, recount)) == []
        assert ours(await evidence_differences(reporting, recount)) == []


async def test_every_figure_is_the_recounts_as_known_after_each_event(tables: Tables) -> None:
    history = classified_district("classified-vectors")
    reporting = await tables.read(history)

    for told in history.told:
        if type(told.event) in FOLDS:
            recount = recount_of(history, vector=history.vector | {"ratings": told.position})
            assert ours(await differences(reporting, recount)) == []


async def test_the_figures_are_those_of_the_story(tables: Tables) -> None:
    found = recount_of(classified_district("classified-story")).figures()

    assert found.keys() >= KEYS
    assert found["classified_excellent_of_quarter"] == (0, 4)
    assert found["classified_well_or_better_of_quarter"] == (3, 4)
    assert found["groups_within_quota_of_quarter"] == (3, 4)
    assert (found["good_cells_of_the_month"], found["four_goods_rated"][0]) == ((1, 2), 2)
    assert found["four_goods_recognised"] == (1, 2)
    assert found["superior_score"] == (8800, 1)


async def test_a_year_and_its_last_quarter_are_never_counted_together(tables: Tables) -> None:
    history = classified_district("classified-year")
    reporting = await tables.read(history)

    report = await reporting.quarter(ReadQuarter(quarter="2019-Q4"))

    found = {figure.key: (figure.numerator, figure.denominator) for figure in report.figures}
    assert (found["classified_excellent"], found["classified_excellent_of_quarter"]) == ((1, 1), (0, 1))
    assert (found["groups_within_quota"], found["groups_within_quota_of_quarter"]) == ((1, 1), (1, 1))
    assert ours(await differences(reporting, recount_of(history, "2019-Q4"))) == []
