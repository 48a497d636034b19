"""What stands recorded of a unit in histories of their own, looked up for a unit that ends or never was."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.chassis.event_store import Repository
from services.registry.domain import CellCommittee, Matter, Membership, Recorded
from services.registry.read_models.grants import Grants


@dataclass(frozen=True)
class RecordedOfUnits:
    """Looks in the histories that have the unit's id in theirs, and for grants in the replica.

    The unit itself notes what is recorded of it, but for grants, which hundreds of people hold on one committee: they
    would all wait for it. A grant that slips through begins on a unit that is no more, and opens nothing.
    """

    repository: Repository
    grants: Grants

    async def of(self, unit_id: UUID) -> set[Recorded]:
        """Everything that was not withdrawn."""
        committee = await self.repository.find(CellCommittee, CellCommittee.create_id(unit_id))
        membership = await self.repository.find(Membership, Membership.create_id(unit_id))
        granted = [Recorded(Matter.GRANT, *term) for term in await self.grants.terms_on(unit_id)]
        return {*granted, *(one for known in (committee, membership) if known for one in known.recorded())}
