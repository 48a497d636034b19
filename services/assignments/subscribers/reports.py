"""What is taken in about observers' quarterly reports, and about answers to what they raised."""

from __future__ import annotations

from contracts.assignments import (
    AcceptQuarterlyReport,
    DraftQuarterlyReport,
    ListObserverReports,
    ObserverReports,
    QuarterlyDraft,
    RaisedIssues,
    ReadAnswers,
    ReturnQuarterlyReport,
    SubmitQuarterlyReport,
    WithdrawQuarterlyReport,
    WithdrawReportJudgement,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker


@router.on(SubmitQuarterlyReport, action="assignments.report")
async def submit_quarterly_report(command: SubmitQuarterlyReport, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.reports.submit_quarterly_report(command, call)


@router.on(ReturnQuarterlyReport, action="assignments.judge_report", raced="conflict")
async def return_quarterly_report(command: ReturnQuarterlyReport, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.reports.return_quarterly_report(command, call)


@router.on(AcceptQuarterlyReport, action="assignments.judge_report", raced="conflict")
async def accept_quarterly_report(command: AcceptQuarterlyReport, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.reports.accept_quarterly_report(command, call)


@router.on(WithdrawReportJudgement, action="assignments.judge_report", raced="conflict")
async def withdraw_report_judgement(command: WithdrawReportJudgement, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.reports.withdraw_report_judgement(command, call)


@router.on(WithdrawQuarterlyReport, action="assignments.report", raced="conflict")
async def withdraw_quarterly_report(command: WithdrawQuarterlyReport, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.reports.withdraw_quarterly_report(command, call)


@router.answer(DraftQuarterlyReport, action="assignments.draft")
async def draft_quarterly_report(
    query: DraftQuarterlyReport, asker: Asker, here: AssignmentsOfKeeper
) -> QuarterlyDraft:
    return await here.reports.draft_quarterly_report(query, asker.actor, asker.keeper)


@router.answer(ListObserverReports, action="assignments.list_reports")
async def list_observer_reports(query: ListObserverReports, asker: Asker, here: AssignmentsOfKeeper) -> ObserverReports:
    return await here.reports.list_observer_reports(query)


@router.answer(ReadAnswers, action="assignments.answers")
async def read_answers(query: ReadAnswers, asker: Asker, here: AssignmentsOfKeeper) -> RaisedIssues:
    return await here.reports.read_answers(query, asker.actor)
