"""The use cases of quarterly reports: open, submit, judge, close, restate, and take each step back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from contracts import quarterly_reports as contract
from contracts.report_content import content_hash, figures_of
from contracts.reporting import ReadQuarter
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.reporting.application.terms import ReportTerms
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.signed import Cause, Counted, Pin, Reported
from services.reporting.policies import judges_of, reports_for
from services.reporting.quarters import Quarter
from services.reporting.read_models import known as known_at
from services.reporting.read_models import quarter as one_quarter
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.quarterly_reports import Reports
from services.reporting.read_models.reporting_units import ReportingUnit, reporting_unit


@dataclass(frozen=True)
class QuarterlyReporting:
    """The reports of one keeper's units; what they say is counted from the facts at the moment of the command."""

    repository: Repository
    facts: FactsOfKeeper
    terms: ReportTerms

    @property
    def read(self) -> Reports:
        """The same reports, to be read."""
        return Reports(self.repository, self.facts, self.terms.duty)

    async def open_quarter(self, command: contract.OpenQuarter, call: Call) -> Decided:
        unit = await self._unit(command, call)
        if not self._reports(unit, call) and not self._judges(unit, call):
            raise Refused("not_allowed")
        quarter = Quarter.parse(command.quarter)
        version = self.terms.duty.on(quarter.last)
        due_on = version.due_on(quarter.first, quarter.last)
        report = await self.repository.find_or_open(QuarterlyReport, unit.unit_id, quarter.name)
        report.open(today=call.today, begins=quarter.first, due_on=due_on, policy_version=version.version)
        return await self._save(call, report, decided={"due_on": due_on.isoformat()})

    async def submit_report(self, command: contract.SubmitReport, call: Call) -> Decided:
        unit, report = await self._of_own(command, call)
        counted, parked = await self._counted(unit, command.quarter)
        opens_on = self.terms.opens_on(Quarter.parse(command.quarter))
        report.submit(counted, by=call.actor.person_id, today=call.today, opens_on=opens_on)
        return await self._save(call, report, decided={**_signed(counted), "parked": parked})

    async def return_report(self, command: contract.ReturnReport, call: Call) -> Decided:
        _, report = await self._of_another(command, call)
        reason = await self._reason(command.reason, report, call)
        report.send_back(reason.ref, by=call.actor.person_id, today=call.today)
        return await self._save(call, report, reason)

    async def approve_report(self, command: contract.ApproveReport, call: Call) -> Decided:
        _, report = await self._of_another(command, call)
        report.approve(command.sha256, by=call.actor.person_id, today=call.today)
        return await self._save(call, report, decided={"sha256": report.pin.sha256 if report.pin else None})

    async def close_quarter(self, command: contract.CloseQuarter, call: Call) -> Decided:
        unit, report = await self._of_another(command, call)
        counted, parked = await self._counted(unit, command.quarter)
        last = Quarter.parse(command.quarter).last
        report.close(counted, by=call.actor.person_id, parked=parked, today=call.today, last=last)
        return await self._save(call, report, decided={**_signed(counted), "revision": report.newest.revision})

    async def restate_quarter(self, command: contract.RestateQuarter, call: Call) -> Decided:
        unit = await self._unit(command, call)
        report = await self._report(unit, command.quarter)
        counted, _ = await self._counted(unit, command.quarter, command.known)
        report.restate(counted, _cause(command.cause), today=call.today, number=command.revision)
        return await self._save(call, report, decided={**_signed(counted), "revision": report.newest.revision})

    async def withdraw_quarter_opening(self, command: contract.WithdrawQuarterOpening, call: Call) -> Decided:
        unit = await self._unit(command, call)
        if not self._reports(unit, call) and not self._judges(unit, call):
            raise Refused("not_allowed")
        report = await self._report(unit, command.quarter)
        reason = await self._reason(command.reason, report, call)
        report.withdraw_opening(reason.ref)
        return await self._save(call, report, reason)

    async def withdraw_report_submission(self, command: contract.WithdrawReportSubmission, call: Call) -> Decided:
        _, report = await self._of_own(command, call)
        reason = await self._reason(command.reason, report, call)
        report.withdraw_submission(reason.ref)
        return await self._save(call, report, reason)

    async def withdraw_report_return(self, command: contract.WithdrawReportReturn, call: Call) -> Decided:
        _, report = await self._of_another(command, call)
        reason = await self._reason(command.reason, report, call)
        report.withdraw_return(reason.ref, by=call.actor.person_id)
        return await self._save(call, report, reason)

    async def withdraw_report_approval(self, command: contract.WithdrawReportApproval, call: Call) -> Decided:
        _, report = await self._of_another(command, call)
        reason = await self._reason(command.reason, report, call)
        report.withdraw_approval(reason.ref, by=call.actor.person_id)
        return await self._save(call, report, reason)

    async def _unit(self, command: contract.OfUnitsReport, call: Call) -> ReportingUnit:
        return await reporting_unit(self.facts.pool, call.keeper, command.unit_id, Quarter.parse(command.quarter).last)

    def _reports(self, unit: ReportingUnit, call: Call) -> bool:
        return reports_for(call.actor, call.keeper, unit.unit_id, whole=unit.whole)

    def _judges(self, unit: ReportingUnit, call: Call) -> bool:
        return judges_of(call.actor, call.keeper, unit.unit_id, whole=unit.whole)

    async def _of_own(self, command: contract.OfUnitsReport, call: Call) -> tuple[ReportingUnit, QuarterlyReport]:
        """The report that the actor submits. Refused `not_allowed` where he does not speak for the unit."""
        unit = await self._unit(command, call)
        if not self._reports(unit, call):
            raise Refused("not_allowed")
        return unit, await self._report(unit, command.quarter)

    async def _of_another(self, command: contract.OfUnitsReport, call: Call) -> tuple[ReportingUnit, QuarterlyReport]:
        """The report that the actor judges. Refused `not_allowed` where he does not stand for the level above."""
        unit = await self._unit(command, call)
        if not self._judges(unit, call):
            raise Refused("not_allowed")
        return unit, await self._report(unit, command.quarter)

    async def _report(self, unit: ReportingUnit, quarter: str) -> QuarterlyReport:
        report = await self.repository.find(QuarterlyReport, QuarterlyReport.create_id(unit.unit_id, quarter))
        if report is None:
            raise Refused("quarter_not_open", field="quarter", quarter=quarter)
        return report

    async def _counted(
        self, unit: ReportingUnit, quarter: str, known: Mapping[str, int] | None = None
    ) -> tuple[Counted, int]:
        """What the unit reports, as known at the vector of one snapshot, and how many events may still be added.

        The keeper's own committee reports all figures; a unit below it the open ones, which it may read itself.
        """
        question = ReadQuarter(quarter=quarter, unit_code=unit.code, known=dict(known or {}))
        async with self.facts.snapshot(question) as asked:
            if asked.unit_id != unit.unit_id:
                raise Refused("unit_unknown", field="unit_id")
            report = await (one_quarter.answer(asked) if unit.whole else one_quarter.open_answer(asked))
            head, waiting = asked.head, await known_at.waiting(asked.connection, asked.vectors)
        figures = figures_of(report)
        sha256 = content_hash(
            keeper=head.keeper, unit_code=head.unit_code, quarter=head.quarter, known=head.known, figures=figures
        )
        pin = Pin(head.unit_code, dict(sorted(head.known.items())), head.known_at, sha256)
        return Counted(pin, [Reported(one.key, one.numerator, one.denominator) for one in figures]), waiting

    async def _reason(self, words: str, report: QuarterlyReport, call: Call) -> NewText:
        return await self.repository.text(call, "reason", words, about=report.id, unit_id=report.unit_id)

    async def _save(
        self, call: Call, report: QuarterlyReport, *texts: NewText, decided: Mapping[str, Any] | None = None
    ) -> Decided:
        answer = {"report_id": str(report.id), "state": report.state.value, **(decided or {})}
        return await self.repository.save(call, report, texts=texts, decided=answer)


def _cause(told: contract.RestatementCause) -> Cause:
    return Cause(**{**told.model_dump(), "recorded_at": told.recorded_at.astimezone(UTC)})


def _signed(counted: Counted) -> dict[str, Any]:
    return {"sha256": counted.pin.sha256, "known": counted.pin.known, "figures": len(counted.figures)}
