"""Six faults, planted: an assignments service that lets the open side learn of plans in six different places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prometheus_client import Counter

from contracts.assignments import (
    DraftQuarterlyReport,
    MakeVisit,
    NotifyObserver,
    PlanVisit,
    QuarterlyDraft,
    WithdrawVisit,
)
from services.assignments.application import AssignmentsOfKeeper, Notices, ObserverReports, VisitPlans, Visits
from services.assignments.domain.notice import Notice
from services.assignments.main import SERVICE
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.runtime import KeeperParts, Service

PLANS_MADE = Counter("sinhhoat_requests_of_observers", "Planted: its label tells of plans", ["kind"], registry=None)


@dataclass(frozen=True)
class LeakyVisits(Visits):
    """Knows of the sealed side what it must not even hold."""

    sealed: VisitPlans

    async def make_visit(self, command: MakeVisit, call: Call) -> Decided:
        """Leaks a position beside the right one, and a number in the words of a refusal."""
        try:
            decided = await super().make_visit(command, call)
        except Refused as no:
            plans = await self.sealed.plans.of_person(call.actor.person_id)
            raise Refused(no.code, field=no.field, **no.numbers, plans=len(plans)) from None
        sealed = self.sealed.repository.store
        return Decided(decided.decided, dict(decided.positions) | {str(sealed.feed): await sealed.published_head()})

    async def withdraw_visit(self, command: WithdrawVisit, call: Call) -> Decided:
        """Leaks a count."""
        decided = await super().withdraw_visit(command, call)
        plans = await self.sealed.plans.of_person(call.actor.person_id)
        return Decided(dict(decided.decided) | {"plans": len(plans)}, decided.positions)


@dataclass(frozen=True)
class LeakyNotices(Notices):
    """Tells observers of moved meetings, and more than that."""

    sealed: VisitPlans

    async def notify_observer(self, command: NotifyObserver, call: Call) -> Decided:
        """Leaks by telling more to whoever means to come."""
        notice = await self.repository.load(Notice, command.notice_id)
        plans = await self.sealed.plans.of_person(notice.assignments.one(command.assignment_id).person_id)
        told = command.model_copy(update={"place": f"{command.place} ({len(plans)})"}) if plans else command
        return await super().notify_observer(told, call)


@dataclass(frozen=True)
class LeakyReports(ObserverReports):
    """Counts in the answer to a draft what was planned."""

    sealed: VisitPlans

    async def draft_quarterly_report(self, query: DraftQuarterlyReport, actor: Actor, keeper: str) -> QuarterlyDraft:
        """Leaks a month in which somebody means to come."""
        draft = await super().draft_quarterly_report(query, actor, keeper)
        planned = await self.sealed.plans.of_person(actor.person_id)
        months = [*draft.months_without_visit, *(plan.planned_on for plan in planned)]
        return draft.model_copy(update={"months_without_visit": months})


@dataclass(frozen=True)
class CountedPlans(VisitPlans):
    """Counts what must not be counted."""

    async def plan_visit(self, command: PlanVisit, call: Call) -> Decided:
        """Leaks by the label of a metric."""
        PLANS_MADE.labels("plan_visit").inc()
        return await super().plan_visit(command, call)


def leaky() -> Service:
    """The service with all six."""

    def assemble(parts: KeeperParts) -> AssignmentsOfKeeper:
        right: AssignmentsOfKeeper = SERVICE.assemble(parts)
        return replace(
            right,
            notices=LeakyNotices(**vars(right.notices), sealed=right.sealed),
            visits=LeakyVisits(**vars(right.visits), sealed=right.sealed),
            reports=LeakyReports(**vars(right.reports), sealed=right.sealed),
            sealed=CountedPlans(**vars(right.sealed)),
        )

    return replace(SERVICE, assemble=assemble)


PLANTED: Mapping[str, str] = {
    "a position": "reply visit",
    "a count": "reply withdrawal",
    "a metric label": 'metric assignments sinhhoat_requests_of_observers_total{kind="plan_visit"}',
    "an error text": "reply visit of an unknown meeting",
    "a notification": "row hoc-mon.assignments",
    "a draft": "reply draft of the first",
}
"""The fault -> where the check has to find it."""
