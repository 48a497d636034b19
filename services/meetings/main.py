"""What the meetings service is made of; run as `python -m services.meetings.main`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import asyncpg

from contracts.places import NEVER_THERE, PLACES
from services.chassis.event_store import Codec, Repository
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, Service, run
from services.meetings.application import (
    Gatherings,
    Guiding,
    Issues,
    Listing,
    Meetings,
    MeetingsOfKeeper,
    Policies,
    Practices,
    Preparation,
    Resolutions,
)
from services.meetings.application.dependents import Resting
from services.meetings.application.in_force import PoliciesInForce
from services.meetings.domain import AGGREGATES, ENUMS, VALUES, AnswerPolicies, AnswerPolicy, MeetingPolicy
from services.meetings.policies import RULES
from services.meetings.publishing import to_contract
from services.meetings.replicas import CellReplica, ReplicatedCells
from services.meetings.replicas.city import CityPolicyReplica, ReplicatedCityPolicies
from services.meetings.replicas.followed import FollowedReplica
from services.meetings.replicas.followed_lists import ReplicatedFollowed
from services.meetings.replicas.listed import ListedReplica
from services.meetings.replicas.lists import ReplicatedLists
from services.meetings.replicas.units import ReplicatedUnits
from services.meetings.replicas.visits import ReplicatedVisits, VisitReplica
from services.meetings.subscribers import router

_POLICY = json.loads(Path(__file__).with_name("policy.json").read_text(encoding="utf-8"))
POLICY = MeetingPolicy(_POLICY["version"], _POLICY["attendance_over_percent"], _POLICY["least_minutes"])
ANSWERS = AnswerPolicies(
    [
        AnswerPolicy(known["version"], date.fromisoformat(known["effective_from"]), known["answer_within_days"])
        for known in json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))["versions"]
    ]
)
TREE = Tree("meetings_tree", "registry", PLACES, NEVER_THERE)


def assemble(parts: KeeperParts) -> MeetingsOfKeeper:
    """The application of one keeper."""
    return of_keeper(parts.own(), parts.pool, parts.keeper)


def of_keeper(repository: Repository, pool: asyncpg.Pool, keeper: str) -> MeetingsOfKeeper:
    """The application over a history and the replicas beside it."""
    cells, units = ReplicatedCells(pool, keeper), ReplicatedUnits(TREE, pool, keeper)
    followed, lists = ReplicatedFollowed(TREE, pool, keeper), ReplicatedLists(TREE, pool, keeper)
    policies = PoliciesInForce(repository, ReplicatedCityPolicies(pool), POLICY)
    return MeetingsOfKeeper(
        meetings=Meetings(repository, cells, policies, Resting(repository, followed)),
        preparation=Preparation(repository, cells, policies),
        policies=Policies(repository),
        resolutions=Resolutions(repository, cells, followed),
        gatherings=Gatherings(repository, units, lists),
        guiding=Guiding(repository, units),
        practices=Practices(repository, units),
        issues=Issues(repository, units, ReplicatedVisits(pool, keeper), followed, ANSWERS),
        listing=Listing(repository, units, lists),
    )


SERVICE = Service(
    name="meetings",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(CellReplica(), TREE, VisitReplica(), FollowedReplica(), ListedReplica(), CityPolicyReplica()),
    above=TREE.above,
)

if __name__ == "__main__":
    run(SERVICE)
