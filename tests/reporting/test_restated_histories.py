"""Whatever is told after a quarter was closed: each event that moved a figure has its revision, and no other has."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.reporting.read_models.cause_ids import cause_id
from sinhhoat.stack import Endpoints
from tests.reporting.closing import QUARTER, Office
from tests.reporting.compare import recount_of
from tests.reporting.histories import districts
from tests.reporting.history import History, Told

pytestmark = pytest.mark.connected

STEADY = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
BEGUN = 8
"""So many events tell of the units."""


@STEADY
@given(told=districts(lambda: "made-up"), cut=st.floats(0.2, 0.7))
async def test_each_event_that_moved_a_figure_has_its_revision(
    module_endpoints: Endpoints, told: History, cut: float
) -> None:
    async with Office.empty(module_endpoints) as office:
        history = History(office.keeper, told.told)
        closed_after = BEGUN + int(cut * (len(history.told) - BEGUN))
        await office.read(history, closed_after)
        await office.close("HU")
        await office.read(history)

        await office.restate()

        assert await office.revisions() == [
            (number, cause_id(one.cause), pairs)
            for number, (one, pairs) in enumerate(moving(history, closed_after), start=2)
        ]


def moving(history: History, after: int) -> list[tuple[Told, Mapping[str, object]]]:
    """The later events that moved a figure of the quarter, by the recount, each with the pairs that it moved."""
    vector = History(history.keeper, history.told[:after]).vector
    before = recount_of(history, QUARTER, "HU", vector).figures()
    found: list[tuple[Told, Mapping[str, object]]] = []
    for one in history.told[after:]:
        vector[one.service] = one.position
        figures = recount_of(history, QUARTER, "HU", vector).figures()
        pairs = {key: (before.get(key, (0, 0)), figures.get(key, (0, 0))) for key in {*before, *figures}}
        moved = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
        if moved:
            found.append((one, moved))
        before = figures
    return found
