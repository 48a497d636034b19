"""What the assignments service is made of; run as `python -m services.assignments.main`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from contracts.places import NEVER_THERE, PLACES
from services.assignments.application import Assignments, AssignmentsOfKeeper, VisitPlans
from services.assignments.domain import AGGREGATES, ENUMS, SEALED_AGGREGATES, VALUES
from services.assignments.domain.pairs import GroupsPolicy
from services.assignments.domain.plan import plan_id, simulated_plan_id
from services.assignments.policies import RULES
from services.assignments.publishing import to_contract, to_sealed_contract
from services.assignments.reactions import CaughtUp, CloseVisitPlans, NotifyObservers
from services.assignments.replicas.in_force import AssignmentReplica, ReplicatedAssignments
from services.assignments.replicas.meetings import MeetingReplica, ReplicatedMeetings
from services.assignments.replicas.plans import PlanReplica, ReplicatedPlans
from services.assignments.replicas.units import ReplicatedUnits, UnitReplica
from services.assignments.subscribers import router
from services.chassis.event_store import Codec
from services.chassis.projection.reactions import Reaction
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, SealedSide, Service, run

_POLICY = json.loads(Path(__file__).with_name("policy.json").read_text(encoding="utf-8"))
GROUPS = GroupsPolicy(_POLICY["version"], _POLICY["least_groups_of_types"])


def assemble(parts: KeeperParts) -> AssignmentsOfKeeper:
    """The application of one keeper, its open and its sealed side."""
    pool, keeper = parts.pool, parts.keeper
    in_force = ReplicatedAssignments(pool, keeper)
    units, meetings = ReplicatedUnits(pool, keeper), ReplicatedMeetings(pool, keeper)
    return AssignmentsOfKeeper(
        Assignments(parts.own(), units, meetings, in_force, GROUPS),
        VisitPlans(parts.own_sealed(), in_force, ReplicatedPlans(pool, keeper), _plan_ids(parts.simulated)),
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
    projections=(UnitReplica(), MeetingReplica(), AssignmentReplica(), PlanReplica(), TREE),
    above=TREE.above,
    reactions=react,
)

if __name__ == "__main__":
    run(SERVICE)
