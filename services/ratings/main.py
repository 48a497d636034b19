"""What the ratings service is made of; run as `python -m services.ratings.main`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg

from contracts.classification import QuotaSettings
from contracts.places import NEVER_THERE, PLACES
from services.chassis.event_store import Codec, Repository
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reactions import Reaction
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, Service, run
from services.ratings.application import (
    Classifications,
    Commendations,
    Dependents,
    FourGoods,
    Quotas,
    Ratings,
    RatingsOfKeeper,
    Remediations,
    RollUps,
    Surveys,
)
from services.ratings.application.quota import policy_of
from services.ratings.domain import AGGREGATES, ENUMS, VALUES, SurveyPolicy
from services.ratings.domain.four_goods_year import TitlePolicy
from services.ratings.domain.roll_up import RollUpPolicy
from services.ratings.domain.schemes import Scheme
from services.ratings.policies import RULES
from services.ratings.publishing import to_contract
from services.ratings.reactions import (
    Followed,
    RedateRestingScores,
    WithdrawOvertakenScores,
    WithdrawRestingScores,
)
from services.ratings.replicas import (
    GivenReplica,
    GoneReplica,
    MeetingReplica,
    ReplicatedAttended,
    ReplicatedGiven,
    ReplicatedGone,
    ReplicatedPlaces,
    ReplicatedResting,
    ReplicatedStandards,
    ReplicatedUnits,
    StandardReplica,
    UnitReplica,
)
from services.ratings.subscribers import router


def _data(name: str) -> Any:
    """Rules are data: a file beside this module."""
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


SCHEMES = [Scheme.read(told) for told in _data("schemes.json")]
USUAL_QUOTA = policy_of(QuotaSettings.model_validate(_data("quota.json")))
ROLL_UPS = [RollUpPolicy.read(told) for told in _data("roll_up.json")]
TITLES = [TitlePolicy.read(told) for told in _data("four_goods.json")]
SURVEYS = SurveyPolicy(**_data("survey.json"))
TREE = Tree("ratings_tree", "registry", PLACES, NEVER_THERE)


def application(repository: Repository, pool: asyncpg.Pool, keeper: str) -> RatingsOfKeeper:
    """All use cases of one keeper."""
    city = ReplicatedStandards(pool)
    units, attended = ReplicatedUnits(pool, keeper), ReplicatedAttended(pool, keeper)
    resting = ReplicatedResting(pool, keeper)
    quotas = Quotas(repository, keeper, city, USUAL_QUOTA, resting)
    below = ReplicatedPlaces(TREE.above(pool), keeper)
    return RatingsOfKeeper(
        ratings=Ratings(repository, keeper, attended, city, resting),
        roll_ups=RollUps(repository, keeper, attended, city, ROLL_UPS),
        quotas=quotas,
        classifications=Classifications(repository, keeper, units, quotas, SCHEMES),
        four_goods=FourGoods(repository, keeper, attended, city, units, resting, TITLES),
        remediations=Remediations(repository, below),
        commendations=Commendations(repository, units, below),
        surveys=Surveys(repository, below, SURVEYS),
        dependents=Dependents(repository, ReplicatedGiven(pool, keeper), attended),
    )


def assemble(parts: KeeperParts) -> RatingsOfKeeper:
    """The application of one keeper, as the chassis hands it its parts."""
    return application(parts.own(), parts.pool, parts.keeper)


def react(keepers: Mapping[str, KeeperParts]) -> tuple[Reaction, ...]:
    """What follows by itself from others' events."""
    followed = {
        keeper: Followed(
            attended=parts.positions[MeetingReplica.name],
            withdrawn=parts.positions[GoneReplica.name],
            given=CaughtUp(parts.own().store, parts.positions[GivenReplica.name]),
            gone=ReplicatedGone(parts.pool, keeper),
            meetings=ReplicatedAttended(parts.pool, keeper),
        )
        for keeper, parts in keepers.items()
    }
    return WithdrawRestingScores(followed), WithdrawOvertakenScores(followed), RedateRestingScores(followed)


SERVICE = Service(
    name="ratings",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(MeetingReplica(), UnitReplica(), StandardReplica(), GivenReplica(), GoneReplica(), TREE),
    above=TREE.above,
    reactions=react,
)

if __name__ == "__main__":
    run(SERVICE)
