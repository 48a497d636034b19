"""Where reports stand: one with its revisions, and all of a quarter with those that are missing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts import quarterly_reports as contract
from contracts.message import BOARD
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.reporting.catalogue import QUARTER
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.revision import ReportState, Revision
from services.reporting.domain.signed import Cause, Moved, Reported
from services.reporting.duties import Duty
from services.reporting.policies import reads_board, reads_for_the_city
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.reporting_units import COMMITTEE, ReportingUnit, reporting_units, unit_of
from services.reporting.read_models.scope import reads_all, whose_reports

FOR_THE_BOARD = frozenset(one.key for one in QUARTER if one.audience is BOARD)


@dataclass(frozen=True)
class Reader:
    """Who reads reports of a keeper, on the day of asking."""

    actor: Actor
    today: date

    def is_board(self, keeper: str, unit: ReportingUnit) -> bool:
        """Whether he may read what the observed side may not; the city, of what is reported to it."""
        return reads_board(self.actor, keeper) or (unit.whole and reads_for_the_city(self.actor))


@dataclass(frozen=True)
class Reports:
    """The reports of one keeper's units, to be read."""

    repository: Repository
    facts: FactsOfKeeper
    duty: Duty

    async def one(self, query: contract.ReadQuarterlyReport, reader: Reader) -> contract.QuarterlyReport:
        """Refused `not_there` where the unit is not the reader's, whether there is one or not; `cell_does_not_report`.

        Who reads all of the keeper is told `unit_unknown`. A page of the revisions, from the closing on.
        """
        report = await self.whole(query.quarter, query.unit_code, reader)
        page = report.revisions[query.offset : query.offset + query.limit]
        return report.model_copy(update={"revisions": page})

    async def whole(self, quarter: str, unit_code: str | None, reader: Reader) -> contract.QuarterlyReport:
        """The same with all of its revisions that the reader may know of."""
        keeper, last = self.facts.keeper, Quarter.parse(quarter).last
        try:
            unit = await unit_of(self.facts.pool, keeper, None, last, code=unit_code)
        except Refused:
            if not reads_all(keeper, reader.actor, reader.today):
                raise Refused("not_there") from None
            raise
        if not await self._seen([unit], reader):
            raise Refused("not_there")
        if unit.kind != COMMITTEE:
            raise Refused("cell_does_not_report", field="unit_code")
        report = await self.find(unit, quarter)
        return _told(self.facts, unit, report, board=reader.is_board(keeper, unit))

    async def all(self, query: contract.ListQuarterlyReports, reader: Reader) -> contract.QuarterlyReports:
        """A page of those that the reader may read of, the keeper's own committee first; counts are of all of them."""
        quarter = Quarter.parse(query.quarter)
        units = await reporting_units(self.facts.pool, self.facts.keeper, quarter.last)
        seen = await self._seen(units, reader)
        reports = await asyncio.gather(*(self.find(unit, quarter.name) for unit in seen))
        due_on = self.duty.on(quarter.last).due_on(quarter.first, quarter.last)
        entries = [
            entry_of(unit, report, due_on, reader.today, board=reader.is_board(self.facts.keeper, unit))
            for unit, report in zip(seen, reports, strict=True)
        ]
        counts = Counter([one.state for one in entries] + ["late" for one in entries if one.late])
        return contract.QuarterlyReports(
            keeper=self.facts.keeper,
            quarter=quarter.name,
            reports=entries[query.offset : query.offset + query.limit],
            counts=counts,
            total=len(entries),
        )

    async def find(self, unit: ReportingUnit, quarter: str) -> QuarterlyReport:
        """The report as it stands; one that nobody has opened stands nowhere."""
        found = await self.repository.find(QuarterlyReport, QuarterlyReport.create_id(unit.unit_id, quarter))
        return found or QuarterlyReport(unit.unit_id, quarter)

    async def _seen(self, units: Sequence[ReportingUnit], reader: Reader) -> list[ReportingUnit]:
        return await whose_reports(self.facts.pool, self.facts.keeper, reader.actor, units, reader.today)


