"""What the world is told of remediations."""

from __future__ import annotations

from contracts import remediation as contract
from contracts.texts import TextRef
from services.chassis.aggregate import TextRef as StoredText
from services.chassis.telling import text
from services.ratings.domain import Remediation
from services.ratings.publishing.telling import to_contract


def _maybe(stored: StoredText | None) -> TextRef | None:
    return None if stored is None else text(stored)


@to_contract.register
def _(opened: Remediation.Opened) -> None:
    """Not published: nothing is ordered yet."""


@to_contract.register
def _(ordered: Remediation.Ordered) -> contract.RemediationOrdered:
    order = ordered.order
    return contract.RemediationOrdered(
        remediation_id=ordered.originator_id,
        issuer_id=order.issuer_id,
        unit_id=order.unit_id,
        number=order.number,
        ordered_on=order.ordered_on,
        due_on=order.due_on,
        points=order.points,
        reason=text(ordered.reason),
    )


@to_contract.register
def _(followed: Remediation.Followed) -> contract.RemediationFollowed:
    return contract.RemediationFollowed(
        remediation_id=followed.originator_id,
        issuer_id=followed.order.issuer_id,
        unit_id=followed.order.unit_id,
        checked_on=followed.checked_on,
        met=followed.met,
        points=len(followed.order.points),
        finding=_maybe(followed.finding),
    )


@to_contract.register
def _(closed: Remediation.Closed) -> contract.RemediationClosed:
    return contract.RemediationClosed(
        remediation_id=closed.originator_id,
        issuer_id=closed.order.issuer_id,
        unit_id=closed.order.unit_id,
        due_on=closed.order.due_on,
        closed_on=closed.closed_on,
        rectified=closed.rectified.value,
        met=closed.met,
        points=len(closed.order.points),
        conclusion=_maybe(closed.conclusion),
    )


@to_contract.register
def _(withdrawn: Remediation.Withdrawn) -> contract.RemediationWithdrawn:
    return contract.RemediationWithdrawn(
        remediation_id=withdrawn.originator_id,
        issuer_id=withdrawn.order.issuer_id,
        unit_id=withdrawn.order.unit_id,
        ordered_on=withdrawn.order.ordered_on,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(withdrawn: Remediation.LookWithdrawn) -> contract.RemediationLookWithdrawn:
    return contract.RemediationLookWithdrawn(
        remediation_id=withdrawn.originator_id,
        issuer_id=withdrawn.order.issuer_id,
        unit_id=withdrawn.order.unit_id,
        checked_on=withdrawn.withdrawn.checked_on,
        met=withdrawn.met,
        points=len(withdrawn.order.points),
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(withdrawn: Remediation.ClosingWithdrawn) -> contract.RemediationClosingWithdrawn:
    return contract.RemediationClosingWithdrawn(
        remediation_id=withdrawn.originator_id,
        issuer_id=withdrawn.order.issuer_id,
        unit_id=withdrawn.order.unit_id,
        due_on=withdrawn.order.due_on,
        closed_on=withdrawn.closed_on,
        reason=text(withdrawn.reason),
    )
