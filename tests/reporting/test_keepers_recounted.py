"""Units that pass between two keepers, whatever else is told: under the structure of any day each fact counts once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.duties import ListDuties
from contracts.registry import UnitHandedOver
from contracts.reporting import ReadQuarter
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE_TODAY
from services.reporting.catalogue.evidence import Statements
from services.reporting.duties import statements
from services.reporting.read_models import asked, today
from sinhhoat.recount.among import AskedToday, counted_among
from sinhhoat.recount.asked import Pair, Raw
from sinhhoat.recount.comparing import answered, apart
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.today import DistrictOfADay
from tests.reporting import given as told
from tests.reporting.followed import gathering, guided
from tests.reporting.histories import DAYS
from tests.reporting.history import History, an_id
from tests.reporting.passing import Between, districts_and_wards
from tests.reporting.reporting_committees import APRIL, opened, submitted
from tests.reporting.tables import Tables
from tests.reporting.test_lenses import taken_over

pytestmark = pytest.mark.connected

STEADY = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NUMBERS = count()
LATER = date(2030, 1, 1)

Vectors = Mapping[str, Mapping[str, int]]


class Question(tuple[str, str, Quarter, date]):
    """Keeper, code of a unit of his, quarter, and the day whose structure is shown."""


def raws(between: Between, vectors: Vectors) -> dict[str, Raw]:
    histories = {one.keeper: one for one in (between.district, between.ward)}
    return {keeper: histories[keeper].raw(vector) for keeper, vector in vectors.items()}


def counted(between: Between, vectors: Vectors, question: Question) -> dict[str, Pair]:
    """Every keeper's part of the figures."""
    keeper, code, quarter, day = question
    events = [one.event for name, one in between.told if one.position <= vectors[name].get(one.service, one.position)]
    return counted_among(raws(between, vectors), events, AskedToday(keeper, code, quarter, day))


async def wrong(tables: Tables, between: Between, vectors: Vectors, question: Question) -> list[str]:
    """Where the answer differs from what the two recounts add up to, and the list of duties from the figures."""
    keeper, code, quarter, day = question
    async with tables.pool.acquire() as connection:
        read = await today.keepers(connection, keeper)
    known = {f"{one}.{service}": at for one in read for service, at in vectors[one].items()}
    query = ReadQuarter(quarter=quarter.name, unit_code=code, lens="today", structure_on=day, known=known)
    reporting, expected = tables.reporting(keeper), counted(between, vectors, question)
    figures = answered(await reporting.quarter(query))
    listed = await reporting.duties(ListDuties(**dict(query), on=LATER, limit=1), LATER)
    owed = {one.figure or one.duty: (one.discharged, one.opened) for one in listed.counts}
    where = f"{keeper} {code} {quarter.name} {day}"
    return [
        *apart(where, {**figures, "quarterly_report": owed["quarterly_report"]}, expected),
        *apart(f"duties of {where}", owed, {key: expected[key] for key in owed}),
    ]


@st.composite
def moments(draw: st.DrawFn, between: Between) -> tuple[Vectors, Question]:
    """Both registries are known as of one moment, every other feed as of one of its own."""
    histories = (between.district, between.ward)

    def at(step: int, keeper: str) -> dict[str, int]:
        told = [one for name, one in between.told[: between.steps[step]] if name == keeper]
        return History(keeper, told).vector

    step = st.integers(0, len(between.steps) - 1)
    registries = draw(step)
    vectors = {
        one.keeper: {
            service: at(registries if service == "registry" else draw(step), one.keeper)[service]
            for service in one.vector
        }
        for one in histories
    }
    day = draw(st.sampled_from([*DAYS, date(2020, 1, 1)]))
    keeper = draw(st.sampled_from([one.keeper for one in histories]))
    own = DistrictOfADay(raws(between, vectors)[keeper].events, day)
    here = [code for code, unit_id in zip(own.codes, own.unit_ids, strict=True) if own.on(unit_id, day) is not None]
    code = draw(st.sampled_from([here[0], here[0], *here]))
    quarter = draw(st.sampled_from(["2018-Q4", "2019-Q1", "2019-Q1", "2019-Q2"]))
    return vectors, Question((keeper, code, Quarter.parse(quarter), day))


@STEADY
@given(between=districts_and_wards(lambda: f"between-{next(NUMBERS)}"), data=st.data())
async def test_what_two_keepers_tell_is_counted_once_where_it_stands_under_the_structure_of_any_day(
    tables: Tables, between: Between, data: st.DataObject
) -> None:
    await tables.read(between.district)
    await tables.read(between.ward)

    for _ in range(2):
        assert await wrong(tables, between, *data.draw(moments(between))) == []


