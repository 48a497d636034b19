"""What the world is told of committees, training, candidates and members of other cells."""

from __future__ import annotations

from dataclasses import asdict

from contracts import unit_matters as contract
from services.chassis.telling import alike
from services.registry.domain import CellCommittee, Membership, Training
from services.registry.publishing.telling import to_contract


@to_contract.register
def _(opened: CellCommittee.Opened) -> None:
    """Not published: it only fixes the id."""


@to_contract.register
def _(changed: CellCommittee.Changed) -> contract.CellCommitteeChanged:
    return contract.CellCommitteeChanged(
        unit_id=changed.unit_id,
        effective_on=changed.effective_on,
        change=changed.change.value,
        filled=len(changed.seats.persons),
        **asdict(changed.seats),
    )


@to_contract.register
def _(withdrawn: CellCommittee.Withdrawn) -> contract.CellCommitteeWithdrawn:
    return alike(contract.CellCommitteeWithdrawn, withdrawn)


@to_contract.register
def _(held: Training.Held) -> contract.TrainingHeld:
    return contract.TrainingHeld(
        training_id=held.originator_id,
        unit_id=held.unit_id,
        held_on=held.held_on,
        topic=held.topic,
        participants=held.participants.total,
        **asdict(held.participants),
    )


@to_contract.register
def _(withdrawn: Training.Withdrawn) -> contract.TrainingWithdrawn:
    return alike(contract.TrainingWithdrawn, withdrawn, training_id=withdrawn.originator_id)


@to_contract.register
def _(opened: Membership.Opened) -> None:
    """Not published: it only fixes the id."""


@to_contract.register
def _(reported: Membership.RecruitmentReported) -> contract.RecruitmentReported:
    return contract.RecruitmentReported.model_validate(
        {
            "unit_id": reported.unit_id,
            "as_of": reported.as_of,
            "candidates": reported.recruitment.candidates,
            **asdict(reported.recruitment),
        }
    )


@to_contract.register
def _(withdrawn: Membership.RecruitmentWithdrawn) -> contract.RecruitmentWithdrawn:
    return alike(contract.RecruitmentWithdrawn, withdrawn)


@to_contract.register
def _(reported: Membership.DualAffiliationReported) -> contract.DualAffiliationReported:
    return contract.DualAffiliationReported(unit_id=reported.unit_id, as_of=reported.as_of, **asdict(reported.dual))


@to_contract.register
def _(withdrawn: Membership.DualAffiliationWithdrawn) -> contract.DualAffiliationWithdrawn:
    return alike(contract.DualAffiliationWithdrawn, withdrawn)
