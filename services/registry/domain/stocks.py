"""What a unit that is handed over had of people when it left: it counts with the new keeper until he is told more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.registry.domain.committee import Seats
from services.registry.domain.membership import DualAffiliation, Recruitment


@dataclass(frozen=True)
class Stocks:
    """The last committee, report on candidates and report on members of other cells, each with its day, or None."""

    TOPIC: ClassVar[str] = "registry.Stocks"
    committee_since: date | None = None
    committee: Seats | None = None
    recruitment_as_of: date | None = None
    recruitment: Recruitment | None = None
    dual_as_of: date | None = None
    dual: DualAffiliation | None = None
