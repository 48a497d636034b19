"""A city's quarter as the city knew it at a moment, and under the structure of one day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from contracts.analyses import ReadCityComparison
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.projection import prepare
from services.chassis.projection.rebuild.elsewhere import Elsewhere
from services.chassis.projection.rebuild.own_rows import KeepsOwnRows, copy_until
from services.chassis.runtime.prepare import prepare_database
from services.reporting.application import Reporting
from services.reporting.facts import Facts
from services.reporting.main import SERVICE
from services.reporting.read_models.totals import Totals
from sinhhoat.stack import Endpoints
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.history import BEGINNING, History
from tests.reporting.replayed import as_of_nowhere, built, by_feed
from tests.reporting.tables import Tables
from tests.reporting.test_city_quarter import pairs

pytestmark = pytest.mark.connected

QUARTER = "2019-Q1"
KEEPERS = ("ward-001", "ward-002")
MARCH, APRIL, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 6))
LATE = 5
"""So many events of the second ward were delivered in June."""


def ward(keeper: str) -> History:
    """A busy one; its last events are meetings that were recorded in January like all others."""
    history = busy_district(keeper)
    history.tell(*(given.held("C1", date(2019, 2, 11 + day), kind="extraordinary") for day in range(LATE)))
    return history


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    """Both wards, the second one cut off until June; both counted and kept as of now."""
    admin = await asyncpg.connect(module_endpoints.postgres_migration["reporting"])
    await prepare_database(admin, SERVICE, (*KEEPERS, "city"), "simulated")
    await admin.close()
    async with Tables.made(module_endpoints) as made:
        await made.read(ward("ward-001"))
        late = list(ward("ward-002").received())
        await made.apply(late[:-LATE])
        await made.pool.execute("UPDATE reporting_facts.arrival SET at = $1", MARCH)
        await made.apply(late[-LATE:])
        await made.pool.execute("UPDATE reporting_facts.arrival SET at = $1 WHERE at <> $2", JUNE, MARCH)
        yield made


def city_of(tables: Tables, *, simulated: bool = False) -> Reporting:
    return replace(tables.reporting("city"), totals=Totals(tables.pool, simulated=simulated))


async def asked(tables: Tables, **moment: object) -> CityQuarter:
    query = ReadCityQuarter.model_validate({"quarter": QUARTER, **moment})
    return await city_of(tables).city_quarter(query)


def meetings(answer: CityQuarter) -> dict[str, int]:
    return {one.keeper: one.figures["opinions"][1] for one in answer.keepers}


async def test_what_was_recorded_in_march_and_delivered_in_june_was_not_known_in_april(tables: Tables) -> None:
    now, april, june = await asked(tables), await asked(tables, known_at=APRIL), await asked(tables, known_at=JUNE)

    assert meetings(april)["ward-001"] == meetings(now)["ward-001"]
    assert meetings(april)["ward-002"] == meetings(now)["ward-002"] - LATE
    assert pairs(june.total) == pairs(now.total)
    assert april.total.head.known["ward-002.meetings"] < now.total.head.known["ward-002.meetings"]


async def test_the_quarters_of_a_comparison_are_all_as_known_at_one_moment(tables: Tables) -> None:
    moment = {"known_at": APRIL, "lens": "today", "structure_on": date(2019, 4, 2)}
    query = ReadCityComparison.model_validate({"quarters": 2, "figures": ["opinions"], **moment})
    april = await asked(tables, **moment)

    compared = await city_of(tables).city_comparison(query)

    assert compared.head == april.total.head
    assert [line.key for line in compared.lines] == ["opinions", *(f"opinions@{keeper}" for keeper in KEEPERS)]
    newest = [line.periods[0].figures[0] for line in compared.lines[1:]]
    assert [(one.numerator, one.denominator) for one in newest] == [one.figures["opinions"] for one in april.keepers]
    assert {line.periods[1].quarter for line in compared.lines} == {"2018-Q4"}


async def test_before_anything_arrived_nothing_is_known(tables: Tables) -> None:
    with pytest.raises(Refused) as refused:
        await asked(tables, known_at=datetime(2026, 2, 1, tzinfo=UTC))

    assert refused.value.code == "nothing_known"


async def test_a_kept_answer_comes_out_again_at_the_positions_that_it_names(tables: Tables) -> None:
    april = await asked(tables, known_at=APRIL)

    again = await asked(tables, known=april.total.head.known)

    assert again == april


async def test_what_a_keeper_tells_of_another_moment_is_what_he_tells_himself(tables: Tables) -> None:
    april = await asked(tables, known_at=APRIL)

    for one in april.keepers:
        report = await tables.reporting(one.keeper).quarter(ReadQuarter(quarter=QUARTER, known=one.known))
        assert one.figures == pairs(report)


async def test_under_the_structure_of_a_day_the_city_is_the_sum_of_its_keepers_under_it(tables: Tables) -> None:
    day = date(2019, 4, 2)

    answer = await asked(tables, lens="today", structure_on=day)

    assert (answer.total.head.lens, answer.total.head.structure_on) == ("today", day)
    for one in answer.keepers:
        question = ReadQuarter(quarter=QUARTER, lens="today", structure_on=day)
        assert one.figures == pairs(await tables.reporting(one.keeper).quarter(question))


async def test_without_a_day_or_quarter_those_of_what_was_known_last_are_meant(tables: Tables) -> None:
    answer = await city_of(tables).city_quarter(ReadCityQuarter(known_at=APRIL, lens="today"))

    assert answer.total.head.structure_on == BEGINNING.date()
    assert answer.total.head.quarter == QUARTER


async def test_simulated_histories_arrive_when_they_are_recorded(tables: Tables) -> None:
    last = max(event.recorded_at for event in ward("ward-002").received())

    answers = [
        await city_of(tables, simulated=True).city_quarter(ReadCityQuarter(quarter=QUARTER, known_at=instant))
        for instant in (BEGINNING + timedelta(minutes=8), last)
    ]

    assert answers[0].total.head.known["ward-002.registry"] > answers[0].total.head.known["ward-002.meetings"] == 0
    assert pairs(answers[1].total) == pairs((await asked(tables)).total)


async def test_from_a_replay_of_a_kept_answer_the_city_is_the_one_that_was_kept(
    tables: Tables, module_endpoints: Endpoints
) -> None:
    wards = [ward(keeper) for keeper in KEEPERS]
    kept = {lens: await asked(tables, lens=lens, known_at=APRIL) for lens in ("then", "today")}
    parts = "SELECT keeper, counted_with, positions FROM reporting_totals.part ORDER BY 1, 2, 3"
    before = await tables.pool.fetch(parts)

    await built(module_endpoints, wards[0], "april", by_feed(kept["then"].total.head.known), wards[1])

    for lens, answer in kept.items():
        replayed = await asked(tables, lens=lens, replay="april")
        assert replayed.total.head.replay == "april"
        assert replayed.keepers == answer.keepers
        assert as_of_nowhere(replayed.total) == answer.total
        assert await asked(tables, lens=lens, replay="april", known_at=APRIL) == replayed
    assert await tables.pool.fetch(parts) == before
    assert pairs((await asked(tables)).total) != pairs(kept["then"].total)


async def test_a_replay_holds_the_keepers_that_it_was_built_of(tables: Tables, module_endpoints: Endpoints) -> None:
    known = (await asked(tables)).total.head.known
    alone = {feed: position for feed, position in known.items() if feed.startswith("ward-001.")}
    await built(module_endpoints, ward("ward-001"), "alone", by_feed(alone))

    answer = await asked(tables, replay="alone")

    report = await tables.reporting("ward-001").quarter(ReadQuarter(quarter=QUARTER))
    assert [one.keeper for one in answer.keepers] == ["ward-001"]
    assert pairs(answer.total) == pairs(report)


@pytest.mark.parametrize(("more", "code"), [({}, "replay_unknown"), ({"lens": "reported"}, "reported_is_pinned")])
async def test_a_city_has_no_replay_that_nobody_built_nor_of_what_was_signed(
    tables: Tables, more: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await asked(tables, replay="nobody", **more)

    assert refused.value.code == code


async def test_an_event_that_is_applied_again_has_arrived_before(tables: Tables) -> None:
    noted = "SELECT count(*) FROM reporting_facts.arrival"
    before = await tables.pool.fetchval(noted)
    first, *_ = ward("ward-001").received()

    async with tables.pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM reporting_facts.told WHERE keeper = $1 AND position = 1", "ward-001")
        await Facts().apply(connection, [first._replace(contract="nobody.Knows.v1", body=b"{}")])

    assert await tables.pool.fetchval(noted) == before


async def test_a_rebuild_copies_when_things_arrived_also_from_tables_that_never_noted_it(
    tables: Tables, module_endpoints: Endpoints
) -> None:
    assert isinstance(Facts(), KeepsOwnRows)
    admin = await asyncpg.connect(module_endpoints.postgres_migration["reporting"])
    await prepare(admin, Elsewhere(Facts(), "elsewhere"), "reporting_owner", "reporting_service")
    await admin.execute("INSERT INTO elsewhere.arrival (feed, position) VALUES ('ward-001.meetings', 1)")
    ends = {Feed("ward-001", "meetings"): At(10**6, "")}

    await copy_until(admin, Facts(), "elsewhere", ends, ["arrival", "dropped"])
    copied = await admin.fetch("SELECT * FROM elsewhere.arrival")
    await admin.execute("ALTER TABLE reporting_facts.arrival RENAME TO arrival_of_before")
    await copy_until(admin, Facts(), "elsewhere", ends, ["arrival", "dropped"])
    stayed = await admin.fetch("SELECT * FROM elsewhere.arrival")
    await admin.execute("ALTER TABLE reporting_facts.arrival_of_before RENAME TO arrival")
    await admin.close()

    assert {row["at"] for row in copied} == {MARCH}
    assert stayed == copied
