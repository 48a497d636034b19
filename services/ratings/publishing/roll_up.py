"""What the world is told of the policies by which years are rolled up."""

from __future__ import annotations

from dataclasses import asdict

from contracts import roll_up as contract
from services.chassis.telling import text
from services.ratings.domain import RollUpPolicies
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: RollUpPolicies.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: RollUpPolicies.Adopted) -> contract.RollUpPolicyAdopted:
    adopted, policy = happened.adopted, happened.adopted.policy
    return contract.RollUpPolicyAdopted(
        policy_id=adopted.policy_id,
        version=adopted.version,
        key=policy.key,
        name=policy.name,
        effective_from=policy.effective_from,
        rules=[contract.RollUpRule(**asdict(rule)) for rule in policy.rules],
    )


@to_contract.register
def _(happened: RollUpPolicies.Withdrawn) -> contract.RollUpPolicyWithdrawn:
    known = happened.withdrawn
    return contract.RollUpPolicyWithdrawn(
        policy_id=known.policy_id,
        version=known.version,
        key=known.policy.key,
        effective_from=known.policy.effective_from,
        reason=text(happened.reason),
    )
