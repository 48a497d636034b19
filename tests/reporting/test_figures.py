"""Whatever a district tells, every figure is what a recount, event by event, comes to."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.today import RecountToday
from tests.reporting import given as told
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


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_an_observers_score_counts_as_long_as_his_visit_does(tables: Tables, withdrawn: bool) -> None:
    history, day = History(f"scored-{withdrawn}".lower()), date(2019, 1, 10)
    meeting, visit = told.held("A1", day), told.visited("an", "A1", day)
    units = (told.established("HU", None), told.established("A", "HU"), told.established("A1", "A", "SCHOOL"))
    scores = (told.rated(meeting, "observer", "85", "an"), told.rated(meeting, "observer", "60", "binh"))
    history.tell(*units, meeting, visit, *scores, *([told.visit_withdrawn(visit)] if withdrawn else []))

    reporting = await tables.read(history)

    assert await differences(reporting, recount_of(history)) == []
    assert recount_of(history).figures()["observer_score"] == ((0, 0) if withdrawn else (8500, 1))
