"""What an observer found at a visit: one thing after the other, each under a heading, its words beside the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused


class Heading(Enum):
    """What an observer is asked to note."""

    COURSE = "course"
    INFORMED = "informed"
    OPINION = "opinion"
    DIFFICULTY = "difficulty"
    GOOD_PRACTICE = "good_practice"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Finding:
    """One thing found."""

    TOPIC: ClassVar[str] = "assignments.Finding"
    finding_id: UUID
    heading: Heading
    topic: str | None
    text: TextRef


@dataclass(frozen=True)
class Noted:
    """One thing as it comes in; `finding_id` is the finding that it says anew."""

    heading: Heading
    topic: str | None
    text: TextRef
    finding_id: UUID | None


def numbered(visit_id: UUID, filing: int, noted: Sequence[Noted], former: Sequence[Finding]) -> list[Finding]:
    """The findings with their ids: new ones by filing and place, those said anew as they were."""
    known = {one.finding_id for one in former}
    said: set[UUID] = set()
    found = []
    for place, one in enumerate(noted):
        if one.finding_id is not None and (one.finding_id not in known or one.finding_id in said):
            raise Refused("finding_not_of_visit", field=f"findings.{place}.finding_id")
        finding_id = one.finding_id or uuid5(visit_id, f"finding:{filing}:{place + 1}")
        said.add(finding_id)
        found.append(Finding(finding_id, one.heading, one.topic, one.text))
    return found
