"""What the registry is made of; run as `python -m services.registry.main`."""

from __future__ import annotations

import asyncpg

from services.chassis.event_store import Codec, Repository
from services.chassis.event_store.reads import Reads
from services.chassis.feed import Feed
from services.chassis.projection.tree import TreeAbove
from services.chassis.runtime import KeeperParts, Rows, Service, run
from services.registry.application import AccessHere, MattersHere, PeopleHere, Registry, StructureHere, UnitsHere
from services.registry.application.recorded import RecordedOfUnits
from services.registry.domain import AGGREGATES, ENUMS, VALUES
from services.registry.people import PEOPLE_SQL, ErasedPeople, People
from services.registry.policies import RULES
from services.registry.publishing import to_contract
from services.registry.read_models.grants import GrantReplica, ReplicatedGrants
from services.registry.read_models.units import ReplicatedUnits
from services.registry.replicas import UnitReplica
from services.registry.subscribers import router


def assemble(parts: KeeperParts) -> Registry:
    """The application of one keeper."""
    return registry_of(parts.own(), parts.pool, parts.keeper)


def registry_of(repository: Repository, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> Registry:
    """The same over any repository, for what runs the registry without a bus."""
    people, grants = People(pool, keeper), ReplicatedGrants(pool, keeper)
    return Registry(
        StructureHere(repository, keeper, ReplicatedUnits(pool, keeper), RecordedOfUnits(repository, grants)),
        UnitsHere(repository, keeper),
        PeopleHere(repository, people, Reads(pool, Feed(keeper, "registry"))),
        AccessHere(repository, keeper, people, grants),
        MattersHere(repository),
    )


SERVICE = Service(
    name="registry",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(UnitReplica(), GrantReplica(), ErasedPeople()),
    above=lambda pool: TreeAbove(pool, "registry_units.unit_parent"),
    rows=(Rows("registry_people", PEOPLE_SQL),),
)

if __name__ == "__main__":
    run(SERVICE)