def _told(
    facts: FactsOfKeeper, unit: ReportingUnit, report: QuarterlyReport, *, board: bool
) -> contract.QuarterlyReport:
    told = told_of(report, board=board)
    revisions = [_revision(one, board=board) for one in told]
    return contract.QuarterlyReport(
        keeper=facts.keeper,
        report_id=report.id,
        unit_id=unit.unit_id,
        unit_code=unit.code,
        unit_name=unit.name,
        quarter=report.quarter,
        simulated=facts.simulated,
        state=report.state.value,
        due_on=report.due_on,
        submission=report.submission,
        submitted_on=report.submitted_on,
        first_submitted_on=report.first_submitted_on,
        in_time=_in_time(report),
        sha256=_signed_as(report, told),
        returned_because=report.returned_because.text_id if report.returned_because else None,
        approved_on=report.approved_on,
        closed_on=report.revisions[0].on if report.revisions else None,
        revisions=revisions,
        total=len(revisions),
        figures=[_figure(one) for one in report.figures if board or is_open(one.key)],
    )


def entry_of(
    unit: ReportingUnit, report: QuarterlyReport, due_on: date, today: date, *, board: bool
) -> contract.QuarterlyReportEntry:
    """Where the report stands, as its reader may know it; `due_on` where nobody has opened it."""
    told = told_of(report, board=board)
    due_on = report.due_on or due_on
    waits = report.state in (ReportState.NONE, ReportState.OPEN, ReportState.RETURNED)
    return contract.QuarterlyReportEntry(
        unit_id=unit.unit_id,
        unit_code=unit.code,
        unit_name=unit.name,
        to_city=unit.whole,
        above_code=unit.above_code,
        report_id=report.id,
        state=report.state.value,
        due_on=due_on,
        submitted_on=report.submitted_on,
        in_time=_in_time(report),
        late=waits and today > due_on,
        revision=told[-1].revision if told else 0,
        sha256=_signed_as(report, told),
    )


def _in_time(report: QuarterlyReport) -> bool | None:
    first, due_on = report.first_submitted_on, report.due_on
    return None if first is None or due_on is None else first <= due_on


def is_open(key: str) -> bool:
    """Whether a figure is also for the units that it is counted from."""
    return not (key in FOR_THE_BOARD or key.startswith("visited_"))


def told_of(report: QuarterlyReport, *, board: bool) -> list[Revision]:
    """Its revisions; others than the board are not to learn how often what is kept from them has moved."""
    return [one for one in report.revisions if board or _is_open(one)]


def _is_open(revision: Revision) -> bool:
    """Whether it tells others than the board anything; who has told what moved the rest, and when, is for the board."""
    return revision.cause is None or any(is_open(one.key) for one in revision.diff)


def _signed_as(report: QuarterlyReport, told: Sequence[Revision]) -> str | None:
    """The hash of the newest of these revisions, or of the last submission where it is not closed."""
    pin = told[-1].pin if told else report.pin
    return pin.sha256 if pin else None


def _revision(one: Revision, *, board: bool) -> contract.ReportRevision:
    return contract.ReportRevision(
        revision=one.revision,
        on=one.on,
        known=one.pin.known,
        known_at=one.pin.known_at,
        sha256=one.pin.sha256,
        cause=_cause(one.cause) if one.cause else None,
        diff=[_moved(each) for each in one.diff if board or is_open(each.key)],
    )


def _cause(cause: Cause) -> contract.RestatementCause:
    return contract.RestatementCause(
        cause_id=cause.cause_id,
        feed=cause.feed,
        position=cause.position,
        contract=cause.contract,
        events=cause.events,
        actor=cause.actor,
        recorded_at=cause.recorded_at,
        reason=cause.reason,
        also=cause.also,
    )


def _moved(one: Moved) -> contract.FigureMoved:
    return contract.FigureMoved(
        key=one.key, old=_figure(one.old) if one.old else None, new=_figure(one.new) if one.new else None
    )


def _figure(one: Reported) -> contract.ReportedFigure:
    return contract.ReportedFigure(key=one.key, numerator=one.numerator, denominator=one.denominator)
