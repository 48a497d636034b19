"""Copied wards count as their originals do, under ids of their own; a city of them is so many times as large."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.reporting import Evidence, EvidenceItem, QuarterReport, ReadEvidence
from services.chassis.runtime.prepare import prepare_database
from services.reporting.main import SERVICE
from services.reporting.read_models.totals import Totals
from sinhhoat.stack import Endpoints, Stack
from tests.benchmarks._copied_wards import Table, check_alike, copied, copies_of, copying
from tests.benchmarks.city import parts_of
from tests.fresh import empty_databases
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.history import History
from tests.reporting.tables import Tables

QUARTER = "2019-Q1"
WARDS, COPIES = ("ward-001", "ward-002"), 3
COPIED = [copy for keeper in WARDS for copy in copies_of(keeper, COPIES)]
REVISION = """
INSERT INTO reporting_revisions.revision (keeper, report_id, revision, position, unit_id, unit_code, quarter, made_on,
                                          recorded_at, known, sha256, figures)
VALUES ('ward-001', $1, 1, 4, $1, 'HU', '2019-Q1', '2019-04-12', now(), '{"ward-001.meetings": 3}', '', '[]')"""


@pytest.mark.parametrize(
    ("cells", "told", "copies"),
    [(20, 20, 0), (24_000, 24_000, 0), (48_000, 24_000, 1), (240_000, 24_000, 9), (25_000, 12_500, 1)],
)
def test_no_more_than_24000_cells_are_told_and_the_others_are_their_copies(cells: int, told: int, copies: int) -> None:
    assert parts_of(cells) == (told, copies)


def test_a_table_of_which_nobody_knows_whose_its_rows_are_is_refused() -> None:
    with pytest.raises(ValueError, match=r"reporting_facts\.weather has neither keeper nor feed"):
        copying(Table("reporting_facts.weather", {"day": "date"}))


def test_what_a_schema_says_of_itself_is_not_copied() -> None:
    assert copying(Table("reporting_facts.prepared", {"only_row": "boolean", "sha256": "text"})) is None


@pytest.fixture(scope="module")
async def endpoints(stack: Stack) -> AsyncIterator[Endpoints]:
    async with empty_databases(stack.endpoints.postgres_admin, "reporting") as endpoints:
        admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
        await prepare_database(admin, SERVICE, (), "simulated")
        await admin.close()
        yield endpoints


@pytest.fixture(scope="module")
async def tables(endpoints: Endpoints) -> AsyncIterator[Tables]:
    """Two wards, and each of them copied three times."""
    async with Tables.made(endpoints) as tables:
        await two_wards_and_their_city(tables)
        await copied(endpoints, WARDS, COPIES)
        yield tables


@pytest.mark.connected
async def test_copied_wards_count_as_their_originals_and_the_city_as_all_of_them(tables: Tables) -> None:
    city = await quarter_of_city(tables)

    await check_alike(tables.pool, WARDS, COPIES, QUARTER)
    assert sorted(one.keeper for one in city.keepers) == sorted([*WARDS, *COPIED])
    assert len({one.model_dump_json(include={"figures"}) for one in city.keepers}) == len(WARDS)
    assert pair_of(city.total, "attendance_regular") == tuple(
        sum(one.figures["attendance_regular"][side] for one in city.keepers) for side in (0, 1)
    )


@pytest.mark.connected
async def test_a_copied_ward_opens_to_events_and_units_of_its_own(tables: Tables) -> None:
    original, copy = [await evidence(tables, keeper) for keeper in ("ward-001", "ward-001-3")]

    assert [where_and_when(one) for one in copy.items] == [where_and_when(one) for one in original.items]
    assert not {one.aggregate_id for one in copy.items} & {one.aggregate_id for one in original.items}
    assert copy.head.known == {feed.replace("-001.", "-001-3."): at for feed, at in original.head.known.items()}


@pytest.mark.connected
async def test_what_a_closed_report_is_pinned_to_are_feeds_of_the_copy(tables: Tables) -> None:
    known = await tables.pool.fetchval("SELECT known FROM reporting_revisions.revision WHERE keeper = 'ward-001-2'")

    assert json.loads(known) == {"ward-001-2.meetings": 3}


@pytest.mark.connected
async def test_what_is_copied_already_is_not_copied_again(endpoints: Endpoints, tables: Tables) -> None:
    assert await copied(endpoints, WARDS, COPIES) == {}


@pytest.mark.connected
async def test_a_copy_that_counts_otherwise_is_found(tables: Tables) -> None:
    await quarter_of_city(tables)
    await tables.pool.execute("UPDATE reporting_totals.kept SET sums = '{}' WHERE keeper = 'ward-002-1'")

    with pytest.raises(RuntimeError, match=r"otherwise than their originals: ward-002-1$"):
        await check_alike(tables.pool, WARDS, COPIES, QUARTER)

    # So that it is counted anew for the other tests.
    await tables.pool.execute("DELETE FROM reporting_totals.kept")


async def two_wards_and_their_city(tables: Tables) -> None:
    """Of the wards one has held a meeting more; the city has no committee, so that nothing is counted of it."""
    for more, keeper in enumerate(WARDS):
        history = busy_district(keeper)
        history.tell(*(given.held("C1", date(2019, 2, 11 + day), kind="extraordinary") for day in range(more)))
        await tables.read(history)
    city = History("city")
    city.tell(given.types_adopted("1", given.LONG_AGO))
    await tables.read(city)
    await tables.pool.execute(REVISION, UUID(int=9))


async def quarter_of_city(tables: Tables) -> CityQuarter:
    reporting = replace(tables.reporting("city"), totals=Totals(tables.pool, simulated=True))
    return await reporting.city_quarter(ReadCityQuarter(quarter=QUARTER))


async def evidence(tables: Tables, keeper: str) -> Evidence:
    return await tables.reporting(keeper).evidence(ReadEvidence(figure="attendance_regular", quarter=QUARTER))


def where_and_when(item: EvidenceItem) -> tuple[int, date, str]:
    return item.position, item.day, item.unit_code


def pair_of(report: QuarterReport, key: str) -> tuple[int, int]:
    [figure] = [one for one in report.figures if one.key == key]
    return figure.numerator, figure.denominator or 0
