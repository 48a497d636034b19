"""The machine's clock, distrusted: one that jumps would put what happens next at an instant that never was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter
from structlog.typing import FilteringBoundLogger

from services.chassis.errors import Unavailable

MOST_DRIFT = timedelta(minutes=1)
SECONDS_OF_SILENCE = 60.0


class SteadyClock:
    """Tells the instant (UTC), or raises Unavailable `clock_jumped` once it has left the time that really passed.

    `elapsed` counts seconds from any origin, also while the machine sleeps; `alarm` is called at each refusal with the
    seconds by which the clock is off. It stays refused until the clock is set right or the process is started anew.
    """

    def __init__(
        self, wall: Callable[[], datetime], elapsed: Callable[[], float], alarm: Callable[[float], None]
    ) -> None:
        self._wall, self._elapsed, self._alarm = wall, elapsed, alarm
        self._began, self._began_elapsed = wall(), elapsed()

    def __call__(self) -> datetime:
        at = self._wall()
        passed = timedelta(seconds=self._elapsed() - self._began_elapsed)
        drift = at - self._began - passed
        if abs(drift) > MOST_DRIFT:
            self._alarm(drift.total_seconds())
            raise Unavailable("clock_jumped", seconds=round(drift.total_seconds()))
        return at


class ClockBehind:
    """The alarm that commands are refused because the clock is behind what is recorded: each counts, one a minute is
    logged. `elapsed` counts seconds from any origin.
    """

    def __init__(self, registry: CollectorRegistry, log: FilteringBoundLogger, elapsed: Callable[[], float]) -> None:
        self._log, self._elapsed = log, elapsed
        self._logged: float | None = None
        self._count = Counter(
            "sinhhoat_clock_behind", "Commands refused because the clock was behind the history.", registry=registry
        )

    def __call__(self) -> None:
        self._count.inc()
        at = self._elapsed()
        if self._logged is None or at - self._logged >= SECONDS_OF_SILENCE:
            self._logged = at
            self._log.error("clock_behind")
