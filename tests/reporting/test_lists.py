"""The classification list and a cell's year: what stands recorded, for whoever may read of the unit, as known then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from contracts.cell_year import CellYear, ReadCellYear
from contracts.classification_list import ClassificationList, ReadClassificationList
from contracts.message import OPEN, QueryReply
from contracts.reporting import ReadUnitQuarter
from services.chassis.call import Actor
from services.reporting.application import Reporting
from services.reporting.catalogue import QUARTER, STOCKS
from services.reporting.read_models.cell_year import KEYS
from tests.desk import code, holding
from tests.reporting.busy import busy_district
from tests.reporting.classified import classified_district
from tests.reporting.history import an_id
from tests.reporting.tables import Tables
from tests.reporting.test_scope import asked

connected = pytest.mark.connected
TODAY = date(2024, 4, 1)


def whole(reporting: Reporting) -> Actor:
    return holding(reporting.facts.keeper, "staff", None)


async def listed(reporting: Reporting, period: str, **more: object) -> ClassificationList:
    query = ReadClassificationList.model_validate({"period": period, **more})
    return await reporting.classification_list(query, whole(reporting), TODAY)


async def year_of(reporting: Reporting, unit: str, year: int = 2019, **more: object) -> CellYear:
    query = ReadCellYear.model_validate({"unit_code": unit, "year": year, **more})
    return await reporting.cell_year(query, whole(reporting), TODAY)


def grades(found: ClassificationList) -> Mapping[str, str]:
    return {one.unit_code: one.grade for one in found.units}


@connected
async def test_the_list_holds_what_stands_decided_and_nothing_that_was_taken_back(tables: Tables) -> None:
    reporting = await tables.read(classified_district("list-grades"))

    quarter, year = [await listed(reporting, period) for period in ("2019-Q1", "2019")]

    assert grades(quarter) == {
        "A": "COMPLETED_WELL",
        "A1": "COMPLETED_WELL",
        "A2": "COMPLETED_WELL",
        "C1": "NOT_COMPLETED",
    }
    assert grades(year) == {"A1": "EXCELLENT"}
    assert [(one.authority_code, one.objects, one.exceeded) for one in quarter.groups] == [
        ("A", "collective", False),
        ("A", "individual", False),
        ("A", "organisation", False),
        ("HU", "organisation", True),
    ]
    assert {one.authority_code for one in quarter.units if one.kind == "cell"} == {"A", "HU"}


@connected
async def test_a_list_is_read_page_by_page(tables: Tables) -> None:
    reporting = await tables.read(classified_district("list-pages"))

    pages = [await listed(reporting, "2019-Q1", offset=offset, limit=3) for offset in (0, 3, 6)]

    assert [[one.unit_code for one in page.units] for page in pages] == [["A", "A1", "A2"], ["C1"], []]
    assert {page.total for page in pages} == {4}


@connected
async def test_as_known_before_the_first_decision_nobody_is_classified(tables: Tables) -> None:
    history = classified_district("list-known")
    reporting = await tables.read(history)

    before = await listed(reporting, "2019-Q1", known={"list-known.ratings": 0})

    assert (before.units, before.groups, before.total) == ([], [], 0)


@connected
async def test_a_committee_reads_the_list_of_its_own_units_and_no_other(tables: Tables) -> None:
    reporting = await tables.read(classified_district("list-scope"))
    somebody = holding("list-scope", "committee", an_id("A"))

    async def ask(**named: str) -> QueryReply:
        return await asked(reporting, ReadClassificationList.model_validate({"period": "2019-Q1", **named}), somebody)

    own, others, all_of_it = await ask(unit_code="A"), await ask(unit_code="C1"), await ask()

    assert own.answer is not None
    assert [one["unit_code"] for one in own.answer["units"]] == ["A", "A1"]
    assert {one["authority_code"] for one in own.answer["groups"]} == {"A"}
    assert (code(others), code(all_of_it)) == ("not_there", "not_there")


@connected
async def test_a_year_lists_the_meetings_that_stand_with_every_score_beside_the_others(tables: Tables) -> None:
    reporting = await tables.read(classified_district("year-meetings"))

    year = await year_of(reporting, "A1")

    first, *others = year.meetings
    assert [(one.kind, one.held_on.month) for one in year.meetings] == [
        ("regular", 1),
        ("regular", 2),
        ("thematic", 3),
        ("thematic", 3),
    ]
    assert (first.self_score, first.observer_scores, first.superior_score) == (9225, [8500], 8800)
    assert all((one.self_score, one.observer_scores) == (None, []) for one in others)
    assert {(one.period, one.grade) for one in year.grades} == {
        ("2019", "EXCELLENT"),
        ("2019-Q1", "COMPLETED_WELL"),
        ("2019-Q4", "NOT_COMPLETED"),
    }


@connected
async def test_the_quarters_of_a_year_have_the_figures_of_the_quarters_reports(tables: Tables) -> None:
    reporting = await tables.read(busy_district("year-quarters"))

    year = await year_of(reporting, "A1")

    for quarter in year.quarters:
        report = await reporting.unit_quarter(
            ReadUnitQuarter(quarter=quarter.quarter, unit_code="A1"), whole(reporting), TODAY
        )
        told = {figure.key: figure for figure in report.figures}
        assert quarter.figures[0].numerator == report.members
        assert quarter.figures[1:] == [told[key] for key in KEYS[1:]]


@connected
async def test_a_committee_has_no_such_year_and_a_cell_of_others_is_not_there(tables: Tables) -> None:
    reporting = await tables.read(busy_district("year-scope"))
    somebody = holding("year-scope", "secretary", an_id("A1"))

    async def ask(unit: str) -> QueryReply:
        return await asked(reporting, ReadCellYear(unit_code=unit, year=2019), somebody)

    own, others = await ask("A1"), await ask("C1")
    committee = await asked(reporting, ReadCellYear(unit_code="A", year=2019), whole(reporting))

    assert own.outcome == "answered"
    assert (code(others), code(committee)) == ("not_there", "no_cell")


def test_every_figure_of_a_cells_year_is_open() -> None:
    audiences = {definition.key: definition.audience for definition in (*STOCKS, *QUARTER)}

    assert {audiences[key] for key in KEYS} == {OPEN}
