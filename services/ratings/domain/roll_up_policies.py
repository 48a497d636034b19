"""All policies of a keeper by which a year of meetings is rolled up, each in force from its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.ids import NAMESPACE
from services.ratings.domain.roll_up import RollUpPolicy


@dataclass(frozen=True)
class AdoptedRollUp:
    """A policy with its id and version."""

    TOPIC: ClassVar[str] = "ratings.AdoptedRollUp"
    policy_id: UUID
    version: str
    policy: RollUpPolicy


class RollUpPolicies(Aggregate):
    """The roll-up policies of one keeper, one for a day. A year is rolled up when asked for: none rests on them."""

    TOPIC = "ratings.RollUpPolicies"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.RollUpPolicies.Opened"
        keeper: str

    class Adopted(Aggregate.Event):
        TOPIC = "ratings.RollUpPolicies.Adopted"
        adopted: AdoptedRollUp

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.RollUpPolicies.Withdrawn"
        withdrawn: AdoptedRollUp
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.policies: list[AdoptedRollUp] = []

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return uuid5(uuid5(NAMESPACE, keeper), "roll-up policies")

    def adopt(self, policy: RollUpPolicy) -> AdoptedRollUp:
        policy.check()
        if any(one.policy.effective_from == policy.effective_from for one in self.policies):
            raise Refused("roll_up_day_taken", field="effective_from", day=policy.effective_from.isoformat())
        policy_id = uuid5(self.id, policy.effective_from.isoformat())
        adopted = AdoptedRollUp(policy_id, policy.version, policy)
        self._adopted(adopted)
        return adopted

    def withdraw(self, effective_from: date, reason: TextRef) -> AdoptedRollUp:
        known = next((one for one in self.policies if one.policy.effective_from == effective_from), None)
        if known is None:
            raise Refused("no_roll_up_from_that_day", field="effective_from", day=effective_from.isoformat())
        self._withdrawn(known, reason)
        return known

    # Replaying history runs the methods below again, so they check nothing.

    @event(Adopted)
    def _adopted(self, adopted: AdoptedRollUp) -> None:
        self.policies.append(adopted)

    @event(Withdrawn)
    def _withdrawn(self, withdrawn: AdoptedRollUp, reason: TextRef) -> None:
        self.policies = [one for one in self.policies if one.policy_id != withdrawn.policy_id]
