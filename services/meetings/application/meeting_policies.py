"""The use cases of the policies by which meetings are judged: load, decide, save."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.meeting_policies import AdoptMeetingPolicy, WithdrawMeetingPolicy
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.meetings.domain import AdoptedPolicy, MeetingPolicies, OnRepeat, policy_of


@dataclass(frozen=True)
class Policies:
    """The policies of one keeper."""

    repository: Repository

    async def adopt_meeting_policy(self, command: AdoptMeetingPolicy, call: Call) -> Decided:
        policies = await self.repository.find_or_open(MeetingPolicies, call.keeper)
        adopted = _adopted(command)
        policies.adopt(adopted)
        return await self.repository.save(call, policies, decided={"version": adopted.policy.version})

    async def withdraw_meeting_policy(self, command: WithdrawMeetingPolicy, call: Call) -> Decided:
        policies = await self.repository.load(MeetingPolicies, MeetingPolicies.create_id(call.keeper))
        reason = await self.repository.text(call, "reason", command.reason, about=policies.id, unit_id=None)
        policies.withdraw(command.effective_from, reason.ref)
        return await self.repository.save(call, policies, texts=[reason])


def _adopted(command: AdoptMeetingPolicy) -> AdoptedPolicy:
    policy = policy_of(
        command.name,
        command.effective_from,
        attendance_over_percent=command.attendance_over_percent,
        least_minutes=command.least_minutes,
        papers_ahead_days=command.papers_ahead_days,
        repeated_theme=OnRepeat(command.repeated_theme),
        merging_allowed=command.merging_allowed,
    )
    return AdoptedPolicy(command.name, command.effective_from, policy)
