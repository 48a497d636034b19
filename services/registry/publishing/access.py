"""What the world is told of roles."""

from __future__ import annotations

from contracts import grants as contract
from services.chassis.telling import text
from services.registry.domain import Grant
from services.registry.publishing.telling import to_contract


@to_contract.register
def _(opened: Grant.Opened) -> None:
    """Not published: it only fixes the id; what is granted, the next event tells."""


@to_contract.register
def _(granted: Grant.RoleGranted) -> contract.RoleGranted:
    return contract.RoleGranted(
        grant_id=granted.originator_id,
        person_id=granted.person_id,
        role=granted.role.value,
        unit_id=granted.unit_id,
        from_on=granted.from_on,
        until_on=granted.until_on,
    )


@to_contract.register
def _(revoked: Grant.RoleRevoked) -> contract.RoleRevoked:
    return contract.RoleRevoked(
        grant_id=revoked.originator_id,
        person_id=revoked.person_id,
        role=revoked.role.value,
        unit_id=revoked.unit_id,
        revoked_on=revoked.revoked_on,
        reason=text(revoked.reason),
    )
