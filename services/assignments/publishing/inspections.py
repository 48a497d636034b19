"""What the board is told of inspections."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.inspection import Inspection
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import alike, text


@to_contract.register
def _(opened: Inspection.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(held: Inspection.Held) -> contract.InspectionHeld:
    conclusion = held.conclusion
    return contract.InspectionHeld(
        inspection_id=held.originator_id,
        unit_id=held.unit_id,
        inspector_id=held.inspector_id,
        kind=held.kind.value,
        subject_matter=held.subject_matter.value,
        from_on=conclusion.from_on,
        held_on=held.held_on,
        members_supervised=conclusion.members_supervised,
        members_with_shortcomings=conclusion.members_with_shortcomings,
        shortcomings=conclusion.shortcomings,
        directive_id=conclusion.directive_id,
        findings=text(held.findings),
    )


@to_contract.register
def _(withdrawn: Inspection.Withdrawn) -> contract.InspectionWithdrawn:
    return alike(contract.InspectionWithdrawn, withdrawn, inspection_id=withdrawn.originator_id)
