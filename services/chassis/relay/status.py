"""What the service, its readiness and the operator are told about a feed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """Positions: looked at, acknowledged by the bus, last published row of the store; why it is stopped, if it is.

    A feed with `forked` set takes no command: the service answers unavailable, `feed_forked`.
    """

    scanned: int
    published: int
    head: int
    forked: str | None

    @property
    def lag(self) -> int:
        """Positions that the bus has yet to acknowledge; rows of which nobody is told are counted with them."""
        return max(0, self.head - self.published)
