"""A part that is kept is used where counting would give the same, in each lens and at any moment, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, product

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.city_quarter import ReadCityQuarter
from contracts.message import Event
from contracts.registry import UnitLevelChanged
from contracts.reporting import Pair
from services.chassis.runtime.prepare import prepare_database
from services.reporting.main import SERVICE
from services.reporting.quarters import Quarter
from services.reporting.read_models import city_quarter, kept_parts
from services.reporting.read_models.in_numbers import SUMS
from services.reporting.read_models.kept_parts import Part, Wanted
from services.reporting.read_models.settled import UNSETTLED, settled
from services.reporting.read_models.totals import Totals, counted_at, counted_with
from sinhhoat.stack import Endpoints
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.histories import districts
from tests.reporting.history import History, an_id
from tests.reporting.reshaping import reshaped_districts
from tests.reporting.tables import Tables
from tests.reporting.test_city_quarter import pairs

pytestmark = pytest.mark.connected

NUMBERS = count()
Q1, Q2 = Quarter.parse("2019-Q1"), Quarter.parse("2019-Q2")
APRIL, MAY, AUGUST = date(2019, 4, 28), date(2019, 5, 15), date(2019, 8, 1)
DAYS = (date(2018, 6, 1), date(2019, 1, 15), Q1.last, Q1.last + timedelta(days=1), AUGUST)
FEW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.too_slow],
)


def made_up(name: str) -> st.SearchStrategy[History]:
    """Districts in which much happens, and such as are reshaped all the time."""

    def keeper() -> str:
        return f"{name}-{next(NUMBERS)}"

    return st.one_of(districts(keeper), reshaped_districts(keeper))


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    admin = await asyncpg.connect(module_endpoints.postgres_migration["reporting"])
    await prepare_database(admin, SERVICE, ("city",), "simulated")
    await admin.close()
    async with Tables.made(module_endpoints) as made:
        yield made


def vector_after(history: History, events: int) -> dict[str, int]:
    """What is known when so many of its events have been told."""
    return History(history.keeper, history.told[:events]).vector


async def wanted(tables: Tables, keeper: str, vector: dict[str, int], day: date | None) -> Wanted:
    at = await counted_at(tables.pool, [keeper])
    return Wanted(keeper, {keeper: vector}, day, counted_with([keeper], at))


async def counted(tables: Tables, one: Wanted, quarter: Quarter) -> dict[str, Pair]:
    """From the facts, whatever is kept."""
    return pairs(await tables.reporting(one.keeper).quarter(one.question(quarter.name)))


async def found(tables: Tables, one: Wanted, quarter: Quarter) -> dict[str, Pair] | None:
    async with tables.pool.acquire() as connection:
        parts = await kept_parts.find(connection, quarter, [one])
    return dict(SUMS.decode(parts[one.keeper].sums).figures) if one.keeper in parts else None


async def keep(tables: Tables, one: Wanted, quarter: Quarter) -> Part | None:
    return await Totals(tables.pool, simulated=True).count_part(quarter.name, one)


@FEW
@drawn(data=st.data(), history=made_up("parts"))
async def test_whatever_is_found_is_what_would_be_counted(
    tables: Tables, data: st.DataObject, history: History
) -> None:
    await tables.read(history)
    moments = st.tuples(st.integers(9, len(history.told)), st.sampled_from([None, *DAYS[1:]]))
    for events, day in data.draw(st.lists(moments, min_size=2, max_size=2)):
        await keep(tables, await wanted(tables, history.keeper, vector_after(history, events), day), Q1)

    for events, day in data.draw(st.lists(moments, min_size=4, max_size=4)):
        one = await wanted(tables, history.keeper, vector_after(history, events), day)
        figures = await found(tables, one, Q1)

        assert figures is None or figures == await counted(tables, one, Q1)


@FEW
@drawn(events=st.integers(9, 60), history=made_up("settled"))
async def test_whoever_is_settled_has_the_same_figures_in_both_lenses(
    tables: Tables, events: int, history: History
) -> None:
    await tables.read(history)
    vector = vector_after(history, events)

    for quarter, day in product((Q1, Q2), (Q1.last, AUGUST)):
        if await is_settled(tables, history.keeper, vector, quarter, day):
            both = [await wanted(tables, history.keeper, vector, lens) for lens in (None, day)]
            then, today = [await counted(tables, one, quarter) for one in both]
            assert then == today


async def is_settled(
    tables: Tables, keeper: str, vector: dict[str, int], quarter: Quarter, day: date, sql: str = UNSETTLED
) -> bool:
    async with tables.pool.acquire() as connection:
        return keeper in await settled(connection, {keeper: vector["registry"]}, quarter, day, sql)


def of_two_committees(keeper: str, *more: Event) -> History:
    """A with A1 and A2, B with B1 below HU; each cell met in April and has a roll."""
    history = History(keeper)
    history.tell(given.types_adopted("1", given.LONG_AGO, grassroots_levels=["ward"]), given.established("HU", None))
    history.tell(given.established("A", "HU"), given.established("B", "HU"))
    for cell, kind in (("A1", "RESIDENTIAL"), ("A2", "SCHOOL"), ("B1", "ENTERPRISE")):
        history.tell(given.established(cell, cell[0], kind), given.roll(cell, date(2019, 1, 1), 10))
        history.tell(given.held(cell, date(2019, 4, 3)))
    history.tell(*more)
    return history


OTHERS = {"RESIDENTIAL": "sector", "SCHOOL": "sector", "ENTERPRISE": "sector"}
CHANGED: dict[str, Sequence[Event]] = {
    "moved": [given.moved("A2", "HU", AUGUST)],
    "alone": [given.dissolved("B", MAY)],
    "continued": [
        given.established("B2", "B"),
        given.dissolved("A1", MAY),
        given.dissolved("A2", MAY),
        given.dissolved("A", MAY),
        given.merged("A", "B2", MAY),
    ],
    "tops": [UnitLevelChanged(unit_id=an_id("HU"), effective_on=date(2019, 2, 1), level="ward")],
    "regrouped": [given.types_adopted("2", date(2019, 7, 1), OTHERS)],
}
"""What the second quarter is counted otherwise for, under the structure of August."""


@pytest.mark.parametrize("name", CHANGED)
async def test_without_any_one_of_its_rules_somebody_would_be_taken_for_settled_who_is_not(
    tables: Tables, name: str
) -> None:
    history = of_two_committees(f"not-settled-{name}", *CHANGED[name])
    await tables.read(history)
    without = re.sub(rf"(UNION )?SELECT keeper FROM {name}\b", r"\1SELECT NULL::text AS keeper WHERE false", UNSETTLED)
    both = [await wanted(tables, history.keeper, history.vector, lens) for lens in (None, AUGUST)]

    then, today = [await counted(tables, one, Q2) for one in both]

    assert then != today
    assert not await is_settled(tables, history.keeper, history.vector, Q2, AUGUST)
    assert await is_settled(tables, history.keeper, history.vector, Q2, AUGUST, without)


async def test_changes_before_the_quarter_leave_a_keeper_settled(tables: Tables) -> None:
    history = of_two_committees("settled-again", given.moved("A2", "B", date(2019, 2, 1)))
    history.tell(given.dissolved("A1", Q2.first), given.merged("A1", "B1", Q2.first))
    history.tell(given.renamed("HU", "Another name", MAY), given.established("B2", "B", "SCHOOL", MAY))
    await tables.read(history)
    then, today = [await wanted(tables, history.keeper, history.vector, lens) for lens in (None, AUGUST)]

    assert await is_settled(tables, history.keeper, history.vector, Q2, AUGUST)
    assert not await is_settled(tables, history.keeper, history.vector, Q1, AUGUST)
    assert await counted(tables, then, Q2) == await counted(tables, today, Q2)


@pytest.mark.parametrize("day", [None, AUGUST])
async def test_a_part_is_used_at_another_moment_unless_something_was_told_between_the_two(
    tables: Tables, day: date | None
) -> None:
    keeper = f"between-{day}".lower()
    history = busy_district(keeper)
    before = history.vector
    history.tell(given.held("C1", APRIL))
    unmoved = history.vector
    history.tell(given.held("C1", date(2019, 3, 28)))
    await tables.read(history)
    await keep(tables, await wanted(tables, keeper, before, day), Q1)

    moments = [await wanted(tables, keeper, vector, day) for vector in (before, unmoved, history.vector)]
    figures = [await found(tables, one, Q1) for one in moments]

    assert figures == [*[await counted(tables, moments[0], Q1)] * 2, None]
    await keep(tables, moments[2], Q1)
    assert await found(tables, moments[2], Q1) == await counted(tables, moments[2], Q1)
    assert await found(tables, moments[1], Q1) == figures[0]


async def test_a_part_of_one_day_is_used_for_another_unless_the_structure_changed_between_the_two(
    tables: Tables,
) -> None:
    history = of_two_committees("days", given.moved("A2", "HU", AUGUST))
    await tables.read(history)
    days = [MAY, AUGUST - timedelta(days=1), AUGUST, AUGUST + timedelta(days=9)]
    may, july, august, later = [await wanted(tables, "days", history.vector, day) for day in days]
    await keep(tables, may, Q2)

    assert await found(tables, july, Q2) == await counted(tables, july, Q2)
    assert await found(tables, august, Q2) is None
    await keep(tables, later, Q2)
    assert await found(tables, august, Q2) == await counted(tables, august, Q2)
    assert await found(tables, may, Q2) == await counted(tables, may, Q2)


async def test_what_was_counted_with_other_tables_is_not_used(tables: Tables) -> None:
    history = busy_district("other-tables")
    await tables.read(history)
    one = await wanted(tables, "other-tables", history.vector, None)
    await keep(tables, one, Q1)

    assert await found(tables, one, Q1) is not None
    assert await found(tables, one._replace(counted_with=f"{one.counted_with} rebuilt"), Q1) is None


async def test_of_earlier_days_what_knew_most_is_kept_and_of_other_tables_nothing(tables: Tables) -> None:
    one = await wanted(tables, "thinned", {"registry": 1, "meetings": 1, "assignments": 1, "ratings": 1}, None)
    of_another = one._replace(counted_with="other tables")
    await kept_parts.keep(tables.pool, Q1.name, of_another, Part("{}", "{}"))
    for position in range(4):
        vectors = {"thinned": {**one.vectors["thinned"], "meetings": position}}
        await kept_parts.keep(tables.pool, Q1.name, one._replace(vectors=vectors), Part("{}", "{}"))
    await tables.pool.execute("UPDATE reporting_totals.part SET counted_at = counted_at - interval '3 days'")

    for day in (None, AUGUST):
        await kept_parts.keep(tables.pool, Q1.name, one._replace(day=day), Part("{}", "{}"))

    rows = await tables.pool.fetch(
        "SELECT total, structure_on FROM reporting_totals.part WHERE keeper = 'thinned' ORDER BY 1, 2"
    )
    assert [tuple(row) for row in rows] == [(4, AUGUST), (6, None)]


@dataclass(frozen=True)
class Noting(Totals):
    """Notes of whom a part was counted."""

    counted: list[str] = field(default_factory=list)

    async def count_part(self, quarter: str, wanted: Wanted, replay: str | None = None) -> Part | None:
        self.counted.append(wanted.keeper)
        return await super().count_part(quarter, wanted, replay)


@pytest.mark.parametrize(
    ("keeper", "moment"),
    [
        ("again-today", {"lens": "today"}),
        ("again-may", {"lens": "today", "structure_on": MAY}),
        ("again-then", {"known": {"again-then.meetings": 9}}),
    ],
)
async def test_asked_again_nobody_is_counted(tables: Tables, keeper: str, moment: dict[str, object]) -> None:
    await tables.read(busy_district(keeper))
    totals, query = Noting(tables.pool, simulated=True), ReadCityQuarter.model_validate({"quarter": Q1.name, **moment})
    answer = await city_quarter.answer(totals, "city", query)
    assert keeper in totals.counted
    totals.counted.clear()

    assert await city_quarter.answer(totals, "city", query) == answer
    assert totals.counted == []
