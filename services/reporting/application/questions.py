"""The questions that reporting answers, for one keeper.

Each stands in `subscribers.py` too: there is said who may ask it over the bus, here what is read for it. One list would
need rights and scopes looked up by the name of a message, which no checker follows; and checks and benchmarks ask here
without a bus.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from contracts.analyses import Analysis, OfUnit, OfWhole, ReadCityComparison, ReadComparison
from contracts.cell_year import CellYear, ReadCellYear
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.classification_list import ClassificationList, ReadClassificationList
from contracts.duties import DutyList, ListDuties, ListUnitDuties
from contracts.message import BOARD, OPEN, Audience
from contracts.observer_record import ObserverRecord, ReadObserverRecord
from contracts.quarterly_reports import (
    ListQuarterlyReports,
    QuarterlyReport,
    QuarterlyReports,
    ReadQuarterlyReport,
)
from contracts.reporting import (
    CoverageReport,
    Evidence,
    OfQuarter,
    Parts,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadParts,
    ReadQuarter,
    ReadStatus,
    ReadUnitEvidence,
    ReadUnitHistory,
    ReadUnitQuarter,
    StatusReport,
    UnitHistory,
    UnitQuarterReport,
)
from contracts.restatements import ListRestatements, ReadRevisionDiff, Restatements, RevisionDiff
from contracts.warnings import ListUnitWarnings, ListWarnings, WarningList
from services.chassis.call import Actor
from services.reporting.application.reports import QuarterlyReporting
from services.reporting.policies import reads_board
from services.reporting.read_models import (
    cell_year,
    city_quarter,
    classification_list,
    coverage,
    duties,
    evidence,
    observer_record,
    parts,
    quarter,
    reported,
    restatements,
    revision_diff,
    status,
    submissions,
    totals,
    unit_history,
    warnings,
)
from services.reporting.read_models.analyses import asking, comparison
from services.reporting.read_models.analyses.asking import Analyse
from services.reporting.read_models.asked import Asked, FactsOfKeeper, Question
from services.reporting.read_models.known import Wanted
from services.reporting.read_models.quarterly_reports import Reader
from services.reporting.read_models.scope import WHOLE, Scope, scope_of
from services.reporting.read_models.totals import Totals
from services.reporting.read_models.year_asked import OfPeriod


@dataclass(frozen=True)
class Reporting:
    """Answers from the facts; each is a function of (quarter or year, unit or person, vector) and of nothing else."""

    facts: FactsOfKeeper
    totals: Totals | None = None
    quarterly: QuarterlyReporting | None = None

    @property
    def reports(self) -> QuarterlyReporting:
        """The quarterly reports of the keeper's units."""
        assert self.quarterly is not None
        return self.quarterly

    async def quarter(self, query: ReadQuarter) -> QuarterReport:
        if self.totals is not None and query.quarter is not None and totals.is_current(query):
            kept = await self.totals.report(self.facts.keeper, query.quarter)
            if kept is not None:
                return totals.read(kept)
        async with self._asked(query) as asked:
            return await quarter.answer(asked)

    async def city_quarter(self, query: ReadCityQuarter) -> CityQuarter:
        assert self.totals is not None
        return await city_quarter.answer(self.totals, self.facts.keeper, query)

    async def coverage(self, query: ReadCoverage) -> CoverageReport:
        async with self._asked(query) as asked:
            return await coverage.answer(asked)

    async def evidence(self, query: ReadEvidence) -> Evidence:
        async with self._asked(query) as asked:
            return await evidence.answer(asked, query.figure, query.offset, query.limit)

    async def parts(self, query: ReadParts) -> Parts:
        async with self._asked(query) as asked:
            return await parts.answer(asked, query.offset, query.limit)

    async def unit_quarter(self, query: ReadUnitQuarter, actor: Actor, today: date) -> UnitQuarterReport:
        """Refused `not_there` where the actor may not read of that unit."""
        async with self._within(query, actor, today) as asked:
            return await quarter.open_answer(asked)

    async def unit_evidence(self, query: ReadUnitEvidence, actor: Actor, today: date) -> Evidence:
        """Refused `not_there` where the actor may not read of that unit, or the figure is for the board."""
        async with self._within(query, actor, today) as asked:
            return await evidence.answer(asked, query.figure, query.offset, query.limit, within=frozenset({OPEN}))

    async def classification_list(self, query: ReadClassificationList, actor: Actor, today: date) -> ClassificationList:
        """Refused `not_there` where the actor may not read of that unit."""
        async with self._within(OfPeriod.of(query, query.period, query.unit_code), actor, today) as asked:
            return await classification_list.answer(asked, query.period, query.offset, query.limit)

    async def cell_year(self, query: ReadCellYear, actor: Actor, today: date) -> CellYear:
        """Refused `not_there` where the actor may not read of that cell, and `no_cell`."""
        async with self._within(OfPeriod.of(query, str(query.year), query.unit_code), actor, today) as asked:
            return await cell_year.answer(asked, query.year)

    @asynccontextmanager
    async def _within(self, query: Question, actor: Actor, today: date) -> AsyncIterator[Asked]:
        """The snapshot of what the actor may read about."""
        scope = await scope_of(self.facts.pool, self.facts.keeper, actor, query.unit_code, today)
        async with self._asked(query, scope) as asked:
            yield asked

    @asynccontextmanager
    async def _asked(self, query: Question, scope: Scope = WHOLE) -> AsyncIterator[Asked]:
        """The snapshot that the question means; in lens `reported` that of the closed report."""
        async with self._at(query, await self._pinned(query, scope), scope) as asked:
            yield asked

    async def _pinned(self, query: Question, scope: Scope) -> reported.Pinned | None:
        """In lens `reported`, the closed report that is meant."""
        if not isinstance(query, OfQuarter):
            return None
        reported.check(query)
        if query.lens != "reported" or query.quarter is None:
            return None
        board = scope is WHOLE
        return await reported.pinned(self.reports.read, query.quarter, query.unit_code, query.revision, board=board)

    @asynccontextmanager
    async def _at(self, query: Question, at: reported.Pinned | None, scope: Scope) -> AsyncIterator[Asked]:
        question = reported.as_then(query, at) if at and isinstance(query, OfQuarter) else query
        async with self.facts.snapshot(question, scope) as asked:
            yield reported.shown(asked, at) if at else asked

    async def quarterly_report(self, query: ReadQuarterlyReport, actor: Actor, today: date) -> QuarterlyReport:
        """Refused `not_there` where the actor may not read of that unit."""
        return await self.reports.read.one(query, Reader(actor, today))

    async def quarterly_reports(self, query: ListQuarterlyReports, actor: Actor, today: date) -> QuarterlyReports:
        return await self.reports.read.all(query, Reader(actor, today))

    async def revision_diff(self, query: ReadRevisionDiff, actor: Actor, today: date) -> RevisionDiff:
        """Refused `not_there` where the actor may not read of that unit."""
        return await revision_diff.answer(self.reports.read, query, Reader(actor, today))

    async def restatements(self, query: ListRestatements) -> Restatements:
        return await restatements.answer(self.facts.pool, query)

    async def unit_history(self, query: ReadUnitHistory, actor: Actor, today: date) -> UnitHistory:
        """Refused `not_there` where the actor may not read of that unit; lines for the board are for who reads all."""
        keeper = self.facts.keeper
        scope = await scope_of(self.facts.pool, keeper, actor, query.unit_code, today)
        return await unit_history.answer(self.facts, query, scope, board=reads_board(actor, keeper))

    async def observer_record(self, query: ReadObserverRecord) -> ObserverRecord:
        return await observer_record.answer(self.facts, query)

    async def analysis(self, query: OfWhole, analyse: Analyse) -> Analysis:
        """A page of an analysis for the board. Refused `line_unknown`."""
        async with self._asked(query) as asked:
            return await asking.answer(asked, query, analyse)

    async def duties(self, query: ListDuties, today: date) -> DutyList:
        """Everybody's, or with `person_id` one observer's."""
        return await self._duties(query, today, {BOARD} if query.person_id else {OPEN, BOARD}, WHOLE)

    async def unit_duties(self, query: ListUnitDuties, actor: Actor, today: date) -> DutyList:
        """Refused `not_there` where the actor may not read of that unit."""
        scope = await scope_of(self.facts.pool, self.facts.keeper, actor, query.unit_code, today)
        return await self._duties(query, today, {OPEN}, scope)

    async def _duties(
        self, query: ListDuties | ListUnitDuties, today: date, within: Collection[Audience], scope: Scope
    ) -> DutyList:
        at = await self._pinned(query, scope)
        wanted = duties.wanted(query, await self._day(at, today), within)
        own, known = submissions.apart(query.known)
        published = {} if query.replay else self.facts.heads()
        question = query.model_copy(update={"quarter": wanted.quarters[-1].name, "known": known})
        async with self._at(question, at, scope) as asked:
            if at is None:
                how = Wanted(own, query.known_at)
                reports = await submissions.positions(asked.connection, asked.vectors, how, published)
            else:
                reports = {asked.keeper: await submissions.position_of(asked.connection, asked.head, at.reported)}
            listed = duties.Duties(asked, wanted, reports)
            return await duties.answer(listed, query.states, query.offset, query.limit)

    async def _day(self, at: reported.Pinned | None, today: date) -> date:
        """The day as of which is judged where none is named."""
        return at.on if at else await self.facts.day_of_asking(today)

    async def warnings(self, query: ListWarnings, today: date) -> WarningList:
        return await self._warnings(query, today, {OPEN, BOARD}, WHOLE)

    async def unit_warnings(self, query: ListUnitWarnings, actor: Actor, today: date) -> WarningList:
        """Refused `not_there` where the actor may not read of that unit."""
        scope = await scope_of(self.facts.pool, self.facts.keeper, actor, query.unit_code, today)
        return await self._warnings(query, today, {OPEN}, scope)

    async def _warnings(
        self, query: ListWarnings | ListUnitWarnings, today: date, within: Collection[Audience], scope: Scope
    ) -> WarningList:
        at = await self._pinned(query, scope)
        wanted = warnings.wanted(query, await self._day(at, today), within)
        async with self._at(query.model_copy(update={"quarter": wanted.quarter}), at, scope) as asked:
            return await warnings.answer(asked, wanted, query.offset, query.limit)

    async def unit_analysis(self, query: OfUnit, actor: Actor, today: date, analyse: Analyse) -> Analysis:
        """The same for a unit. Refused `not_there` where the actor may not read of it."""
        async with self._within(query, actor, today) as asked:
            return await asking.answer(asked, query, analyse)

    async def comparison(self, query: ReadComparison) -> Analysis:
        """Refused `figure_unknown`, `line_unknown`."""
        async with self._asked(query) as asked:
            return await comparison.answer(asked, query)

    async def city_comparison(self, query: ReadCityComparison) -> Analysis:
        assert self.totals is not None
        return await comparison.of_city(self.totals, self.facts.keeper, query)

    async def status(self, query: ReadStatus) -> StatusReport:
        return await status.answer(self.facts)
