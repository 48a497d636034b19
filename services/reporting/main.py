"""What the reporting service is made of; run as `python -m services.reporting.main`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import structlog
from prometheus_client import CollectorRegistry

from services.chassis.event_store import Codec, Repository
from services.chassis.projection.reactions import Send
from services.chassis.runtime import Beside, KeeperParts, Rows, Service, run
from services.reporting.application import QuarterlyReporting, Reporting, ReportTerms
from services.reporting.domain import AGGREGATES, ENUMS, VALUES
from services.reporting.duties import DUTIES
from services.reporting.facts import Facts
from services.reporting.policies import RULES
from services.reporting.publishing import to_contract
from services.reporting.reactions.checked import CHECKED_SQL
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.restater import Restater
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.city_then import count_ahead
from services.reporting.read_models.counting_ahead import CountingAhead
from services.reporting.read_models.duties_shown import DutiesShown, DutyMetrics
from services.reporting.read_models.reporting_units import above
from services.reporting.read_models.revisions import Revisions
from services.reporting.read_models.totals import TOTALS_SQL, Totals
from services.reporting.subscribers import router

TERMS = ReportTerms.read(
    Path(__file__).with_name("policy.json").read_text(encoding="utf-8"),
    next(duty for duty in DUTIES if duty.key == "quarterly_report"),
)
"""A report that is opened keeps the day by which it was due then; the duty goes by that."""


def assemble(parts: KeeperParts) -> Reporting:
    """The application of one keeper."""
    return application(parts.own(), FactsOfKeeper(parts.pool, parts.keeper, parts.simulated, parts.heads))


def application(repository: Repository, facts: FactsOfKeeper) -> Reporting:
    """The same from its parts."""
    return Reporting(facts, Totals(facts.pool, facts.simulated), QuarterlyReporting(repository, facts, TERMS))


def beside(parts: Sequence[KeeperParts], send: Send, registry: CollectorRegistry) -> tuple[Beside, ...]:
    """What is done for all keepers at once: quarters are counted ahead, closed ones restated, duties shown."""
    pool, keepers = parts[0].pool, tuple(one.keeper for one in parts)
    totals = Totals(pool, parts[0].simulated)
    facts = [FactsOfKeeper(one.pool, one.keeper, one.simulated, one.heads) for one in parts]
    own = {one.keeper: one.own().store for one in parts}
    metrics, log = RestatementMetrics(registry, keepers), structlog.get_logger().bind(service="reporting")
    return (
        CountingAhead(totals, keepers, monotonic, partial(count_ahead, totals)),
        Restater(pool, keepers, lambda keeper: own[keeper].published_head(), send, monotonic, metrics, log),
        DutiesShown(DutyMetrics(registry), totals, facts, lambda: datetime.now(UTC), monotonic),
    )


SERVICE = Service(
    name="reporting",
    router=router,
    rules=RULES,
    assemble=assemble,
    codec=Codec(AGGREGATES, VALUES, ENUMS),
    publish=to_contract,
    projections=(Facts(), Revisions()),
    above=above,
    rows=(Rows("reporting_totals", TOTALS_SQL), Rows("reporting_restating", CHECKED_SQL)),
    beside=beside,
)

if __name__ == "__main__":
    run(SERVICE)
