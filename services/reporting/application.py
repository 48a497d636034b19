"""The questions that reporting answers, for one keeper."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.observer_record import ObserverRecord, ReadObserverRecord
from contracts.reporting import (
    CoverageReport,
    Evidence,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadQuarter,
    ReadStatus,
    ReadUnitHistory,
    StatusReport,
    UnitHistory,
)
from services.reporting.read_models import coverage, evidence, observer_record, quarter, status, unit_history
from services.reporting.read_models.asked import FactsOfKeeper


@dataclass(frozen=True)
class Reporting:
    """Answers from the facts; each is a function of (quarter or year, unit or person, vector) and of nothing else."""

    facts: FactsOfKeeper

    async def quarter(self, query: ReadQuarter) -> QuarterReport:
        async with self.facts.snapshot(query) as asked:
            return await quarter.answer(asked)

    async def coverage(self, query: ReadCoverage) -> CoverageReport:
        async with self.facts.snapshot(query) as asked:
            return await coverage.answer(asked)

    async def evidence(self, query: ReadEvidence) -> Evidence:
        async with self.facts.snapshot(query) as asked:
            return await evidence.answer(asked, query.figure, query.offset, query.limit)

    async def unit_history(self, query: ReadUnitHistory) -> UnitHistory:
        return await unit_history.answer(self.facts, query.unit_code)

    async def observer_record(self, query: ReadObserverRecord) -> ObserverRecord:
        return await observer_record.answer(self.facts, query)

    async def status(self, query: ReadStatus) -> StatusReport:
        return await status.answer(self.facts)
