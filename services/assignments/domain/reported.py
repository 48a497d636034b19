"""What an observer reports, on what it rests, where it stands, and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import TextRef


@dataclass(frozen=True)
class Section:
    """One part of a report, its words kept beside the history."""

    TOPIC: ClassVar[str] = "assignments.ReportSection"
    heading: str
    text: TextRef


@dataclass(frozen=True)
class Grounds:
    """What a report rests on: visits, how many cells, of how many assigned, and findings by heading."""

    TOPIC: ClassVar[str] = "assignments.ReportGrounds"
    visits: list[UUID]
    cells: int
    assigned_cells: int
    findings: dict[str, int]


class ReportState(Enum):
    """Where a report stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Judgement(Enum):
    """What became of a submitted report."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
