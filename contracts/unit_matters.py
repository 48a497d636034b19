"""Messages of the registry about a unit's people as numbers: its committee, training, candidates, double membership."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Key, Label, PersonId, UnitId
from contracts.message import OPEN, Command, Event, Part
from contracts.texts import TextRef

CommitteeChange = Literal["elected", "completed", "consolidated"]
"""How a cell committee came about: elected (bầu), completed (bổ sung), consolidated (kiện toàn)."""


class ChangeCellCommittee(Command, subject="cmd.{keeper}.registry.change_cell_committee.v1", audience=OPEN):
    """Say who is the secretary, the deputies and the other members of a cell's committee from a day on.

    `seats` is how many it should have. A cell too small for a committee has a secretary and perhaps a deputy.
    """

    unit_id: UnitId
    effective_on: date
    change: CommitteeChange
    seats: Count
    secretary_id: PersonId | None = None
    deputy_ids: Annotated[list[PersonId], Field(max_length=20)] = []
    member_ids: Annotated[list[PersonId], Field(max_length=100)] = []


class CellCommitteeChanged(Event, subject="evt.{keeper}.registry.CellCommitteeChanged.v1", audience=OPEN):
    """A cell's committee from a day on; `filled` of its `seats` are held by the persons named."""

    unit_id: UnitId
    effective_on: date
    change: CommitteeChange
    seats: int
    filled: int
    secretary_id: UUID | None
    deputy_ids: list[UUID]
    member_ids: list[UUID]


class WithdrawCellCommittee(Command, subject="cmd.{keeper}.registry.withdraw_cell_committee.v1", audience=OPEN):
    """Take back a change that was recorded wrongly; one of that day may be recorded again."""

    unit_id: UnitId
    effective_on: date
    reason: FreeText


class CellCommitteeWithdrawn(Event, subject="evt.{keeper}.registry.CellCommitteeWithdrawn.v1", audience=OPEN):
    """A change of a cell's committee counts no more; the committee before it goes on."""

    unit_id: UnitId
    effective_on: date
    reason: TextRef


class RecordTraining(Command, subject="cmd.{keeper}.registry.record_training.v1", audience=OPEN):
    """Record a training that a unit has held for its cells: who came is counted, never named."""

    unit_id: UnitId
    held_on: date
    topic: Label
    invited: Count | None = None
    secretaries: Count = 0
    deputies: Count = 0
    committee_members: Count = 0
    others: Count = 0


class TrainingHeld(Event, subject="evt.{keeper}.registry.TrainingHeld.v1", audience=OPEN):
    """A training was held; `participants` is the sum of the four counts, `invited` None where nobody has counted."""

    training_id: UUID
    unit_id: UnitId
    held_on: date
    topic: str
    invited: int | None
    participants: int
    secretaries: int
    deputies: int
    committee_members: int
    others: int


class WithdrawTraining(Command, subject="cmd.{keeper}.registry.withdraw_training.v1", audience=OPEN):
    """Take back a training that was recorded wrongly; it may be recorded again, under another id."""

    unit_id: UnitId
    training_id: UUID
    reason: FreeText


class TrainingWithdrawn(Event, subject="evt.{keeper}.registry.TrainingWithdrawn.v1", audience=OPEN):
    """A training counts no more."""

    training_id: UUID
    unit_id: UnitId
    reason: TextRef


class StageCount(Part):
    """So many candidates are at one stage on their way into the Party."""

    stage: Key
    candidates: Count


class ReportRecruitment(Command, subject="cmd.{keeper}.registry.report_recruitment.v1", audience=OPEN):
    """Report a unit's candidates by stage as of a day, and how many it has admitted since the year began.

    Stages are keys of the district's own, such as outstanding, awareness_class, dossier: no source names them.
    """

    unit_id: UnitId
    as_of: date
    stages: Annotated[list[StageCount], Field(max_length=20)]
    admitted_this_year: Count = 0


class RecruitmentReported(Event, subject="evt.{keeper}.registry.RecruitmentReported.v1", audience=OPEN):
    """A unit's candidates by stage as of a day; `candidates` is their sum."""

    unit_id: UnitId
    as_of: date
    stages: list[StageCount]
    candidates: int
    admitted_this_year: int


class WithdrawRecruitment(Command, subject="cmd.{keeper}.registry.withdraw_recruitment.v1", audience=OPEN):
    """Take back a report on candidates; that day may be reported again."""

    unit_id: UnitId
    as_of: date
    reason: FreeText


class RecruitmentWithdrawn(Event, subject="evt.{keeper}.registry.RecruitmentWithdrawn.v1", audience=OPEN):
    """A report on candidates counts no more."""

    unit_id: UnitId
    as_of: date
    reason: TextRef


class ReportDualAffiliation(Command, subject="cmd.{keeper}.registry.report_dual_affiliation.v1", audience=OPEN):
    """Report how many who live here belong to the cell of their agency, and the remarks on them, as of a day.

    The agency's cell asks the cell at the place of residence for remarks; both are counted, what they say is not kept.
    """

    unit_id: UnitId
    as_of: date
    members: Count
    remarks_asked: Count = 0
    remarks_given: Count = 0


class DualAffiliationReported(Event, subject="evt.{keeper}.registry.DualAffiliationReported.v1", audience=OPEN):
    """Members of other cells who live here, and the remarks on them that were asked for and given."""

    unit_id: UnitId
    as_of: date
    members: int
    remarks_asked: int
    remarks_given: int


class WithdrawDualAffiliation(Command, subject="cmd.{keeper}.registry.withdraw_dual_affiliation.v1", audience=OPEN):
    """Take back a report on members of other cells; that day may be reported again."""

    unit_id: UnitId
    as_of: date
    reason: FreeText


class DualAffiliationWithdrawn(Event, subject="evt.{keeper}.registry.DualAffiliationWithdrawn.v1", audience=OPEN):
    """A report on members of other cells counts no more."""

    unit_id: UnitId
    as_of: date
    reason: TextRef