def passed_in_february(name: str) -> Between:
    """A committee with two cells, handed over on 15 February after all had done their duties; A1 does some again."""
    middle, keepers = date(2019, 2, 15), (f"{name}-district", f"{name}-ward")
    district, ward = History(keepers[0]), History(keepers[1])
    district.tell(told.types_adopted("1", told.LONG_AGO), told.established("HU", None))
    district.tell(
        told.established("A", "HU"), told.established("A1", "A", "SCHOOL"), told.established("A2", "A", "SCHOOL")
    )
    for cell in ("A1", "A2"):
        held = told.held(cell, date(2019, 2, 10), unexcused_in_three_months=2)
        district.tell(held, told.themed(cell, date(2019, 1, 1)), told.held(cell, date(2019, 2, 11), kind="thematic"))
    guidance = guided("A", f"{name}-guidance", date(2019, 2, 28)).model_copy(update={"issuer_id": an_id("A")})
    district.tell(gathering("A", date(2019, 2, 1), "secretaries_briefing"), guidance)
    district.tell(opened("A"), submitted("A", APRIL[9]))
    district.tell(
        *(UnitHandedOver(unit_id=an_id(x), to_keeper=keepers[1], effective_on=middle) for x in ("A2", "A1", "A"))
    )
    ward.tell(told.types_adopted("1", told.LONG_AGO), told.established("W", None))
    for code, above, kind in (("A", "W", None), ("A1", "A", "SCHOOL"), ("A2", "A", "SCHOOL")):
        ward.tell(taken_over(code, above, kind, middle).model_copy(update={"from_keeper": keepers[0]}))
    ward.tell(told.held("A1", date(2019, 3, 20), unexcused_in_three_months=1))
    both = [(history.keeper, one) for history in (district, ward) for one in history.told]
    return Between(district, ward, both, [len(both)])


def asked_at_the_ward(between: Between) -> tuple[Vectors, Question]:
    vectors = {history.keeper: history.vector for history in (between.district, between.ward)}
    return vectors, Question((between.ward.keeper, "W", Quarter.parse("2019-Q1"), date(2020, 1, 1)))


async def test_facts_of_the_former_keeper_that_are_left_out_are_found(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def alone(connection: Connection, keeper: str, registries: Mapping[str, int] | None = None) -> list[str]:
        return [keeper]

    between = passed_in_february("left-out")
    for history in (between.district, between.ward):
        await tables.read(history)

    right = await wrong(tables, between, *asked_at_the_ward(between))
    monkeypatch.setattr(today, "keepers", alone)
    found = await wrong(tables, between, *asked_at_the_ward(between))

    assert right == []
    assert found


BY_NOBODY = ("FROM passed_committee p", "FROM (SELECT * FROM passed_committee LIMIT 0) p")
FAULTS = {
    "a plan made at the former keeper is none": ("themes_planned", "planned_theme", "p.due_on = $3", "false"),
    "what was declared there is not": ("unexcused_declared", "declaring", "p.due_on = $3", "false"),
    "who declared to both has twice": ("unexcused_declared", "declaring", "e.keeper = p.keeper OR", ""),
    "what was declared first is added": ("three_months", "last_declared", "(e.day, e.keeper) > (m.day, $1)", "false"),
    "a briefing at the former keeper is none": ("briefings", "briefing", *BY_NOBODY),
    "guidance of the former keeper is none": ("guidance_months", "guided_month", *BY_NOBODY),
    "the list knows no other keeper's briefings": ("briefings", "briefing_elsewhere", "e.month = d.month", "false"),
    "nor his guidance": ("guidance_months", "guidance_elsewhere", "e.month = d.month", "false"),
}
"""Fault -> a part of the figure's key by which it is found, and what is planted where."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_owed_once_and_counted_by_one_keeper_alone_is_found(
    fault: str, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = passed_in_february(f"owed-once-{list(FAULTS).index(fault)}")
    for history in (between.district, between.ward):
        await tables.read(history)
    key, table, text, planted = FAULTS[fault]
    right = EVIDENCE_TODAY
    assert text in right.tables[table]
    wrongly = {**right.tables, table: right.tables[table].replace(text, planted)}
    monkeypatch.setattr(asked, "EVIDENCE_TODAY", Statements(wrongly, right.rows))

    found = await wrong(tables, between, *asked_at_the_ward(between))

    assert any(key in line for line in found)


async def test_a_list_that_knows_only_its_own_keepers_reports_is_found(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = passed_in_february("own-reports")
    for history in (between.district, between.ward):
        await tables.read(history)
    text = "v (keeper, position)),"
    assert statements.OPENED.count(text) == 1
    monkeypatch.setattr(
        statements, "OPENED", statements.OPENED.replace(text, "v (keeper, position) WHERE keeper = $1),")
    )

    found = await wrong(tables, between, *asked_at_the_ward(between))

    assert any("quarterly_report" in line for line in found)
