"""What may have moved a quarter that was closed: too much at times, and never too little."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contracts.meetings import MeetingHeld
from contracts.message import Event
from services.reporting.catalogue.known import OWNERS
from services.reporting.quarters import Quarter
from services.reporting.read_models.touched import DAY, MATTERS, TOUCHED, statement, touched
from tests.reporting import given as given_
from tests.reporting.boards import board_district
from tests.reporting.busy import busy_district
from tests.reporting.classified import classified_district
from tests.reporting.compare import recount_of
from tests.reporting.followed import followed_district, issues_in_april, moved
from tests.reporting.histories import districts
from tests.reporting.history import History
from tests.reporting.observed import observed_district
from tests.reporting.tables import Tables
from tests.reporting.unit_matters import matter_district

pytestmark = pytest.mark.connected

NUMBERS = count()
MADE_UP = districts(lambda: f"touched-{next(NUMBERS)}")
STEADY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
NOWHERE = {"registry": 0, "meetings": 0, "assignments": 0, "ratings": 0}


def test_every_table_of_which_rows_are_left_out_is_one_of_facts() -> None:
    assert MATTERS.keys() <= OWNERS.keys()


def test_what_may_move_a_quarter_may_move_every_later_one() -> None:
    said = " ".join(MATTERS.values())

    assert re.findall(r"(\S+) \$\d", said) == ["<="] * len(re.findall(r"\$\d", said))


async def missed(
    tables: Tables, history: History, quarter: str = "2019-Q1", sql: str = TOUCHED
) -> list[tuple[str, int, type[Event]]]:
    """Events that moved a figure of the quarter, by the recount, and are not among those that may have."""
    async with tables.pool.acquire() as connection:
        found = await touched(connection, history.keeper, Quarter.parse(quarter), NOWHERE, history.vector, sql)
    known = {(touch.service, touch.position) for touch in found}
    vector, left_out = dict(NOWHERE), []
    before = None
    for one in history.told:
        vector[one.service] = one.position
        # Whatever moves a part of the district without the whole moves a fact of the same event.
        units = _units(history, vector)
        figures = {unit: recount_of(history, quarter, unit, vector).figures() for unit in units}
        if figures != before and before is not None and (one.service, one.position) not in known:
            left_out.append((one.service, one.position, type(one.event)))
        before = figures
    return left_out


def _units(history: History, vector: dict[str, int]) -> list[str]:
    """The whole and one part, once they are there."""
    told = {getattr(one.event, "code", "") for one in history.told if one.position <= vector[one.service]}
    return [unit for unit in ("HU", "A") if unit in told]


@STEADY
@given(history=MADE_UP)
async def test_nothing_is_missed_that_moves_a_figure(tables: Tables, history: History) -> None:
    await tables.read(history)

    assert await missed(tables, history) == []


@pytest.mark.parametrize(
    "district", [followed_district, observed_district, classified_district, board_district, matter_district]
)
async def test_nothing_is_missed_of_what_moves_the_other_figures(
    tables: Tables, district: Callable[[str], History]
) -> None:
    history = district(f"missed-{district.__name__}".replace("_", "-"))
    if district is followed_district:
        issues_in_april(history)
        moved(history)
    await tables.read(history)

    assert await missed(tables, history) == []
    assert await missed(tables, history, "2018-Q4") == []


async def test_a_meeting_for_a_month_of_the_quarter_that_was_left_out_is_found(tables: Tables) -> None:
    history = busy_district("planted-day")
    await tables.read(history)

    assert await missed(tables, history) == []
    assert [kind for *_, kind in await missed(tables, history, sql=statement({**MATTERS, "meeting_fact": DAY}))] == [
        MeetingHeld
    ]


async def test_events_without_facts_and_facts_of_later_days_are_left_out(tables: Tables) -> None:
    history = busy_district("left-out")
    end = history.vector
    history.tell(given_.scheduled("A1", date(2019, 5, 3)), given_.held("A1", date(2019, 5, 3)))
    history.tell(given_.roll("A1", date(2019, 4, 1), 31), given_.held("A1", date(2019, 3, 31), "late"))
    await tables.read(history)

    async with tables.pool.acquire() as connection:
        found = await touched(connection, history.keeper, Quarter.parse("2019-Q1"), end, history.vector)

    assert [(one.contract, one.day) for one in found] == [(MeetingHeld.contract(), date(2019, 3, 31))]


async def test_what_an_event_belongs_to_is_its_correlation_or_else_its_command(tables: Tables) -> None:
    history = busy_district("belongs")
    history.tell(given_.held("A1", date(2019, 3, 31), "late"), cause="file-1")
    *_, last, with_it = list(history.received())
    await tables.apply([last._replace(correlation=""), with_it])

    rows = await tables.pool.fetch("SELECT cause FROM reporting_facts.told WHERE keeper = 'belongs' ORDER BY position")

    assert {row["cause"] for row in rows} == {str(last.command_id), "file-1"}
