"""The policies that a keeper has adopted, and which of them is in force on a day.

One aggregate and no replica of our own events: a meeting recorded a moment after an adoption would otherwise be judged
by the former numbers, silently. Where none is adopted, the city's is in force or the one that comes with the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.quality import MeetingPolicy

NAMESPACE = UUID("5b0c9c6e-6f44-5f0b-9a2e-0d9a5f2b7c11")
"""Never changed: the id of every keeper's policies follows from it."""


@dataclass(frozen=True)
class AdoptedPolicy:
    """A policy under its name, with the day from which it is in force."""

    TOPIC: ClassVar[str] = "meetings.AdoptedPolicy"

    name: str
    effective_from: date
    policy: MeetingPolicy


class MeetingPolicies(Aggregate):
    """The policies of one keeper. One adopted late for an earlier day judges nothing again."""

    TOPIC = "meetings.MeetingPolicies"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.MeetingPolicies.Opened"
        keeper: str

    class PolicyAdopted(Aggregate.Event):
        TOPIC = "meetings.MeetingPolicies.PolicyAdopted"
        adopted: AdoptedPolicy

    class PolicyWithdrawn(Aggregate.Event):
        TOPIC = "meetings.MeetingPolicies.PolicyWithdrawn"
        version: str
        effective_from: date
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.adopted: dict[date, AdoptedPolicy] = {}

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return uuid5(NAMESPACE, keeper)

    def adopt(self, adopted: AdoptedPolicy) -> None:
        if adopted.effective_from in self.adopted:
            raise Refused("policy_day_taken", field="effective_from", day=adopted.effective_from.isoformat())
        self._policy_adopted(adopted)

    def withdraw(self, effective_from: date, reason: TextRef) -> None:
        known = self.adopted.get(effective_from)
        if known is None:
            raise Refused("no_policy_from_that_day", field="effective_from", day=effective_from.isoformat())
        self._policy_withdrawn(known.policy.version, effective_from, reason)

    def in_force(self, on: date) -> MeetingPolicy | None:
        """The policy of a day; None before the first one."""
        past = [day for day in self.adopted if day <= on]
        return self.adopted[max(past)].policy if past else None

    # Replaying history runs the methods below again, so they check nothing.

    @event(PolicyAdopted)
    def _policy_adopted(self, adopted: AdoptedPolicy) -> None:
        self.adopted[adopted.effective_from] = adopted

    @event(PolicyWithdrawn)
    def _policy_withdrawn(self, version: str, effective_from: date, reason: TextRef) -> None:
        del self.adopted[effective_from]
