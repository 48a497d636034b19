"""How long the oldest thing that has not been dealt with has been waiting, on a clock that only goes forward."""

from __future__ import annotations

from collections import deque

MOST = 600
"""Heads that are remembered; beyond that a later one counts as old as the last one. The oldest is what is asked for."""


class Ages:
    """Remembers since when each head of a history has been known here; instants are seconds from any origin.

    Not the instant in the event: that of a simulated history lies years away, and its lag is a matter of this machine.
    """

    def __init__(self) -> None:
        self._known: deque[tuple[int, float]] = deque()

    def heard(self, head: int, passed: int, at: float) -> None:
        """Take note of a head; `passed` is the position up to which everything has been dealt with."""
        self._forget(head, passed)
        if head > (self._known[-1][0] if self._known else passed):
            since = self._known.pop()[1] if len(self._known) == MOST else at
            self._known.append((head, since))

    def dated(self, since: float) -> None:
        """The oldest is known to have been waiting since then, longer than it has been known here."""
        if self._known:
            self._known[0] = (self._known[0][0], since)

    def oldest(self, head: int, passed: int, at: float) -> float:
        """Seconds that the oldest thing between both has been waiting; 0 where nothing lies between them."""
        self._forget(head, passed)
        return max(0.0, at - self._known[0][1]) if self._known else 0.0

    def _forget(self, head: int, passed: int) -> None:
        """What was dealt with, and what the owner has taken back."""
        if head <= passed:
            self._known.clear()
        while self._known and self._known[0][0] <= passed:
            self._known.popleft()
