"""How patient a reader is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the reader waits for what, in seconds; and how many messages a batch holds."""

    batch_size: int = 500
    apart: float = 0.0
    """Between the beginnings of two batches, unless the first was full or somebody waits for what comes: a transaction
    costs as much as forty events in it. What comes after a pause is never kept waiting."""

    fetch: float = 1.0
    first_delay: float = 0.2
    longest_delay: float = 5.0
    standby: float = 0.5
    ack_wait: float = 10.0
    look: float = 0.5
    patience: float = 2.0
    longest_heal_delay: float = 10.0
    page: float = 30.0
