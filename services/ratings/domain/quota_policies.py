"""All quota policies of a keeper, and which of them is in force for an object on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.ids import NAMESPACE
from services.ratings.domain.quota import Objects, QuotaPolicy


@dataclass(frozen=True)
class AdoptedPolicy:
    """A policy with its id and version."""

    TOPIC: ClassVar[str] = "ratings.AdoptedPolicy"
    policy_id: UUID
    version: str
    policy: QuotaPolicy


class QuotaPolicies(Aggregate):
    """The quota policies of one keeper. One adopted late for an earlier day changes no decision that was taken."""

    TOPIC = "ratings.QuotaPolicies"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.QuotaPolicies.Opened"
        keeper: str

    class Adopted(Aggregate.Event):
        TOPIC = "ratings.QuotaPolicies.Adopted"
        adopted: AdoptedPolicy

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.QuotaPolicies.Withdrawn"
        withdrawn: AdoptedPolicy
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.policies: list[AdoptedPolicy] = []

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return uuid5(uuid5(NAMESPACE, keeper), "quota policies")

    def adopt(self, policy: QuotaPolicy) -> AdoptedPolicy:
        policy.check()
        for known in (one.policy for one in self.policies):
            if known.effective_from == policy.effective_from and set(known.objects) & set(policy.objects):
                raise Refused("quota_policy_day_taken", field="effective_from", day=policy.effective_from.isoformat())
        policy_id = uuid5(self.id, f"{policy.effective_from.isoformat()} {policy.version}")
        adopted = AdoptedPolicy(policy_id, policy.version, policy)
        self._adopted(adopted)
        return adopted

    def from_day(self, effective_from: date, objects: Objects) -> AdoptedPolicy:
        """The policy for what is rated from that very day on, or refused with `no_quota_policy_from_that_day`."""
        for one in self.policies:
            if one.policy.effective_from == effective_from and objects in one.policy.objects:
                return one
        raise Refused("no_quota_policy_from_that_day", field="effective_from", day=effective_from.isoformat())

    def withdraw(self, effective_from: date, objects: Objects, reason: TextRef) -> None:
        """Whole, for everything that it is for; decisions that were judged by it stay as they are."""
        self._withdrawn(self.from_day(effective_from, objects), reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Adopted)
    def _adopted(self, adopted: AdoptedPolicy) -> None:
        self.policies.append(adopted)

    @event(Withdrawn)
    def _withdrawn(self, withdrawn: AdoptedPolicy, reason: TextRef) -> None:
        self.policies = [one for one in self.policies if one.policy_id != withdrawn.policy_id]


def in_force(policies: Iterable[QuotaPolicy], objects: Objects, on: date) -> QuotaPolicy | None:
    """The policy of a day for what is rated, or None before the first one."""
    past = [one for one in policies if objects in one.objects and one.effective_from <= on]
    return max(past, key=lambda one: one.effective_from, default=None)
