"""By which policy something of a day is judged: the keeper's own, or the one that comes with the system."""

from __future__ import annotations

from datetime import date

from services.chassis.event_store import Repository
from services.meetings.domain import MeetingPolicies, MeetingPolicy


async def policy_in_force(repository: Repository, on: date, *, otherwise: MeetingPolicy) -> MeetingPolicy:
    """The policy of that day."""
    policies = await repository.find(MeetingPolicies, MeetingPolicies.create_id(repository.store.feed.keeper))
    return policies.in_force(on, otherwise=otherwise) if policies else otherwise
