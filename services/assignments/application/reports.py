"""The use cases of observers' quarterly reports: draft, submit, return, accept, take back, and who owes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.quarter import Quarter
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.reported import Grounds, ReportState, Section
from services.assignments.replicas.issues import Issues
from services.assignments.replicas.names import Names
from services.assignments.replicas.work import Attended, Found, Records
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import NewText, Repository

BELONGS: Mapping[str, contract.ReportHeading] = {
    "course": "results",
    "informed": "results",
    "good_practice": "good_practice",
    "opinion": "difficulties",
    "difficulty": "difficulties",
    "proposal": "proposals",
}
"""Under which heading of a report a finding is drafted."""


@dataclass(frozen=True)
class ReportTerms:
    """From the first day of which month of the quarter (1 to 4: the one after it) a report is taken, and how many days
    after the quarter it is in time."""

    opens_in_month: int
    due_days: int


@dataclass(frozen=True)
class ObserverReports:
    """The reports of the observers of one keeper; what they rest on is read from what was told of visits."""

    repository: Repository
    records: Records
    issues: Issues
    names: Names
    terms: ReportTerms

    async def submit_quarterly_report(self, command: contract.SubmitQuarterlyReport, call: Call) -> Decided:
        quarter, person_id = Quarter(command.quarter), call.actor.person_id
        identity = (call.keeper, person_id, command.issuer_id, quarter.name)
        report = await self.repository.find_or_open(ObserverReport, *identity)
        texts = [
            await self.repository.text(
                call, f"sections.{place}.text", one.text, about=report.id, unit_id=command.issuer_id
            )
            for place, one in enumerate(command.sections)
        ]
        grounds = await self._grounds(person_id, command.issuer_id, quarter)
        sections = [Section(one.heading, text.ref) for one, text in zip(command.sections, texts, strict=True)]
        due_on = quarter.due_on(self.terms.due_days)
        opens_on = quarter.opens_on(self.terms.opens_in_month)
        report.submit(grounds, sections, today=call.today, opens_on=opens_on, due_on=due_on)
        decided = {
            "report_id": str(report.id),
            "revision": report.revision,
            "visits": len(grounds.visits),
            "cells": grounds.cells,
            "assigned_cells": grounds.assigned_cells,
            "due_on": due_on.isoformat(),
        }
        return await self.repository.save(call, report, texts=texts, decided=decided)

    async def return_quarterly_report(self, command: contract.ReturnQuarterlyReport, call: Call) -> Decided:
        report = await self._to_judge(command.report_id, command.issuer_id)
        reason = await self._reason(command.reason, report, call)
        report.send_back(reason.ref, by=call.actor.person_id)
        return await self.repository.save(call, report, texts=[reason], decided={"report_id": str(report.id)})

    async def accept_quarterly_report(self, command: contract.AcceptQuarterlyReport, call: Call) -> Decided:
        report = await self._to_judge(command.report_id, command.issuer_id)
        report.accept(by=call.actor.person_id)
        return await self.repository.save(call, report, decided={"report_id": str(report.id)})

    async def withdraw_report_judgement(self, command: contract.WithdrawReportJudgement, call: Call) -> Decided:
        report = await self._to_judge(command.report_id, command.issuer_id)
        reason = await self._reason(command.reason, report, call)
        report.withdraw_judgement(reason.ref, by=call.actor.person_id)
        return await self.repository.save(call, report, texts=[reason], decided={"report_id": str(report.id)})

    async def withdraw_quarterly_report(self, command: contract.WithdrawQuarterlyReport, call: Call) -> Decided:
        report = await self.repository.load(ObserverReport, command.report_id)
        if report.person_id != call.actor.person_id:
            raise Refused("not_there")
        reason = await self._reason(command.reason, report, call)
        report.withdraw(reason.ref)
        return await self.repository.save(call, report, texts=[reason], decided={"report_id": str(report.id)})

    async def draft_quarterly_report(
        self, query: contract.DraftQuarterlyReport, actor: Actor, keeper: str
    ) -> contract.QuarterlyDraft:
        """What the asker's report would rest on, and its words as far as his findings have them."""
        quarter = Quarter(query.quarter)
        attended = await self.records.visits(actor.person_id, query.issuer_id, quarter.first, quarter.last)
        assigned = await self.records.assigned(actor.person_id, query.issuer_id, quarter.first, quarter.last)
        visits = await self._drafted(attended, quarter.last)
        identity = (keeper, actor.person_id, query.issuer_id, quarter.name)
        report = await self.repository.find(ObserverReport, ObserverReport.create_id(*identity))
        there = report is not None and report.state is not ReportState.OPEN
        went_back = report.returned_because if report else None
        return contract.QuarterlyDraft(
            quarter=quarter.name,
            issuer_id=query.issuer_id,
            due_on=quarter.due_on(self.terms.due_days),
            assigned_cells=assigned,
            visits=visits,
            months_without_visit=await self._without_visit(actor.person_id, query.issuer_id, quarter, attended),
            sections=_sections(visits),
            state=report.state.value if report and there else "none",
            report_id=report.id if report and there else None,
            returned_because=await self._words(went_back.text_id) if went_back else None,
        )

    async def list_observer_reports(self, query: contract.ListObserverReports) -> contract.ObserverReports:
        """Who has reported and who has not."""
        quarter = Quarter(query.quarter)
        due_on = quarter.due_on(self.terms.due_days)
        entries = await self.records.reports(quarter.name, quarter.first, quarter.last, due_on, query.issuer_id)
        return contract.ObserverReports(reports=entries, counts=Counter(entry.state for entry in entries))

    async def read_answers(self, query: contract.ReadAnswers, actor: Actor) -> contract.RaisedIssues:
        """What became of the issues that the asker raised because of his visits."""
        return contract.RaisedIssues(issues=await self.issues.raised_by(actor.person_id, query.since))

    async def _to_judge(self, report_id: UUID, issuer_id: UUID) -> ObserverReport:
        report = await self.repository.load(ObserverReport, report_id)
        if report.issuer_id != issuer_id:
            raise Refused("not_there")
        return report

    async def _reason(self, words: str, report: ObserverReport, call: Call) -> NewText:
        return await self.repository.text(call, "reason", words, about=report.id, unit_id=report.issuer_id)

    async def _grounds(self, person_id: UUID, issuer_id: UUID, quarter: Quarter) -> Grounds:
        attended = await self.records.visits(person_id, issuer_id, quarter.first, quarter.last)
        assigned = await self.records.assigned(person_id, issuer_id, quarter.first, quarter.last)
        headings = Counter(found.heading for visit in attended for found in visit.findings)
        return Grounds(
            visits=[visit.visit_id for visit in attended],
            cells=len({visit.cell_id for visit in attended}),
            assigned_cells=len(assigned),
            findings=dict(sorted(headings.items())),
        )

    async def _without_visit(
        self, person_id: UUID, issuer_id: UUID, quarter: Quarter, attended: Sequence[Attended]
    ) -> list[date]:
        """The months of the quarter in which he was assigned and attended nothing."""
        visited = {visit.visited_on.replace(day=1) for visit in attended}
        months = await self.records.months_assigned(person_id, issuer_id, quarter.first, quarter.last)
        return [month for month in months if month not in visited]

    async def _drafted(self, attended: Sequence[Attended], on: date) -> list[contract.DraftVisit]:
        names = await self.names.on({visit.cell_id for visit in attended}, on)
        raised = await self.issues.because_of([visit.visit_id for visit in attended])
        return [
            contract.DraftVisit(
                visit_id=visit.visit_id,
                cell_id=visit.cell_id,
                cell_name=names.get(visit.cell_id),
                meeting_id=visit.meeting_id,
                visited_on=visit.visited_on,
                findings=[await self._finding(found) for found in visit.findings],
                issues=[issue for issue in raised if issue.visit_id == visit.visit_id],
            )
            for visit in attended
        ]

    async def _finding(self, found: Found) -> contract.DraftFinding:
        words = await self._words(found.text_id)
        return contract.DraftFinding(finding_id=found.finding_id, heading=found.heading, topic=found.topic, text=words)

    async def _words(self, text_id: UUID) -> str | None:
        stored = await self.repository.store.text(text_id)
        return stored.text if stored else None


def _sections(visits: Sequence[contract.DraftVisit]) -> list[contract.DraftSection]:
    """A line for each finding that has words, under the heading that it belongs to."""
    lines: dict[contract.ReportHeading, list[str]] = {}
    for visit in visits:
        day = visit.visited_on
        where = f"{day.day}/{day.month}/{day.year}, {visit.cell_name or visit.cell_id}"
        for found in visit.findings:
            if found.text is not None:
                lines.setdefault(BELONGS[found.heading], []).append(f"{where}: {found.text}")
    order: tuple[contract.ReportHeading, ...] = ("results", "good_practice", "difficulties", "proposals")
    return [
        contract.DraftSection(heading=heading, text="\n".join(lines[heading])) for heading in order if heading in lines
    ]
