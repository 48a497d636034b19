"""Whatever a district tells and however it is reshaped, every lens is what a recount comes to, at whatever is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.registry import UnitSplit
from services.reporting.application import Reporting
from services.reporting.catalogue.evidence import TEXTS, Statements
from services.reporting.read_models import asked as asking
from services.reporting.read_models import placement, today
from sinhhoat.recount.districts import District
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from sinhhoat.recount.today import RecountToday
from tests.reporting import given as told
from tests.reporting.busy import FEBRUARY, JANUARY, busy_district
from tests.reporting.compare import differences
from tests.reporting.histories import DAYS
from tests.reporting.history import History, an_id
from tests.reporting.reshaping import reshaped_districts
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

# The same examples everywhere and every time: a failure here is a defect, never luck.
STEADY = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NUMBERS = count()
BEGUN = 8
"""So many events tell of the units that there are at first."""
SEEN_FROM = [*DAYS, date(2020, 1, 1)]


class Moment(NamedTuple):
    """What is asked: the unit and quarter, as known at the vector, and the day whose structure is shown."""

    vector: Mapping[str, int]
    unit: str
    quarter: Quarter
    day: date


@st.composite
def asked(draw: st.DrawFn, history: History) -> Moment:
    """Each feed is known as far as it likes; a unit that is told of by then, whether it is still there or not."""
    begun = History(history.keeper, history.told[:BEGUN])
    vector = {}
    for service, head in history.vector.items():
        told = [one.position for one in history.told if one.service == service and one.position <= head]
        vector[service] = draw(st.sampled_from([one for one in [0, *told] if one >= begun.head(service)]))
    units = District(history.raw(vector).events).codes
    quarter = draw(st.sampled_from(["2018-Q4", "2019-Q1", "2019-Q1", "2019-Q2"]))
    unit = draw(st.sampled_from([*units, "HU", "A"]))
    return Moment(vector, unit, Quarter.parse(quarter), draw(st.sampled_from(SEEN_FROM)))


@STEADY
@given(history=reshaped_districts(lambda: f"reshaped-{next(NUMBERS)}"), data=st.data())
async def test_every_figure_in_every_lens_at_any_positions_is_what_the_recount_comes_to(
    tables: Tables, history: History, data: st.DataObject
) -> None:
    reporting = await tables.read(history)

    for _ in range(2):
        assert await wrong(reporting, history, data.draw(asked(history))) == []


async def wrong(reporting: Reporting, history: History, moment: Moment) -> list[str]:
    """Where a lens shows something else than a recount at the same moment."""
    raw = history.raw(moment.vector)
    then = Recount(raw, moment.unit, moment.quarter)
    today = RecountToday(raw, moment.unit, moment.quarter, moment.day)
    return [line for one in (then, today) for line in await differences(reporting, one)]


def reshaped_district(keeper: str) -> History:
    """The busy one; then A1 is split, C1 goes on in one of its parts, and that part moves to B."""
    history = busy_district(keeper)
    parts = ("A1", "X1"), ("A1", "X2")
    history.tell(*(told.established(part, "A", "SCHOOL", FEBRUARY) for _, part in parts))
    split = {"unit_id": an_id("A1"), "principal_id": an_id("X2"), "part_ids": [an_id(part) for _, part in parts]}
    history.tell(UnitSplit(**split, effective_on=FEBRUARY), told.dissolved("A1", FEBRUARY))
    history.tell(told.dissolved("C1", FEBRUARY), told.merged("C1", "X2", FEBRUARY), told.moved("X2", "B", FEBRUARY))
    history.tell(told.withdrawn(told.held("A1", JANUARY)), told.visit_withdrawn(told.visited("an", "A1", JANUARY)))
    return history


def moments(history: History) -> list[Moment]:
    """The registry, or the meetings, known less and less far; each of the committees."""
    ends = [(one.service, one.position) for one in history.told[-12:]]
    vectors = [history.vector, *({**history.vector, service: position - 1} for service, position in ends)]
    quarter = Quarter.parse("2019-Q1")
    return [Moment(vector, unit, quarter, date(2020, 1, 1)) for vector in vectors for unit in ("A", "B")]


KNOWN = "u.known_from <= v.known AND (u.known_until IS NULL OR u.known_until > v.known)"
FAULTS: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "units are known as they are by now": lambda patch: patch.setattr(
        today, "VERSIONS", today.VERSIONS.replace(KNOWN, "u.known_until IS NULL")
    ),
    "lines are known that nobody had told": lambda patch: patch.setattr(
        today, "LINES", today.LINES.replace("l.known_from <= v.known AND", "")
    ),
    "a unit that goes on in another is counted where it stood": lambda patch: patch.setattr(
        placement.Structure, "continued", lambda seen, unit_id: seen._now.get(unit_id)
    ),
    "a meeting that was taken back later was never known": lambda patch: patch.setattr(
        asking, "EVIDENCE", Statements.read(text.replace("known.meeting_fact", NEVER) for text in TEXTS)
    ),
}
NEVER = "(SELECT * FROM reporting_facts.meeting_fact WHERE keeper = $1 AND known_from <= $6 AND known_until IS NULL)"


async def test_a_district_that_was_reshaped_is_counted_right_at_every_moment(tables: Tables) -> None:
    history = reshaped_district("reshaped-right")
    reporting = await tables.read(history)

    assert [line for one in moments(history) for line in await wrong(reporting, history, one)] == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_lens_that_is_wrong_is_found(fault: str, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    history = reshaped_district(f"reshaped-wrong-{list(FAULTS).index(fault)}")
    reporting = await tables.read(history)
    FAULTS[fault](monkeypatch)

    found = [line for one in moments(history) for line in await wrong(reporting, history, one)]

    assert found
