"""Where a cell stands in the tree: levels are data, so a ward that is a keeper counts its cells as subordinate."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.reporting import QuarterReport, ReadQuarter, ReadUnitHistory
from tests.desk import holding
from tests.reporting import given
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

LEVELS = ["ward", "xã"]


def a_ward(keeper: str, level: str | None) -> History:
    """Nine cells of one type and ten of another, directly under the keeper's own committee."""
    history = History(keeper)
    history.tell(
        given.types_adopted("1", given.LONG_AGO, grassroots_levels=LEVELS), given.established("DU", None, level=level)
    )
    history.tell(*(given.established(f"KP{n}", "DU", "RESIDENTIAL") for n in range(9)))
    history.tell(*(given.established(f"CQ{n}", "DU", "SCHOOL") for n in range(10)))
    return history


def places(report: QuarterReport) -> tuple[int, int, int]:
    return report.units.grassroots_committees, report.units.grassroots_cells, report.units.subordinate_cells


def lines(report: QuarterReport) -> dict[str, int | None]:
    return {one.key.removeprefix("assigned_"): one.denominator for one in report.coverage}


@pytest.mark.parametrize("level", ["ward", "Ward", "Xã"])
async def test_the_cells_of_a_ward_are_its_subordinate_cells(tables: Tables, level: str) -> None:
    reporting = await tables.read(a_ward(f"ward-{level.encode().hex()}", level))

    report = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))

    assert places(report) == (1, 0, 19)
    assert lines(report) == {
        "district_direct": 0,
        "subordinate": 19,
        "residential": 9,
        "sector": 10,
        "nonstate": 0,
        "all": 19,
    }


@pytest.mark.parametrize("level", ["district", None])
async def test_cells_directly_under_a_committee_of_another_level_are_grassroots_cells(
    tables: Tables, level: str | None
) -> None:
    reporting = await tables.read(a_ward(f"district-{level or 'none'}", level))

    report = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))

    assert places(report) == (0, 19, 0)
    assert lines(report)["district_direct"] == 19


async def test_the_score_of_a_meeting_counts_with_the_meeting(tables: Tables) -> None:
    history = a_ward("scores", "ward")
    held = given.held("KP1", date(2019, 3, 10))
    history.tell(held, given.rated(held, "self", "90"), given.withdrawn(held))
    reporting = await tables.read(history)

    withdrawn = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))

    assert next(one.denominator for one in withdrawn.figures if one.key == "self_score") == 0


async def test_everything_told_about_a_cell_stands_in_its_history(tables: Tables) -> None:
    history = a_ward("history", "ward")
    history.tell(given.scheduled("KP1", date(2019, 3, 10)), given.held("KP1", date(2019, 3, 10)))
    reporting = await tables.read(history)

    board = holding(history.keeper, "staff")

    async def told(offset: int = 0, limit: int = 500) -> tuple[list[str], int]:
        query = ReadUnitHistory(unit_code="kp1", offset=offset, limit=limit)
        answer = await reporting.unit_history(query, board, date(2019, 4, 1))
        return [event.contract for event in answer.events], answer.total

    names = ["registry.UnitEstablished.v1", "meetings.MeetingScheduled.v1", "meetings.MeetingHeld.v1"]
    assert await told() == (names, 3)
    assert [await told(offset, 2) for offset in (0, 1, 2, 3)] == [
        (names[:2], 3),
        (names[1:], 3),
        (names[2:], 3),
        ([], 3),
    ]
