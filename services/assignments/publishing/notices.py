"""What the world is told of notices and their pairs."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.notice import Notice
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import alike, text


@to_contract.register
def _(issued: Notice.Issued) -> contract.NoticeIssued:
    return contract.NoticeIssued(
        notice_id=issued.originator_id,
        number=issued.number,
        issuer_id=issued.issuer_id,
        issued_on=issued.issued_on,
        unannounced=issued.unannounced,
        pairs=issued.pairs,
    )


@to_contract.register
def _(assigned: Notice.ObserverAssigned) -> contract.ObserverAssigned:
    return contract.ObserverAssigned(
        assignment_id=assigned.assignment_id,
        notice_id=assigned.originator_id,
        person_id=assigned.person_id,
        cell_id=assigned.cell_id,
        from_on=assigned.from_on,
        until_on=assigned.until_on,
    )


@to_contract.register
def _(released: Notice.ObserverReleased) -> contract.ObserverReleased:
    return contract.ObserverReleased(
        assignment_id=released.assignment_id,
        notice_id=released.originator_id,
        person_id=released.person_id,
        cell_id=released.cell_id,
        released_on=released.released_on,
        reason=text(released.reason),
    )


@to_contract.register
def _(withdrawn: Notice.ReleaseWithdrawn) -> contract.ObserverReleaseWithdrawn:
    return alike(contract.ObserverReleaseWithdrawn, withdrawn, notice_id=withdrawn.originator_id)


@to_contract.register
def _(notified: Notice.ObserverNotified) -> contract.ObserverNotified:
    return contract.ObserverNotified(
        assignment_id=notified.assignment_id,
        person_id=notified.person_id,
        cell_id=notified.cell_id,
        meeting_id=notified.meeting_id,
        change=notified.change.value,
        former_starts_at=notified.former_starts_at,
        starts_at=notified.starts_at,
        place=notified.place,
    )


@to_contract.register
def _(repaired: Notice.AssignmentRepaired) -> contract.AssignmentRepaired:
    return contract.AssignmentRepaired(
        assignment_id=repaired.assignment_id,
        former_assignment_id=repaired.former_assignment_id,
        notice_id=repaired.originator_id,
        cell_id=repaired.cell_id,
        former_person_id=repaired.former_person_id,
        person_id=repaired.person_id,
        from_on=repaired.from_on,
    )


@to_contract.register
def _(withdrawn: Notice.Withdrawn) -> contract.NoticeWithdrawn:
    return alike(contract.NoticeWithdrawn, withdrawn, notice_id=withdrawn.originator_id)
