"""Units that pass between two keepers, whatever else is told: under the structure of any day each fact counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.message import Event
from contracts.registry import UnitHandedOver
from contracts.reporting import ReadQuarter
from services.chassis.projection.projection import Connection
from services.reporting.read_models import today
from sinhhoat.recount.asked import Pair, Raw
from sinhhoat.recount.comparing import answered, apart
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.today import DistrictOfADay, RecountToday
from tests.reporting import given as told
from tests.reporting.histories import DAYS
from tests.reporting.history import History, an_id
from tests.reporting.passing import Between, districts_and_wards
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
NOT_YET = {"themes_planned", "unexcused_declared", "unexcused_three_months"}
"""What is owed once a quarter, and may have been done at the former keeper: counted by the keeper alone."""

Vectors = Mapping[str, Mapping[str, int]]


class AmongKeepers(DistrictOfADay):
    """One keeper's units in their own time, seen where they stand among all keepers."""

    def __init__(self, own: Sequence[Event], whole: DistrictOfADay, seen_from: date, asked: DistrictOfADay) -> None:
        super().__init__(own, seen_from)
        self._whole, self._asked = whole, asked

    def heir(self, unit_id: UUID) -> UUID | None:
        return self._whole.heir(unit_id)

    def seen(self, unit_id: UUID) -> dict[str, object]:
        return self._whole.seen(unit_id)

    def groups(self, day: date) -> dict[str, str]:
        return self._asked.groups(day)


@dataclass(frozen=True)
class RecountAmong(RecountToday):
    """What one keeper has told of, counted below a unit that may be another's."""

    unit_id: UUID
    among: AmongKeepers
    everybody: Sequence[Raw]

    @cached_property
    def district(self) -> AmongKeepers:
        return self.among

    @cached_property
    def above(self) -> UUID:
        return self.unit_id

    def _regular_duties(self) -> Pair:
        """A meeting does for the month whoever told of it."""
        met = {(one.cell_id, one.month) for raw in self.everybody for one in raw.held if one.kind == "regular"}
        duties = {(unit_id, due.replace(day=1)) for due in self.last_days() for unit_id in self.cells_on(due)}
        return len(duties & met), len(duties)

    def _thematic_duties(self) -> Pair:
        held = [one for raw in self.everybody for one in raw.held if one.kind == "thematic"]
        met = {one.cell_id for one in held if self.within(one.month)}
        duties = set(self.cells_on(self.quarter.last))
        return len(duties & met), len(duties)


class Question(tuple[str, str, Quarter, date]):
    """Keeper, code of a unit of his, quarter, and the day whose structure is shown."""


def raws(between: Between, vectors: Vectors) -> dict[str, Raw]:
    histories = {one.keeper: one for one in (between.district, between.ward)}
    return {keeper: histories[keeper].raw(vector) for keeper, vector in vectors.items()}


def counted(between: Between, vectors: Vectors, question: Question) -> dict[str, Pair]:
    """Every keeper's part of the figures."""
    keeper, code, quarter, day = question
    known = raws(between, vectors)
    events = [one.event for name, one in between.told if one.position <= vectors[name][one.service]]
    whole = DistrictOfADay(events, day)
    asked = DistrictOfADay(known[keeper].events, day)
    parts = [
        RecountAmong(
            raw,
            code,
            quarter,
            day,
            asked.unit_id_of(code),
            AmongKeepers(raw.events, whole, day, asked),
            list(known.values()),
        ).figures()
        for raw in known.values()
    ]
    sums: Counter[tuple[str, int]] = Counter()
    for figures in parts:
        for key, pair in figures.items():
            sums[key, 0] += pair[0]
            sums[key, 1] += pair[1]
    return {key: (sums[key, 0], sums[key, 1]) for key in parts[0] if key not in NOT_YET}


async def wrong(tables: Tables, between: Between, vectors: Vectors, question: Question) -> list[str]:
    """Where the answer differs from what the two recounts add up to."""
    keeper, code, quarter, day = question
    async with tables.pool.acquire() as connection:
        read = await today.keepers(connection, keeper)
    known = {f"{one}.{service}": at for one in read for service, at in vectors[one].items()}
    query = ReadQuarter(quarter=quarter.name, unit_code=code, lens="today", structure_on=day, known=known)
    figures = answered(await tables.reporting(keeper).quarter(query))
    seen = {key: pair for key, pair in figures.items() if key not in NOT_YET}
    return apart(f"{keeper} {code} {quarter.name} {day}", seen, counted(between, vectors, question))


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


def passed_in_april(name: str) -> Between:
    """A cell that met in January and was handed over on 1 April."""
    april = date(2019, 4, 1)
    district, ward = History(f"{name}-district"), History(f"{name}-ward")
    district.tell(told.types_adopted("1", told.LONG_AGO), told.established("HU", None))
    district.tell(told.established("A1", "HU", "SCHOOL"), told.held("A1", date(2019, 1, 10)))
    district.tell(UnitHandedOver(unit_id=an_id("A1"), to_keeper=ward.keeper, effective_on=april))
    ward.tell(told.types_adopted("1", told.LONG_AGO), told.established("W", None))
    ward.tell(taken_over("A1", "W", "SCHOOL", april).model_copy(update={"from_keeper": district.keeper}))
    both = [(history.keeper, one) for history in (district, ward) for one in history.told]
    return Between(district, ward, both, [len(both)])


async def test_facts_of_the_former_keeper_that_are_left_out_are_found(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def alone(connection: Connection, keeper: str, registries: Mapping[str, int] | None = None) -> list[str]:
        return [keeper]

    between = passed_in_april("left-out")
    for history in (between.district, between.ward):
        await tables.read(history)
    vectors = {history.keeper: history.vector for history in (between.district, between.ward)}
    question = Question((between.ward.keeper, "W", Quarter.parse("2019-Q1"), date(2020, 1, 1)))

    right = await wrong(tables, between, vectors, question)
    monkeypatch.setattr(today, "keepers", alone)
    found = await wrong(tables, between, vectors, question)

    assert right == []
    assert found
