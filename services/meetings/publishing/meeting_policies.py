"""What the world is told of the policies by which meetings are judged."""

from __future__ import annotations

from contracts import meeting_policies as contract
from services.chassis.telling import alike
from services.meetings.domain import MeetingPolicies
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: MeetingPolicies.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: MeetingPolicies.PolicyAdopted) -> contract.MeetingPolicyAdopted:
    adopted, policy = happened.adopted, happened.adopted.policy
    return contract.MeetingPolicyAdopted(
        version=policy.version,
        name=adopted.name,
        effective_from=adopted.effective_from,
        attendance_over_percent=policy.attendance_over_percent,
        least_minutes=policy.least_minutes,
        papers_ahead_days=policy.papers_ahead_days,
        repeated_theme=policy.repeated_theme.value,
        merging_allowed=policy.merging_allowed,
    )


@to_contract.register
def _(withdrawn: MeetingPolicies.PolicyWithdrawn) -> contract.MeetingPolicyWithdrawn:
    return alike(contract.MeetingPolicyWithdrawn, withdrawn)
