"""Messages of assignments about what was found at a visit; kept from the observed side."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, Label, VisitId
from contracts.message import BOARD, Command, Part
from contracts.texts import TextRef
from contracts.visits import OfVisit

FindingHeading = Literal["course", "informed", "opinion", "difficulty", "good_practice", "proposal"]
"""Course of the meeting, what the observer told the cell, opinions received, difficulties, good practice, proposals."""


class FindingToFile(Part):
    """One thing found at a visit; `topic` is a label to sort by.

    In a correction, `finding_id` is the finding that this one says anew; without it, it is another.
    """

    heading: FindingHeading
    topic: Label | None = None
    text: FreeText
    finding_id: UUID | None = None


FindingsToFile = Annotated[list[FindingToFile], Field(min_length=1, max_length=60)]


class FileFindings(Command, subject="cmd.{keeper}.assignments.file_findings.v1", audience=BOARD):
    """The observer files what he found at a visit that he made."""

    visit_id: VisitId
    findings: FindingsToFile


class Finding(Part):
    """One thing found. An issue that is raised because of it names the visit alone: findings stay with the board."""

    finding_id: UUID
    heading: FindingHeading
    topic: str | None
    text: TextRef


class VisitFindingsFiled(OfVisit, subject="evt.{keeper}.assignments.VisitFindingsFiled.v1", audience=BOARD):
    """What an observer found at a meeting."""

    findings: list[Finding]


class CorrectFindings(Command, subject="cmd.{keeper}.assignments.correct_findings.v1", audience=BOARD):
    """File other findings in the place of all those of a visit, with the reason."""

    visit_id: VisitId
    findings: FindingsToFile
    reason: FreeText


class VisitFindingsCorrected(OfVisit, subject="evt.{keeper}.assignments.VisitFindingsCorrected.v1", audience=BOARD):
    """The findings of a visit are these now."""

    findings: list[Finding]
    reason: TextRef


class WithdrawFindings(Command, subject="cmd.{keeper}.assignments.withdraw_findings.v1", audience=BOARD):
    """Take back the findings of a visit; others may be filed."""

    visit_id: VisitId
    reason: FreeText


class VisitFindingsWithdrawn(OfVisit, subject="evt.{keeper}.assignments.VisitFindingsWithdrawn.v1", audience=BOARD):
    """The findings of a visit count no more; the visit does."""

    reason: TextRef
