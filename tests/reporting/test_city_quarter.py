"""The quarter of a city is what its keepers add up to, and what is kept of them is what would be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from contracts.analyses import ReadCityComparison
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.reporting import QuarterReport, ReadQuarter
from services.chassis.errors import Refused
from services.chassis.runtime.prepare import prepare_database
from services.reporting.application import Reporting
from services.reporting.main import SERVICE
from services.reporting.read_models.totals import Totals
from sinhhoat.stack import Endpoints
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

QUARTER = "2019-Q1"
KEEPERS = ("ward-001", "ward-002", "ward-003")


@pytest.fixture
async def tables(one_database: Endpoints) -> AsyncIterator[Tables]:
    admin = await asyncpg.connect(one_database.postgres_migration["reporting"])
    await prepare_database(admin, SERVICE, (*KEEPERS, "city"), "simulated")
    await admin.close()
    async with Tables.made(one_database) as made:
        yield made


async def a_city(tables: Tables) -> Reporting:
    for number, keeper in enumerate(KEEPERS):
        await tables.read(ward(keeper, number))
    return at(tables, "city")


def ward(keeper: str, more: int) -> History:
    """A busy ward in which so many meetings were held besides."""
    history = busy_district(keeper)
    for day in range(more):
        history.tell(given.held("C1", date(2019, 2, 11 + day), kind="extraordinary"))
    return history


def at(tables: Tables, keeper: str) -> Reporting:
    """What reporting answers at a keeper, from what it keeps."""
    return replace(tables.reporting(keeper), totals=Totals(tables.pool, simulated=True))


async def city(reporting: Reporting) -> CityQuarter:
    return await reporting.city_quarter(ReadCityQuarter(quarter=QUARTER))


async def counted(tables: Tables, keeper: str) -> QuarterReport:
    """From the facts, whatever is kept."""
    return await tables.reporting(keeper).quarter(ReadQuarter(quarter=QUARTER))


def pairs(report: QuarterReport) -> dict[str, tuple[int, int]]:
    listed = [*report.figures, *report.coverage, *report.visited_coverage]
    stocks = {key: getattr(report, key) for key in ("members", "observers", "assignments")} | dict(report.units)
    found = {one.key: (one.numerator, one.denominator or 0) for one in listed}
    return {key: pair for key, pair in (found | {key: (n, 0) for key, n in stocks.items()}).items() if pair != (0, 0)}


async def kept(tables: Tables) -> dict[str, str]:
    rows = await tables.pool.fetch("SELECT keeper, counted_at FROM reporting_totals.kept")
    return {row["keeper"]: row["counted_at"] for row in rows}


async def test_every_figure_of_the_city_is_the_sum_of_its_keepers_and_theirs_of_the_facts(tables: Tables) -> None:
    reporting = await a_city(tables)

    answer = await city(reporting)

    reports = {keeper: pairs(await counted(tables, keeper)) for keeper in KEEPERS}
    assert {one.keeper: one.figures for one in answer.keepers} == reports
    numerators, denominators = Counter[str](), Counter[str]()
    for figures in reports.values():
        numerators.update({key: pair[0] for key, pair in figures.items()})
        denominators.update({key: pair[1] for key, pair in figures.items()})
    assert pairs(answer.total) == {key: (numerators[key], denominators[key]) for key in numerators}
    assert {feed.split(".")[0] for feed in answer.total.head.known} == {*KEEPERS}
    beside = await reporting.city_comparison(ReadCityComparison(quarter=QUARTER, quarters=1, figures=["opinions"]))
    [whole, *each] = [line.periods[0].figures[0] for line in beside.lines]
    assert (whole.numerator, whole.denominator) == (numerators["opinions"], denominators["opinions"])
    assert [(one.numerator, one.denominator) for one in each] == [reports[one]["opinions"] for one in KEEPERS]


async def test_what_is_kept_of_a_keeper_is_its_report_to_the_letter(tables: Tables) -> None:
    await city(await a_city(tables))

    for keeper in KEEPERS:
        assert await at(tables, keeper).quarter(ReadQuarter(quarter=QUARTER)) == await counted(tables, keeper)


async def test_only_what_was_told_of_since_is_counted_again(tables: Tables) -> None:
    reporting = await a_city(tables)
    former, before = await city(reporting), await kept(tables)

    history = ward("ward-002", 1)
    history.tell(given.held("C1", date(2019, 3, 28)))
    await tables.apply(list(history.received())[-1:])
    latter, after = await city(reporting), await kept(tables)

    assert {keeper for keeper in KEEPERS if before[keeper] != after[keeper]} == {"ward-002"}
    assert former.total.figures != latter.total.figures
    assert pairs(latter.total) == pairs((await city(reporting)).total)
    figures = {one.keeper: one.figures for one in latter.keepers}
    assert figures["ward-002"] == pairs(await counted(tables, "ward-002"))


async def test_an_event_that_was_set_aside_has_its_keeper_counted_again(tables: Tables) -> None:
    reporting = await a_city(tables)
    await city(reporting)

    await tables.pool.execute(
        "INSERT INTO reporting_facts.parked VALUES ('ward-001.meetings', 1, $1, '', 'error', now())",
        an_id("somewhere"),
    )

    assert (await city(reporting)).total.head.parked == 1


async def test_a_question_about_another_moment_or_unit_is_not_answered_from_what_is_kept(tables: Tables) -> None:
    await city(await a_city(tables))
    await tables.pool.execute("UPDATE reporting_totals.kept SET report = 'spoilt'")

    reporting = at(tables, "ward-001")

    for question in (
        ReadQuarter(quarter=QUARTER, unit_code="A"),
        ReadQuarter(quarter=QUARTER, known={"ward-001.meetings": 3}),
        ReadQuarter(quarter="2018-Q4"),
        ReadQuarter(),
    ):
        assert (await reporting.quarter(question)).head.keeper == "ward-001"


async def test_without_a_quarter_the_newest_of_any_keeper_is_meant(tables: Tables) -> None:
    reporting = await a_city(tables)

    assert (await reporting.city_quarter(ReadCityQuarter())).total.head.quarter == "2019-Q2"


async def test_a_city_of_which_nothing_is_known_has_no_quarter(tables: Tables) -> None:
    for question in (ReadCityQuarter(), ReadCityQuarter(quarter=QUARTER)):
        with pytest.raises(Refused) as refused:
            await at(tables, "city").city_quarter(question)

        assert refused.value.code == "nothing_known"


async def test_a_quarter_that_no_event_since_can_have_changed_is_not_counted_again(tables: Tables) -> None:
    reporting = await a_city(tables)
    await city(reporting)
    marked = (
        "UPDATE reporting_totals.kept SET report = replace(report, '\"members\":', '\"members\":77') WHERE keeper = $1"
    )
    await tables.pool.execute(marked, "ward-002")
    history = ward("ward-002", 1)
    history.tell(given.held("C1", date(2019, 4, 28)))
    await tables.apply(list(history.received())[-1:])

    report = await at(tables, "ward-002").quarter(ReadQuarter(quarter=QUARTER))

    assert str(report.members).startswith("77")
    assert report.head == (await counted(tables, "ward-002")).head


async def test_whatever_comes_in_whichever_batches_what_is_kept_is_what_would_be_counted(tables: Tables) -> None:
    """A late meeting, a score of a former quarter, a release, a move: each of them alone, after everything was kept."""
    history = busy_district("ward-001")
    events = list(history.received())
    await tables.apply(events[:12])
    kept_here = at(tables, "ward-001")

    for start in range(12, len(events), 3):
        await tables.apply(events[start : start + 3])
        for quarter in ("2018-Q4", QUARTER, "2019-Q2"):
            question = ReadQuarter(quarter=quarter)
            assert await kept_here.quarter(question) == await tables.reporting("ward-001").quarter(question)
