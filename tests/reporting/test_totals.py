"""Every total of a generated city is the sum of its facts, and one that is not is found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any, NamedTuple, cast

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as made_up

from contracts.city_quarter import ReadCityQuarter
from contracts.message import Part
from contracts.reporting import Evidence, ReadEvidence, ReadParts, ReadQuarter
from services.chassis.messaging.client import Asks
from services.chassis.runtime.prepare import prepare_database
from services.reporting.application import Reporting
from services.reporting.main import SERVICE
from services.reporting.read_models.totals import Totals
from sinhhoat.generation.plan import CityPlan, wards_of
from sinhhoat.stack import Endpoints
from sinhhoat.totals import Checked, Span, check_node, check_quarter
from sinhhoat.totals.asking import A
from tests.generation.given import SMALL, history_of, lived, made
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.histories import districts
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

PLAN: CityPlan = replace(SMALL, cells=14, wards=2, quarters=3, seed=7)
WARDS = [ward.keeper for ward in wards_of(PLAN)]
QUARTER = "2025-Q2"
NUMBERS = count()
Spoil = Callable[[Any], Any]


class Here(NamedTuple):
    """Asks the read models themselves; `spoil` changes answers on their way."""

    tables: Tables
    spoil: Spoil = lambda answer: answer

    async def ask(self, keeper: str, query: Asks[A]) -> A:
        answer: Part = await _answer(self.reporting(keeper), query)
        return cast(A, self.spoil(answer))

    def reporting(self, keeper: str) -> Reporting:
        return replace(self.tables.reporting(keeper), totals=Totals(self.tables.pool, simulated=True))


async def _answer(reporting: Reporting, query: object) -> Part:
    match query:
        case ReadQuarter():
            return await reporting.quarter(query)
        case ReadParts():
            return await reporting.parts(query)
        case ReadEvidence():
            return await reporting.evidence(query)
        case ReadCityQuarter():
            return await reporting.city_quarter(query)
    raise TypeError(query)


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    admin = await asyncpg.connect(module_endpoints.postgres_migration["reporting"])
    await prepare_database(admin, SERVICE, (*WARDS, "city"), "simulated")
    await admin.close()
    async with Tables.made(module_endpoints) as made_tables:
        city = await made(PLAN)
        for ward in wards_of(PLAN):
            await made_tables.read(history_of(await lived(city, ward), ward.keeper))
        yield made_tables


async def of_the_city(here: Here, span: Span) -> Checked:
    checked = Checked()
    await check_node(here, [*WARDS, "city"], span, checked)
    return checked


async def test_every_figure_of_every_unit_and_quarter_is_the_sum_of_its_facts(tables: Tables) -> None:
    checked = await of_the_city(Here(tables), Span(quarters=PLAN.quarters))

    assert checked.wrong == []
    assert checked.quarters == len(WARDS) * PLAN.quarters
    assert checked.units > 2 * PLAN.cells
    assert checked.figures > 2_000


async def test_a_wrong_kept_total_is_found_and_named(tables: Tables) -> None:
    here = Here(tables)
    await here.reporting("city").city_quarter(ReadCityQuarter(quarter=QUARTER))
    spoilt = (
        "UPDATE reporting_totals.kept SET report = replace(report, '\"members\":', '\"members\":1') WHERE keeper = $1"
    )
    await tables.pool.execute(spoilt, WARDS[1])

    checked = await of_the_city(here, Span(QUARTER))

    await tables.pool.execute("DELETE FROM reporting_totals.kept")
    assert {(one.where.keeper, one.where.quarter, one.figure) for one in checked.wrong} == {
        (WARDS[1], QUARTER, "members")
    }


@pytest.mark.parametrize("lens", ["then", "today"])
async def test_a_wrong_part_that_is_kept_of_another_lens_or_moment_is_found_and_named(
    tables: Tables, lens: str
) -> None:
    here = Here(tables)
    await here.reporting("city").city_quarter(ReadCityQuarter(quarter=QUARTER, lens="today"))
    kind = "IS NULL" if lens == "then" else "IS NOT NULL"
    await tables.pool.execute(f"DELETE FROM reporting_totals.part WHERE NOT structure_on {kind}")
    spoilt = "UPDATE reporting_totals.part SET sums = replace(sums, '\"members\":[', '\"members\":[1')"
    spoiled = await tables.pool.fetch(f"{spoilt} RETURNING keeper")

    checked = await of_the_city(here, Span(QUARTER))

    await tables.pool.execute("DELETE FROM reporting_totals.part")
    assert {(one.where.keeper, one.figure) for one in checked.wrong} == {(row["keeper"], "members") for row in spoiled}


async def test_an_event_that_is_missing_from_evidence_is_found(tables: Tables) -> None:
    def spoil(answer: Any) -> Any:
        lacking = isinstance(answer, Evidence) and answer.figure.key == "visits"
        return answer.model_copy(update={"items": answer.items[1:], "total": answer.total - 1}) if lacking else answer

    checked = Checked()
    await check_quarter(Here(tables, spoil), WARDS[0], QUARTER, checked)

    assert {one.figure for one in checked.wrong} == {"visits"}


async def test_a_city_that_adds_up_wrongly_is_found(tables: Tables) -> None:
    def spoil(answer: Any) -> Any:
        if not hasattr(answer, "keepers"):
            return answer
        return answer.model_copy(update={"total": answer.total.model_copy(update={"members": 1})})

    checked = await of_the_city(Here(tables, spoil), Span(QUARTER))

    assert {(one.where.keeper, one.figure) for one in checked.wrong} == {("city", "members")}


async def test_a_cell_that_moves_in_the_quarter_counts_in_its_two_committees_as_in_the_whole(tables: Tables) -> None:
    history = busy_district("moving")
    for day in (date(2019, 1, 5), date(2019, 2, 5)):
        history.tell(given.held("A2", day, unexcused_in_three_months=2))
    await tables.read(history)

    checked = Checked()
    await check_quarter(Here(tables), "moving", "2019-Q1", checked)

    assert checked.wrong == []


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.too_slow],
)
@made_up(history=districts(lambda: f"adding-up-{next(NUMBERS)}"))
async def test_whatever_a_district_tells_adds_up(tables: Tables, history: History) -> None:
    await tables.read(history)

    checked = Checked()
    for quarter in ("2018-Q4", "2019-Q1"):
        await check_quarter(Here(tables), history.keeper, quarter, checked)

    assert checked.wrong == []
