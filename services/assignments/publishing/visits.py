"""What is told of visits, to the world, and of what was found there, to the board."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.findings import Finding
from services.assignments.domain.visit import Visit
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import alike, text


@to_contract.register
def _(opened: Visit.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(made: Visit.Made) -> contract.VisitMade:
    return contract.VisitMade(
        visit_id=made.originator_id,
        person_id=made.person_id,
        cell_id=made.record.cell_id,
        meeting_id=made.meeting_id,
        visited_on=made.record.visited_on,
        arrived_at=made.record.arrived_at,
        left_at=made.record.left_at,
        unannounced=made.unannounced,
    )


@to_contract.register
def _(withdrawn: Visit.Withdrawn) -> contract.VisitWithdrawn:
    return alike(contract.VisitWithdrawn, withdrawn, visit_id=withdrawn.originator_id)


@to_contract.register
def _(filed: Visit.FindingsFiled) -> contract.VisitFindingsFiled:
    return contract.VisitFindingsFiled(
        visit_id=filed.originator_id,
        person_id=filed.person_id,
        cell_id=filed.cell_id,
        meeting_id=filed.meeting_id,
        visited_on=filed.visited_on,
        findings=[_finding(one) for one in filed.findings],
    )


@to_contract.register
def _(corrected: Visit.FindingsCorrected) -> contract.VisitFindingsCorrected:
    return contract.VisitFindingsCorrected(
        visit_id=corrected.originator_id,
        person_id=corrected.person_id,
        cell_id=corrected.cell_id,
        meeting_id=corrected.meeting_id,
        visited_on=corrected.visited_on,
        findings=[_finding(one) for one in corrected.findings],
        reason=text(corrected.reason),
    )


@to_contract.register
def _(withdrawn: Visit.FindingsWithdrawn) -> contract.VisitFindingsWithdrawn:
    return alike(contract.VisitFindingsWithdrawn, withdrawn, visit_id=withdrawn.originator_id)


def _finding(found: Finding) -> contract.Finding:
    return contract.Finding(
        finding_id=found.finding_id, heading=found.heading.value, topic=found.topic, text=text(found.text)
    )
