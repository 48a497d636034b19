"""A clock that leaves the time that really passed is not believed, however it came about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry
from structlog import get_logger
from structlog.testing import capture_logs

from services.chassis.errors import Unavailable
from services.chassis.runtime.clock import MOST_DRIFT, ClockBehind, SteadyClock

BEGAN = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Machine:
    """Two clocks that a test moves: the one on the wall, and the seconds that really passed."""

    def __init__(self) -> None:
        self.wall, self.passed, self.alarms = BEGAN, 0.0, list[float]()
        self.clock = SteadyClock(lambda: self.wall, lambda: self.passed, self.alarms.append)

    def wait(self, seconds: float, *, jump: timedelta = timedelta()) -> None:
        self.passed += seconds
        self.wall += timedelta(seconds=seconds) + jump


def test_a_clock_that_runs_with_time_is_believed() -> None:
    machine = Machine()
    machine.wait(86_400 * 400)

    assert machine.clock() == machine.wall
    assert machine.alarms == []


@pytest.mark.parametrize("jump", [MOST_DRIFT, -MOST_DRIFT, timedelta(seconds=3)])
def test_a_small_correction_is_believed(jump: timedelta) -> None:
    machine = Machine()
    machine.wait(60, jump=jump)

    assert machine.clock() == machine.wall


@pytest.mark.parametrize("jump", [timedelta(seconds=61), timedelta(days=-1), timedelta(days=365)])
def test_a_jump_is_refused_with_an_alarm_until_the_clock_is_right_again(jump: timedelta) -> None:
    machine = Machine()
    machine.wait(60, jump=jump)

    with pytest.raises(Unavailable, match="clock_jumped"):
        machine.clock()
    machine.wait(60, jump=-jump)
    assert machine.clock() == machine.wall
    assert machine.alarms == [jump.total_seconds()]


def test_a_clock_behind_the_history_is_counted_each_time_and_logged_once_a_minute() -> None:
    machine, registry = Machine(), CollectorRegistry()
    with capture_logs() as lines:
        alarm = ClockBehind(registry, get_logger(), lambda: machine.passed)
        for seconds in (0, 30, 29.9, 0.1, 59.9):
            machine.wait(seconds)
            alarm()

    assert [line["event"] for line in lines] == ["clock_behind"] * 2
    assert registry.get_sample_value("sinhhoat_clock_behind_total") == 5


def test_a_clock_that_was_never_behind_is_counted_as_such() -> None:
    registry = CollectorRegistry()
    ClockBehind(registry, get_logger(), lambda: 0.0)

    assert registry.get_sample_value("sinhhoat_clock_behind_total") == 0
