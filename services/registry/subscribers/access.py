"""Who may what: roles granted on units, and revoked."""

from __future__ import annotations

from contracts.grants import GrantList, GrantRole, ListGrants, RevokeRole
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


# Each looks its unit up in the tree, which is lent to one command at a time: hundreds together would wait too long.
@router.on(GrantRole, action="registry.grant", serial=True)
async def grant_role(command: GrantRole, call: Call, here: Registry) -> Decided:
    return await here.access.grant_role(command, call)


@router.on(RevokeRole, action="registry.grant", raced="conflict")
async def revoke_role(command: RevokeRole, call: Call, here: Registry) -> Decided:
    return await here.access.revoke_role(command, call)


@router.answer(ListGrants, action="registry.read_grants")
async def list_grants(query: ListGrants, asker: Asker, here: Registry) -> GrantList:
    return await here.access.list_grants(query, asker.today)
