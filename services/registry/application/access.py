"""Who may what: roles granted on units and revoked, each in a history of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.grants import GrantList, GrantRole, ListGrants, RevokeRole
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.registry.domain import Grant, RoleName, Structure, Term
from services.registry.domain.life import UnitLife
from services.registry.people import People
from services.registry.read_models.grants import Grants


@dataclass(frozen=True)
class AccessHere:
    """The grants of one keeper."""

    repository: Repository
    keeper: str
    people: People
    grants: Grants

    async def grant_role(self, command: GrantRole, call: Call) -> Decided:
        unit = await self._unit(command)
        await self.people.require(command.person_id)
        grant = await self._grant(command)
        grant.grant(Term(command.from_on, command.until_on), unit, by=call.actor.person_id)
        return await self.repository.save(call, grant, decided={"grant_id": str(grant.id)})

    async def revoke_role(self, command: RevokeRole, call: Call) -> Decided:
        grant = await self._grant(command)
        reason = await self.repository.text(call, "reason", command.reason, about=grant.id, unit_id=grant.unit_id)
        grant.revoke(command.revoked_on, reason.ref)
        return await self.repository.save(call, grant, texts=[reason], decided={"grant_id": str(grant.id)})

    async def list_grants(self, query: ListGrants, today: date) -> GrantList:
        return await self.grants.in_force(query, query.as_of or today)

    async def _grant(self, command: GrantRole | RevokeRole) -> Grant:
        """The role of this person on this unit, perhaps never granted yet."""
        key = (self.keeper, command.person_id, RoleName(command.role), command.unit_id)
        return await self.repository.find_or_open(Grant, *key)

    async def _unit(self, command: GrantRole) -> UnitLife:
        structure = await self.repository.find(Structure, Structure.create_id(self.keeper))
        if structure is None:
            raise Refused("unit_unknown", field="unit_id")
        return structure.unit(command.unit_id)
