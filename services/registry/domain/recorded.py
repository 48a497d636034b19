"""What is recorded of a unit in histories of their own, and on which days: it keeps the unit from ending before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.errors import Refused


class Matter(Enum):
    """Of what kind it is."""

    COMMITTEE = "committee"
    TRAINING = "training"
    RECRUITMENT = "recruitment"
    DUAL_AFFILIATION = "dual_affiliation"
    GRANT = "grant"


@dataclass(frozen=True)
class Recorded:
    """One thing recorded of a unit: in which history, and from or on which day."""

    TOPIC: ClassVar[str] = "registry.Recorded"
    matter: Matter
    of_id: UUID
    day: date


def check_none_from(recorded: Iterable[Recorded], day: date, *, unit: str) -> None:
    """Refuse an end while something is recorded of that day or a later one; the last of it is named."""
    late = max((one for one in recorded if one.day >= day), key=lambda one: one.day, default=None)
    if late is None:
        return
    match late.matter:
        case Matter.COMMITTEE:
            code = "committee_after_end"
        case Matter.TRAINING:
            code = "training_after_end"
        case Matter.RECRUITMENT:
            code = "recruitment_after_end"
        case Matter.DUAL_AFFILIATION:
            code = "dual_affiliation_after_end"
        case Matter.GRANT:
            code = "grant_after_end"
    raise Refused(code, field="effective_on", unit=unit, day=late.day.isoformat())
