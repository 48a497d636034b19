"""Whatever a district tells, every figure is what a recount, event by event, comes to."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.today import RecountToday
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.histories import DAYS, districts
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

# The same examples everywhere and every time: a failure here is a defect, never luck.
STEADY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NUMBERS = count()
MADE_UP = districts(lambda: f"made-up-{next(NUMBERS)}")
UNITS = st.sampled_from(["HU", "A", "B", "A1", "C1"])
QUARTERS = st.sampled_from(["2018-Q4", "2019-Q1", "2019-Q1", "2019-Q2"])


@STEADY
@given(history=MADE_UP, unit=UNITS, quarter=QUARTERS)
async def test_every_figure_is_what_the_recount_comes_to(
    tables: Tables, history: History, unit: str, quarter: str
) -> None:
    reporting = await tables.read(history)

    for recount in (recount_of(history), recount_of(history, quarter, unit)):
        assert await differences(reporting, recount) == []
    assert await evidence_differences(reporting, recount_of(history, quarter, unit)) == []


@STEADY
@given(history=MADE_UP, unit=UNITS, quarter=QUARTERS, day=st.sampled_from([*DAYS, date(2020, 1, 1)]))
async def test_every_figure_under_the_structure_of_another_day_is_what_the_recount_comes_to(
    tables: Tables, history: History, unit: str, quarter: str, day: date
) -> None:
    reporting = await tables.read(history)
    recount = RecountToday(history.raw(history.vector), unit, Quarter.parse(quarter), day)

    assert await differences(reporting, recount) == []
    assert await evidence_differences(reporting, recount) == []
