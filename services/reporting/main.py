"""What the reporting service is made of; run as `python -m services.reporting.main`."""

from __future__ import annotations

from services.chassis.runtime import KeeperParts, Rows, Service, run
from services.reporting.application import Reporting
from services.reporting.facts import Facts
from services.reporting.policies import RULES
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.totals import TOTALS_SQL, Totals
from services.reporting.subscribers import router


def assemble(parts: KeeperParts) -> Reporting:
    """The application of one keeper."""
    facts = FactsOfKeeper(parts.pool, parts.keeper, parts.simulated, parts.heads)
    return Reporting(facts, Totals(parts.pool, parts.simulated))


SERVICE = Service(
    name="reporting",
    router=router,
    rules=RULES,
    assemble=assemble,
    projections=(Facts(),),
    rows=(Rows("reporting_totals", TOTALS_SQL),),
)

if __name__ == "__main__":
    run(SERVICE)
