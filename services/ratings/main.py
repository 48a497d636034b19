"""What the ratings service is made of; run as `python -m services.ratings.main`."""

from __future__ import annotations

from contracts.places import NEVER_THERE, PLACES
import asyncpg

from services.chassis.event_store import Codec, Repository
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, Service, run
from services.ratings.application import Classifications, Quotas, Ratings, RatingsOfKeeper
from services.ratings.domain import AGGREGATES, ENUMS, VALUES
from services.ratings.policies import RULES
from services.ratings.publishing import to_contract
from services.ratings.replicas import (
    MeetingReplica,
    ReplicatedAttended,
    ReplicatedStandards,
    ReplicatedUnits,
    StandardReplica,
    UnitReplica,
)
from services.ratings.settings import SCHEMES, USUAL_QUOTA
from services.ratings.subscribers import router


def application(repository: Repository, pool: asyncpg.Pool, keeper: str) -> RatingsOfKeeper:
    """All use cases of one keeper."""
    city = ReplicatedStandards(pool)
    units, quotas = ReplicatedUnits(pool, keeper), Quotas(repository, keeper, city, USUAL_QUOTA)
    return RatingsOfKeeper(
        ratings=Ratings(repository, keeper, ReplicatedAttended(pool, keeper)),
        quotas=quotas,
        classifications=Classifications(repository, keeper, units, quotas, SCHEMES),
    )


def assemble(parts: KeeperParts) -> RatingsOfKeeper:
    """The application of one keeper, as the chassis hands it its parts."""
    return application(parts.own(), parts.pool, parts.keeper)


TREE = Tree("ratings_tree", "registry", PLACES, NEVER_THERE)

SERVICE = Service(
    name="ratings",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(MeetingReplica(), TREE),
    above=TREE.above,
)

if __name__ == "__main__":
    run(SERVICE)
