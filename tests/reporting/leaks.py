"""Four faults, planted: a reporting service whose closed quarters tell of plans in messages, answers and series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from prometheus_client import Counter

from contracts.message import Event
from contracts.quarterly_reports import QuarterRestated, ReportedFigure, ReportSubmitted
from contracts.restatements import ReadRevisionDiff, RevisionDiff
from services.chassis.call import Actor
from services.chassis.event_store.codec import DomainEvent
from services.chassis.runtime import KeeperParts, Service
from services.reporting.application import Reporting
from services.reporting.main import SERVICE
from services.reporting.publishing import to_contract
from tests.assignments.leaks import PLANS_MADE

PLANS_SIGNED = Counter("sinhhoat_signed", "Planted: its label tells of plans", ["kind"], registry=None)


def planned() -> int:
    """How many visits an assignments service has planned that counts what it must not (tests/assignments/leaks.py)."""
    return int(sum(sample.value for one in PLANS_MADE.collect() for sample in one.samples if "_total" in sample.name))


def publish(happened: DomainEvent) -> Event | None:
    """Leaks by a figure that nobody has asked for, and by a number of events; each only where there are plans."""
    told = to_contract(happened)
    if isinstance(told, ReportSubmitted) and planned():
        PLANS_SIGNED.labels("plans").inc(planned())
        return told.model_copy(update={"figures": [*told.figures, ReportedFigure(key="plans", numerator=planned())]})
    if isinstance(told, QuarterRestated):
        cause = told.cause.model_copy(update={"events": told.cause.events + planned()})
        return told.model_copy(update={"cause": cause})
    return told


@dataclass(frozen=True)
class LeakyReporting(Reporting):
    """Counts among the events behind a diff what nobody may know of."""

    async def revision_diff(self, query: ReadRevisionDiff, actor: Actor, today: date) -> RevisionDiff:
        """Leaks by a total."""
        diff = await super().revision_diff(query, actor, today)
        return diff.model_copy(update={"total": diff.total + planned()})


def leaky() -> Service:
    """The service with all four."""

    def assemble(parts: KeeperParts) -> Reporting:
        return LeakyReporting(**vars(SERVICE.assemble(parts)))

    return replace(SERVICE, assemble=assemble, publish=publish)


class Sign(NamedTuple):
    """Where a fault is seen, and what of it: a row that differs changes the chain of all behind it as well."""

    where: str
    pattern: str

    def told(self, seen: Mapping[str, str]) -> list[str]:
        """What is seen of it, in no order."""
        there = [what for where, what in seen.items() if where.startswith(self.where)]
        return sorted(found for what in there for found in re.findall(self.pattern, what))


PLANTED: Mapping[str, Sign] = {
    "a figure of what was submitted": Sign("row lang-mau.reporting", '"plans"'),
    "a number in what was restated": Sign("message EVT_REPORTING", r'"cause": ?\{[^}]*"events": ?(\d+)'),
    "a total of a diff": Sign("signed diff", r'"total": ?(\d+)'),
    "a series": Sign("metric reporting sinhhoat_signed_total", ".+"),
}
"""The fault -> by what the check has to find it, whatever the others change."""
