"""When something happens that the command line is told to let happen: in Viet Nam's time, unless a zone is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.chassis.errors import Refused
from sinhhoat.asking import instant_of
from sinhhoat.running import Running

NO_ZONE = datetime.fromisoformat("2019-04-01")


def a_node(*, simulated: bool) -> Running:
    return Running(1, "", ("hoc-mon",), simulated, "", None, "", {}, "")


def test_an_instant_without_a_zone_is_viet_nams() -> None:
    told = instant_of(a_node(simulated=True), NO_ZONE)

    assert told == datetime(2019, 3, 31, 17, tzinfo=UTC)


def test_an_instant_with_a_zone_is_that_zones() -> None:
    at = datetime(2019, 4, 1, tzinfo=UTC)

    assert instant_of(a_node(simulated=True), at) == at


@pytest.mark.parametrize(
    ("simulated", "at", "code"),
    [(False, NO_ZONE, "clock_not_simulated"), (True, None, "clock_missing")],
)
def test_only_simulated_stores_are_told_an_instant_and_need_one(
    simulated: bool, at: datetime | None, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        instant_of(a_node(simulated=simulated), at)
