"""The machine's clock, distrusted: one that jumps would put what happens next at an instant that never was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from services.chassis.errors import Unavailable

MOST_DRIFT = timedelta(minutes=1)


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
