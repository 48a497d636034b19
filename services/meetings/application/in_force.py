"""By which policy something of a day is judged: the keeper's own, else the city's, else what comes with the system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.meeting_policies import MeetingPolicyAdopted
from services.chassis.event_store import Repository
from services.meetings.domain import MeetingPolicies, MeetingPolicy, OnRepeat
from services.meetings.replicas.city import CityPolicies


@dataclass(frozen=True)
class PoliciesInForce:
    """The policies by which one keeper's meetings are judged; `usual` is in force where nobody has adopted one."""

    repository: Repository
    city: CityPolicies
    usual: MeetingPolicy

    async def on(self, day: date) -> MeetingPolicy:
        """The policy of a day: the keeper's own; before its first one the city's."""
        policies_id = MeetingPolicies.create_id(self.repository.store.feed.keeper)
        policies = await self.repository.find(MeetingPolicies, policies_id)
        own = policies.in_force(day) if policies else None
        if own is not None:
            return own
        city = await self.city.on(day)
        return _policy(city) if city else self.usual


def _policy(told: MeetingPolicyAdopted) -> MeetingPolicy:
    return MeetingPolicy(
        version=told.version,
        attendance_over_percent=told.attendance_over_percent,
        least_minutes=told.least_minutes,
        papers_ahead_days=told.papers_ahead_days,
        repeated_theme=OnRepeat(told.repeated_theme),
        merging_allowed=told.merging_allowed,
    )
