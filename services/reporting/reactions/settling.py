"""Whether a cause may still be going on: a file of 300 records arrives in several batches and is one cause."""

from __future__ import annotations

from collections.abc import Callable, Hashable

QUIET, LONGEST = 2.0, 300.0
"""Seconds without anything new after which what has come is taken for all of it; and after which nobody waits more."""


class Settling:
    """Remembers what is waited for. `time`: seconds of a clock that only goes forward.

    Only how many revisions a cause has depends on it, never what they say.
    """

    def __init__(self, time: Callable[[], float], quiet: float = QUIET) -> None:
        self._time, self._quiet = time, quiet
        self._seen: dict[Hashable, tuple[Hashable, float, float]] = {}

    def settled(self, about: Hashable, state: Hashable) -> bool:
        """Whether the state has been the same for long enough, or waited for too long; it is then forgotten."""
        at = self._time()
        former, since, first = self._seen.get(about, (None, at, at))
        if former != state:
            since = at
        if at - since >= self._quiet or at - first >= LONGEST:
            self._seen.pop(about, None)
            return True
        self._seen[about] = (state, since, first)
        return False
