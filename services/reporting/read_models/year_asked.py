"""Questions about a whole year or another period, asked of the snapshot of the quarter in which it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from contracts.reporting import Lens
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked


class Pinned(Protocol):
    """What such questions have in common."""

    @property
    def known(self) -> Mapping[str, int]: ...
    @property
    def known_at(self) -> datetime | None: ...
    @property
    def replay(self) -> str | None: ...


@dataclass(frozen=True)
class OfPeriod:
    """The snapshot that is meant, on the last day of `quarter`, in the structure of each fact's day."""

    known: Mapping[str, int]
    known_at: datetime | None
    replay: str | None
    quarter: str
    unit_code: str | None = None
    lens: Lens = "then"
    structure_on: date | None = None

    @classmethod
    def of(cls, query: Pinned, period: str, unit_code: str | None = None) -> OfPeriod:
        """`period` is a year or a quarter: 2024, 2025-Q3."""
        quarter = period if "-Q" in period else f"{period}-Q4"
        return cls(query.known, query.known_at, query.replay, quarter, unit_code)


def over(asked: Asked, first: date, last: date) -> Asked:
    """The same snapshot asked about other days; only for what is a list of days, and no figure of a quarter."""
    return replace(asked, quarter=Quarter(asked.quarter.name, first, last))
