"""What the assignments service is made of; run as `python -m services.assignments.main`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from contracts.places import NEVER_THERE, PLACES
from services.assignments.application import (
    AssignmentsOfKeeper,
    Directives,
    Findings,
    Inspections,
    Notices,
    ObserverReports,
    VisitPlans,
    Visits,
)
from services.assignments.application.notices import NoticeRules
from services.assignments.application.reports import ReportTerms
from services.assignments.domain import AGGREGATES, ENUMS, SEALED_AGGREGATES, VALUES
from services.assignments.domain.advice import NoticePolicy
from services.assignments.domain.plan import plan_id, simulated_plan_id
from services.assignments.policies import RULES
from services.assignments.publishing import to_contract, to_sealed_contract
from services.assignments.reactions import CloseVisitPlans, NotifyObservers
from services.assignments.replicas.directives import DirectiveReplica, ReplicatedRegister
from services.assignments.replicas.in_force import AssignmentReplica, ReplicatedAssignments
from services.assignments.replicas.issues import IssueReplica, ReplicatedIssues
from services.assignments.replicas.meetings import MeetingReplica, ReplicatedMeetings
from services.assignments.replicas.names import NameReplica, ReplicatedNames
from services.assignments.replicas.plans import PlanReplica, ReplicatedPlans
from services.assignments.replicas.records import RecordReplica
from services.assignments.replicas.units import ReplicatedUnits, UnitReplica
from services.assignments.replicas.work import ReplicatedRecords
from services.assignments.subscribers import router
from services.chassis.event_store import Codec
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reactions import Reaction
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, SealedSide, Service, run

_POLICY = json.loads(Path(__file__).with_name("policy.json").read_text(encoding="utf-8"))
NOTICES = NoticePolicy(
    version=_POLICY["version"],
    least_groups_of_types=_POLICY["least_groups_of_types"],
    priority_types=_POLICY["priority_types"],
    cells_a_month=_POLICY["cells_a_month"],
    apart_minutes=_POLICY["apart_minutes"],
)
REPORT_TERMS = ReportTerms(_POLICY["report_opens_in_month"], _POLICY["report_due_days"])
LONGEST_VISIT = timedelta(hours=_POLICY["longest_visit_hours"])
RULES_OF_NOTICES = NoticeRules(NOTICES, _POLICY["sources"])


def assemble(parts: KeeperParts) -> AssignmentsOfKeeper:
    """The application of one keeper, its open and its sealed side."""
    pool, keeper, own = parts.pool, parts.keeper, parts.own()
    in_force, units = ReplicatedAssignments(pool, keeper), ReplicatedUnits(pool, keeper)
    meetings, records = ReplicatedMeetings(pool, keeper), ReplicatedRecords(pool, keeper)
    issues, names = ReplicatedIssues(pool, keeper), ReplicatedNames(pool, keeper)
    return AssignmentsOfKeeper(
        directives=Directives(own, units, ReplicatedRegister(pool, keeper)),
        notices=Notices(own, units, meetings, in_force, RULES_OF_NOTICES),
        visits=Visits(own, meetings, in_force, NOTICES.apart_minutes, LONGEST_VISIT),
        findings=Findings(own, in_force),
        reports=ObserverReports(own, records, issues, names, REPORT_TERMS),
        inspections=Inspections(own, units),
        sealed=VisitPlans(parts.own_sealed(), in_force, ReplicatedPlans(pool, keeper), _plan_ids(parts.simulated)),
    )


def react(keepers: Mapping[str, KeeperParts]) -> tuple[Reaction, ...]:
    """What follows by itself from others' events and from our own."""
    return (
        NotifyObservers(
            {
                keeper: (
                    ReplicatedAssignments(parts.pool, keeper),
                    CaughtUp(parts.own().store, parts.positions[AssignmentReplica.name]),
                )
                for keeper, parts in keepers.items()
            }
        ),
        CloseVisitPlans(
            {
                keeper: (
                    ReplicatedPlans(parts.pool, keeper),
                    CaughtUp(parts.own_sealed().store, parts.positions[PlanReplica.name]),
                )
                for keeper, parts in keepers.items()
            }
        ),
    )


def _plan_ids(simulated: bool) -> Callable[[UUID], UUID]:
    """Ids that tell nothing; in a simulated history they follow from the command, so that two runs are equal."""
    return simulated_plan_id if simulated else lambda command_id: plan_id(os.urandom(16))


TREE = Tree("assignments_tree", "registry", PLACES, NEVER_THERE)

SERVICE = Service(
    name="assignments",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    sealed=SealedSide(Codec(SEALED_AGGREGATES), to_sealed_contract),
    projections=(
        UnitReplica(),
        NameReplica(),
        TREE,
        MeetingReplica(),
        IssueReplica(),
        DirectiveReplica(),
        AssignmentReplica(),
        RecordReplica(),
        PlanReplica(),
    ),
    above=TREE.above,
    reactions=react,
)

if __name__ == "__main__":
    run(SERVICE)
