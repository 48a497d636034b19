"""What the registry is made of; run as `python -m services.registry.main`."""

from __future__ import annotations

from services.chassis.event_store import Codec
from services.chassis.runtime import KeeperParts, Rows, Service, run
from services.registry.application import Registry
from services.registry.domain import AGGREGATES, ENUMS, VALUES
from services.registry.people import PEOPLE_SQL, People
from services.registry.policies import RULES
from services.registry.publishing import to_contract
from services.registry.replicas import ReplicatedUnits, UnitReplica
from services.registry.subscribers import router


def assemble(parts: KeeperParts) -> Registry:
    """The application of one keeper."""
    people = People(parts.pool, parts.keeper)
    return Registry(parts.own(), parts.keeper, people, ReplicatedUnits(parts.pool, parts.keeper))


SERVICE = Service(
    name="registry",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(UnitReplica(),),
    rows=(Rows("registry_people", PEOPLE_SQL),),
)

if __name__ == "__main__":
    run(SERVICE)
