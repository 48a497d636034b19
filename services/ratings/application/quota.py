"""Which quota policy is in force: the keeper's own, else the city's, else the one that the product comes with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.classification import AdoptQuotaPolicy, QuotaPolicyAdopted, QuotaSettings, WithdrawQuotaPolicy
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.ratings.domain import (
    Base,
    Enforcement,
    GroupBy,
    Objects,
    QuotaPolicies,
    QuotaPolicy,
    Rounding,
    Ties,
)
from services.ratings.domain.quota_policies import in_force
from services.ratings.replicas import CityStandards, Resting


@dataclass(frozen=True)
class Quotas:
    """The quota policies of one keeper."""

    repository: Repository
    keeper: str
    city: CityStandards
    usual: QuotaPolicy
    resting: Resting

    async def adopt_quota_policy(self, command: AdoptQuotaPolicy, call: Call) -> Decided:
        policies = await self._own()
        adopted = policies.adopt(policy_of(command))
        decided = {"policy_id": str(adopted.policy_id), "version": adopted.version}
        return await self.repository.save(call, policies, decided=decided)

    async def withdraw_quota_policy(self, command: WithdrawQuotaPolicy, call: Call) -> Decided:
        policies, objects = await self._own(), Objects(command.objects)
        version = policies.from_day(command.effective_from, objects).version
        reason = await self.repository.text(call, "reason", command.reason, about=policies.id, unit_id=None)
        policies.withdraw(command.effective_from, objects, reason.ref)
        decided = {"version": version, "resting": await self.resting.on(version)}
        return await self.repository.save(call, policies, texts=[reason], decided=decided)

    async def of(self, objects: Objects, on: date) -> QuotaPolicy:
        """The policy for what is rated on the last day of its period."""
        own = in_force([one.policy for one in (await self._own()).policies], objects, on)
        if own is not None:
            return own
        return in_force([policy_of(told) for told in await self.city.quotas()], objects, on) or self.usual

    async def _own(self) -> QuotaPolicies:
        return await self.repository.find_or_open(QuotaPolicies, self.keeper)


def policy_of(told: QuotaSettings | QuotaPolicyAdopted) -> QuotaPolicy:
    """The policy as a message tells it."""
    return QuotaPolicy(
        name=told.name,
        effective_from=told.effective_from,
        objects=[Objects(one) for one in told.objects],
        base=Base(told.base),
        cap_percent=told.cap_percent,
        group_by=GroupBy(told.group_by),
        rounding=Rounding(told.rounding),
        small_group_below=told.small_group_below,
        small_group_allows=told.small_group_allows,
        ties=Ties(told.ties),
        enforcement=Enforcement(told.enforcement),
    )
