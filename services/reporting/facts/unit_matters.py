"""Facts of a unit's people as numbers: its committee, training, candidates for admission, members of other cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts import unit_matters as told
from contracts.message import Event
from contracts.registry import CommitteeHandedOver, DualAffiliationHandedOver, RecruitmentHandedOver, UnitTakenOver
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold


async def committee_changed(rows: FactRows, event: Received, changed: told.CellCommitteeChanged) -> None:
    """How many seats a cell's committee has from a day on and how many are held; whose they are is not read."""
    _add_committee(rows, event, changed.unit_id, changed.effective_on, changed)


async def committee_withdrawn(rows: FactRows, event: Received, withdrawn: told.CellCommitteeWithdrawn) -> None:
    """The change of that day counts no more."""
    await rows.close("cell_committee_fact", event, unit_id=withdrawn.unit_id, day=withdrawn.effective_on)


async def training_held(rows: FactRows, event: Received, held: told.TrainingHeld) -> None:
    """A training counts for the unit that held it; the topic in small letters, to be compared."""
    rows.add(
        "training_fact",
        event,
        training_id=held.training_id,
        unit_id=held.unit_id,
        day=held.held_on,
        topic=" ".join(held.topic.split()).casefold(),
        participants=held.participants,
        secretaries=held.secretaries,
    )


async def training_withdrawn(rows: FactRows, event: Received, withdrawn: told.TrainingWithdrawn) -> None:
    """The training counts no more."""
    await rows.close("training_fact", event, training_id=withdrawn.training_id)


async def recruitment_reported(rows: FactRows, event: Received, reported: told.RecruitmentReported) -> None:
    """A unit's candidates as of a day, and by stage as far as there are any."""
    _add_recruitment(rows, event, reported.unit_id, reported)


async def recruitment_withdrawn(rows: FactRows, event: Received, withdrawn: told.RecruitmentWithdrawn) -> None:
    """The report of that day counts no more."""
    for table in ("recruitment_fact", "recruitment_stage_fact"):
        await rows.close(table, event, unit_id=withdrawn.unit_id, day=withdrawn.as_of)


async def dual_affiliation_reported(rows: FactRows, event: Received, reported: told.DualAffiliationReported) -> None:
    """Members of other cells who live here as of a day, and the remarks on them."""
    _add_dual(rows, event, reported.unit_id, reported)


async def dual_affiliation_withdrawn(rows: FactRows, event: Received, withdrawn: told.DualAffiliationWithdrawn) -> None:
    """The report of that day counts no more."""
    await rows.close("dual_affiliation_fact", event, unit_id=withdrawn.unit_id, day=withdrawn.as_of)


def matters_brought(rows: FactRows, event: Received, unit: UnitTakenOver) -> None:
    """What a unit that is taken over was told of last at its former keeper, on the days of which that speaks."""
    if (seats := unit.committee) is not None:
        _add_committee(rows, event, unit.unit_id, seats.since, seats)
    if unit.recruitment is not None:
        _add_recruitment(rows, event, unit.unit_id, unit.recruitment)
    if unit.dual_affiliation is not None:
        _add_dual(rows, event, unit.unit_id, unit.dual_affiliation)


def _add_committee(
    rows: FactRows, event: Received, unit_id: UUID, day: date, held: told.CellCommitteeChanged | CommitteeHandedOver
) -> None:
    rows.add(
        "cell_committee_fact",
        event,
        unit_id=unit_id,
        day=day,
        seats=held.seats,
        filled=held.filled,
        secretary=held.secretary_id is not None,
    )


def _add_recruitment(
    rows: FactRows, event: Received, unit_id: UUID, reported: told.RecruitmentReported | RecruitmentHandedOver
) -> None:
    of_report: dict[str, Any] = {"unit_id": unit_id, "day": reported.as_of}
    admitted = reported.admitted_this_year
    rows.add("recruitment_fact", event, **of_report, candidates=reported.candidates, admitted_this_year=admitted)
    for number, at in enumerate(reported.stages):
        rows.add("recruitment_stage_fact", event, number, **of_report, stage=at.stage, candidates=at.candidates)


def _add_dual(
    rows: FactRows, event: Received, unit_id: UUID, reported: told.DualAffiliationReported | DualAffiliationHandedOver
) -> None:
    rows.add(
        "dual_affiliation_fact",
        event,
        unit_id=unit_id,
        day=reported.as_of,
        members=reported.members,
        remarks_asked=reported.remarks_asked,
        remarks_given=reported.remarks_given,
    )


FOLDS: dict[type[Event], Fold] = {
    told.CellCommitteeChanged: committee_changed,
    told.CellCommitteeWithdrawn: committee_withdrawn,
    told.TrainingHeld: training_held,
    told.TrainingWithdrawn: training_withdrawn,
    told.RecruitmentReported: recruitment_reported,
    told.RecruitmentWithdrawn: recruitment_withdrawn,
    told.DualAffiliationReported: dual_affiliation_reported,
    told.DualAffiliationWithdrawn: dual_affiliation_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {}
