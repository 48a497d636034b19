"""Who may do what with units, rolls and people."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.grants import GrantRole, ListGrants, RevokeRole
from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.policy import Rule, holds


def has_a_role_here(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever holds any role at the keeper: where the units stand is no secret among them."""
    return any(role.keeper == keeper for role in actor.roles)


FROM_ABOVE: Mapping[str, frozenset[str]] = {
    "secretary": frozenset({"staff", "leader"}),
    "committee": frozenset({"staff", "leader"}),
    "observer": frozenset({"staff", "leader"}),
    "staff": frozenset({"leader"}),
    "leader": frozenset({"leader"}),
}
"""Role -> who may grant and revoke it, on a unit above or on the whole keeper."""

FROM_THE_KEEPER: Mapping[str, frozenset[str]] = {
    "staff": frozenset({"operator"}),
    "leader": frozenset({"operator"}),
    "auditor": frozenset({"leader"}),
    "operator": frozenset({"leader"}),
}
"""The same, on the whole keeper only: how the first ones come to their roles, and roles that look at everything."""


def grants(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever stands above the unit and may grant that role: nobody makes his own equals, but on the top."""
    if not isinstance(message, GrantRole | RevokeRole):
        return False
    above, whole = FROM_ABOVE.get(message.role, frozenset()), FROM_THE_KEEPER.get(message.role, frozenset())
    return any(
        (role.unit_id is None and role.name in above | whole)
        or (role.inherited and role.unit_id == message.unit_id and role.name in above)
        for role in actor.roles
        if role.keeper == keeper
    )


over_the_unit = holds("staff", "leader", "committee", "auditor", "operator", unit="unit_id")


def reads_grants(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow everybody to ask for himself, and whoever holds a role over the unit that is asked about."""
    himself = isinstance(message, ListGrants) and message.person_id == actor.person_id
    return himself or over_the_unit(actor, keeper, message)


RULES: Mapping[str, Rule] = {
    "registry.structure": holds("staff"),
    "registry.roll": holds("secretary", "committee", "staff", unit="unit_id"),
    "registry.committee": holds("secretary", "committee", "staff", unit="unit_id"),
    "registry.training": holds("committee", "staff", "leader", unit="unit_id"),
    "registry.confirm_erasure": holds("leader", "auditor"),
    "registry.people": holds("staff"),
    "registry.grant": grants,
    "registry.read_grants": reads_grants,
    "registry.read": has_a_role_here,
    "registry.read_people": holds("staff", "auditor"),
    "registry.read_reads": holds("auditor"),
}
