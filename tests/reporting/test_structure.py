"""Facts count where their unit stood on their day; what a unit was called, and is, depends on the day asked for."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.reporting import QuarterReport, ReadEvidence, ReadQuarter
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

JANUARY, FEBRUARY, MARCH = (date(2019, month, 10) for month in (1, 2, 3))


def two_committees(keeper: str) -> History:
    history = History(keeper)
    history.tell(
        given.types_adopted("1", given.LONG_AGO),
        given.established("HU", None),
        given.established("A", "HU"),
        given.established("B", "HU"),
        given.established("A1", "A", "RESIDENTIAL"),
    )
    return history


async def quarter(reporting: Reporting, unit: str | None = None, name: str = "2019-Q1") -> QuarterReport:
    return await reporting.quarter(ReadQuarter(quarter=name, unit_code=unit))


def ratio(report: QuarterReport, key: str) -> tuple[int, int | None]:
    figures = [*report.figures, *report.coverage, *report.visited_coverage]
    return next((one.numerator, one.denominator) for one in figures if one.key == key)


async def test_a_cell_that_moves_within_the_quarter_counts_for_each_committee_by_the_day(tables: Tables) -> None:
    history = two_committees("moves")
    history.tell(given.held("A1", JANUARY), given.held("A1", MARCH, present=7), given.moved("A1", "B", FEBRUARY))
    reporting = await tables.read(history)

    former, latter = await quarter(reporting, "A"), await quarter(reporting, "B")

    assert (ratio(former, "attendance_regular"), ratio(latter, "attendance_regular")) == ((8, 10), (7, 10))
    assert (ratio(former, "meetings_regular"), ratio(latter, "meetings_regular")) == ((1, 1), (1, 2))
    assert (former.units.subordinate_cells, latter.units.subordinate_cells) == (0, 1)


async def test_a_visit_before_the_move_makes_the_cell_visited_where_it_stands_now(tables: Tables) -> None:
    history = two_committees("visited")
    history.tell(given.visited("an", "A1", JANUARY), given.moved("A1", "B", FEBRUARY))
    reporting = await tables.read(history)

    former, latter = await quarter(reporting, "A"), await quarter(reporting, "B")

    assert (ratio(former, "visits"), ratio(latter, "visits")) == ((1, None), (0, None))
    assert (ratio(former, "visited_all"), ratio(latter, "visited_all")) == ((0, 0), (1, 1))


async def test_a_dissolved_cell_has_only_the_duties_before(tables: Tables) -> None:
    history = two_committees("dissolved")
    history.tell(given.held("A1", JANUARY), given.dissolved("A1", date(2019, 2, 28)))
    reporting = await tables.read(history)

    report = await quarter(reporting)

    assert ratio(report, "meetings_regular") == (1, 1)
    assert ratio(report, "meetings_thematic") == (0, 0)
    assert ratio(report, "assigned_all") == (0, 0)


async def test_a_cell_that_changes_its_type_is_counted_in_the_group_of_the_last_day(tables: Tables) -> None:
    history = two_committees("retyped")
    history.tell(given.retyped("A1", "SCHOOL", date(2019, 4, 1)))
    reporting = await tables.read(history)

    first, second = await quarter(reporting), await quarter(reporting, name="2019-Q2")

    assert (ratio(first, "assigned_residential"), ratio(first, "assigned_sector")) == ((0, 1), (0, 0))
    assert (ratio(second, "assigned_residential"), ratio(second, "assigned_sector")) == ((0, 0), (0, 1))


async def test_the_catalogue_of_the_last_day_names_the_groups(tables: Tables) -> None:
    history = two_committees("regrouped")
    history.tell(given.types_adopted("2", date(2019, 4, 1), {"RESIDENTIAL": "hamlets"}))
    reporting = await tables.read(history)

    first, second = await quarter(reporting), await quarter(reporting, name="2019-Q2")

    frame = ["assigned_district_direct", "assigned_subordinate"]
    groups = ["assigned_residential", "assigned_sector", "assigned_nonstate"]
    assert [line.key for line in first.coverage] == [*frame, *groups, "assigned_all"]
    assert [line.key for line in second.coverage] == [*frame, "assigned_hamlets", "assigned_all"]


async def test_a_unit_is_called_as_it_was_on_the_last_day_of_the_quarter(tables: Tables) -> None:
    history = two_committees("renamed")
    history.tell(given.established("N", "A", "SCHOOL", date(2019, 2, 1)))
    history.tell(given.renamed("N", "Hai", date(2019, 4, 1)), given.dissolved("N", date(2019, 6, 1)))
    reporting = await tables.read(history)

    names = [(await quarter(reporting, "n", name)).head.unit_name for name in ("2018-Q4", "2019-Q1", "2019-Q3")]

    assert names == ["Đơn vị N", "Đơn vị N", "Hai"]


async def test_without_a_code_the_keepers_own_committee_is_meant(tables: Tables) -> None:
    reporting = await tables.read(two_committees("own"))

    report = await quarter(reporting)

    assert (report.head.unit_code, report.units.grassroots_committees) == ("HU", 2)


async def test_two_keepers_with_the_same_units_do_not_mix(tables: Tables) -> None:
    one, other = two_committees("one"), two_committees("other")
    one.tell(given.held("A1", JANUARY), given.roll("A1", JANUARY, 30))
    reporting, _ = await tables.read(one), await tables.read(other)

    reports = await quarter(reporting), await quarter(tables.reporting("other"))

    assert [report.members for report in reports] == [30, 0]
    assert [ratio(report, "meetings_regular") for report in reports] == [(1, 3), (0, 3)]


async def test_a_page_beyond_the_last_one_is_empty_and_still_tells_how_much_there_is(tables: Tables) -> None:
    reporting = await tables.read(busy_district("pages"))

    page = await reporting.evidence(ReadEvidence(figure="meetings_regular", quarter="2019-Q1", offset=1000))

    assert page.items == []
    assert page.total > 0


async def test_a_figure_that_is_not_in_the_catalogue_is_refused(tables: Tables) -> None:
    reporting = await tables.read(two_committees("unknown"))

    with pytest.raises(Refused, match="figure_unknown"):
        await reporting.evidence(ReadEvidence(figure="assigned_hamlets", quarter="2019-Q1"))
    with pytest.raises(Refused, match="unit_unknown"):
        await quarter(reporting, "Z9")
