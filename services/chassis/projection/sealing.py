"""Whose doings show what is planned: of such readers nothing is logged, counted or shown to the open side."""

from __future__ import annotations

from services.chassis.feed import SEALED
from services.chassis.projection.projection import Reads
from services.chassis.projection.reactions import Reacting


def is_sealed(reads: Reads, source: str) -> bool:
    """Whether a reader of this source may show what is planned.

    A sealed reaction to open events fails, lags and parks only where something sealed exists.
    """
    return source == SEALED or (isinstance(reads, Reacting) and reads.sealed)
