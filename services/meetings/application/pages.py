"""How much of a list goes into one answer, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate, takewhile
from typing import TypeVar
from uuid import UUID

from contracts.message import Part
from contracts.pages import Mark

E = TypeVar("E", bound=Part)
PAGE_BYTES = 1_000_000
"""Of entries as JSON in one answer; a message of the bus holds eight times as much."""


def page(found: Sequence[E], limit: int, place: Callable[[E], tuple[date, UUID]]) -> tuple[list[E], Mark | None]:
    """At most `limit` entries and `PAGE_BYTES`, but always one; the mark of the last where more were found."""
    sizes = accumulate(len(entry.model_dump_json().encode()) for entry in found[:limit])
    fitting = sum(1 for _ in takewhile(lambda size: size <= PAGE_BYTES, sizes))
    told = list(found[: max(fitting, 1)])
    if len(told) == len(found):
        return told, None
    day, entry_id = place(told[-1])
    return told, Mark(day=day, entry_id=entry_id)
