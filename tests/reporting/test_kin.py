"""By which of its events a cause is told of a report: those of its own units, else of all, else of whoever it was."""

from __future__ import annotations

import pytest

from services.reporting.read_models.kin import Kin
from services.reporting.read_models.touched import Touch
from tests.reporting.history import BEGINNING, an_id

OF_A = Kin(frozenset({an_id("A"), an_id("A1")}), frozenset({an_id("HU")}))


def touch(position: int, unit: str | None) -> Touch:
    return Touch("meetings", position, "file", BEGINNING, "a.B.v1", "somebody", None, an_id(unit) if unit else None)


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (("B1", "A1", None, "HU", "A"), [2, 5]),
        (("B1", None, "HU"), [2, 3]),
        (("B1", "B2"), [1, 2]),
    ],
)
def test_a_cause_is_told_by_the_events_that_are_nearest(units: tuple[str | None, ...], told: list[int]) -> None:
    touches = [touch(number, unit) for number, unit in enumerate(units, start=1)]

    assert [one.position for one in OF_A.of_scope(touches)] == told
