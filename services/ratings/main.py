"""What the ratings service is made of; run as `python -m services.ratings.main`."""

from __future__ import annotations

from contracts.places import NEVER_THERE, PLACES
from services.chassis.event_store import Codec
from services.chassis.projection.tree import Tree
from services.chassis.runtime import KeeperParts, Service, run
from services.ratings.application import Ratings
from services.ratings.domain import AGGREGATES, ENUMS, VALUES
from services.ratings.policies import RULES
from services.ratings.publishing import to_contract
from services.ratings.replicas import MeetingReplica, ReplicatedAttended
from services.ratings.subscribers import router


def assemble(parts: KeeperParts) -> Ratings:
    """The application of one keeper."""
    return Ratings(parts.own(), parts.keeper, ReplicatedAttended(parts.pool, parts.keeper))


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
