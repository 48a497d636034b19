"""The relay's measures; the defaults are right for every node that we know of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """Counts, bytes and seconds."""

    window: int = 1_000
    """Messages in flight at once, over all feeds."""

    window_bytes: int = 4_000_000
    """Bytes of bodies read for one window; a single larger message still goes, alone."""

    poll: float = 0.5
    """The fallback where nobody called `wake()`, and how often the heads of all feeds are read."""

    apart: float = 0.0
    """Between the beginnings of two windows that were not full: so few rows cost hardly less than many."""

    ack_timeout: float = 5.0
    save_every: float = 0.2
    """A cursor that is not saved costs nothing but a look at the stream, so it is not saved after each window."""

    standby: float = 0.5
    """How often a second relay tries to lead, and how often the leader asks whether it still does."""

    first_delay: float = 0.1
    longest_delay: float = 5.0
    """Between attempts after something went wrong; doubled from the first up to the longest."""

    pause: float = 5.0
    """How long a feed waits whose message the server calls a duplicate though the stream no longer holds it."""

    stream_bytes: int = 1 << 30
    """`max_bytes` of the stream; the oldest messages go first, and readers then heal from the owner."""
