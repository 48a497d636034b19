"""The table of contents of the reporting service: every question and command it takes, and what answers it."""

from __future__ import annotations

from contracts.analyses import (
    Analysis,
    ReadCityComparison,
    ReadClasses,
    ReadComparison,
    ReadDivergence,
    ReadPredictability,
    ReadQuestions,
    ReadSurveys,
    ReadTimeliness,
    ReadUnitTimeliness,
)
from contracts.cell_year import CellYear, ReadCellYear
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.classification_list import ClassificationList, ReadClassificationList
from contracts.duties import DutyList, ListDuties, ListUnitDuties
from contracts.observer_record import ObserverRecord, ReadObserverRecord
from contracts.quarterly_reports import (
    ApproveReport,
    CloseQuarter,
    ListQuarterlyReports,
    OpenQuarter,
    QuarterlyReport,
    QuarterlyReports,
    ReadQuarterlyReport,
    RestateQuarter,
    ReturnReport,
    SubmitReport,
    WithdrawQuarterOpening,
    WithdrawReportApproval,
    WithdrawReportReturn,
    WithdrawReportSubmission,
)
from contracts.reporting import (
    CoverageReport,
    Evidence,
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
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker, Router
from services.reporting.application import Reporting
from services.reporting.read_models.analyses import (
    classes,
    divergence,
    predictability,
    questions,
    surveys,
    timeliness,
)

router = Router("reporting")


@router.answer(ReadQuarter, action="reporting.read")
async def read_quarter(query: ReadQuarter, asker: Asker, reporting: Reporting) -> QuarterReport:
    return await reporting.quarter(query)


@router.answer(ReadCityQuarter, action="reporting.city")
async def read_city_quarter(query: ReadCityQuarter, asker: Asker, reporting: Reporting) -> CityQuarter:
    return await reporting.city_quarter(query)


@router.answer(ReadCoverage, action="reporting.read")
async def read_coverage(query: ReadCoverage, asker: Asker, reporting: Reporting) -> CoverageReport:
    return await reporting.coverage(query)


@router.answer(ReadEvidence, action="reporting.read")
async def read_evidence(query: ReadEvidence, asker: Asker, reporting: Reporting) -> Evidence:
    return await reporting.evidence(query)


@router.answer(ReadParts, action="reporting.read")
async def read_parts(query: ReadParts, asker: Asker, reporting: Reporting) -> Parts:
    return await reporting.parts(query)


@router.answer(ReadUnitQuarter, action="reporting.read_unit")
async def read_unit_quarter(query: ReadUnitQuarter, asker: Asker, reporting: Reporting) -> UnitQuarterReport:
    return await reporting.unit_quarter(query, asker.actor, asker.today)


@router.answer(ReadUnitEvidence, action="reporting.read_unit")
async def read_unit_evidence(query: ReadUnitEvidence, asker: Asker, reporting: Reporting) -> Evidence:
    return await reporting.unit_evidence(query, asker.actor, asker.today)


@router.answer(ReadClassificationList, action="reporting.read_unit")
async def read_classification_list(
    query: ReadClassificationList, asker: Asker, reporting: Reporting
) -> ClassificationList:
    return await reporting.classification_list(query, asker.actor, asker.today)


@router.answer(ReadCellYear, action="reporting.read_unit")
async def read_cell_year(query: ReadCellYear, asker: Asker, reporting: Reporting) -> CellYear:
    return await reporting.cell_year(query, asker.actor, asker.today)


@router.answer(ReadUnitHistory, action="reporting.read_unit")
async def read_unit_history(query: ReadUnitHistory, asker: Asker, reporting: Reporting) -> UnitHistory:
    return await reporting.unit_history(query, asker.actor, asker.today)


@router.answer(ReadObserverRecord, action="reporting.observer")
async def read_observer_record(query: ReadObserverRecord, asker: Asker, reporting: Reporting) -> ObserverRecord:
    return await reporting.observer_record(query)


@router.answer(ReadDivergence, action="reporting.read")
async def read_divergence(query: ReadDivergence, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.analysis(query, divergence.lines)


@router.answer(ListDuties, action="reporting.duties")
async def list_duties(query: ListDuties, asker: Asker, reporting: Reporting) -> DutyList:
    return await reporting.duties(query, asker.today)


@router.answer(ListUnitDuties, action="reporting.read_unit")
async def list_unit_duties(query: ListUnitDuties, asker: Asker, reporting: Reporting) -> DutyList:
    return await reporting.unit_duties(query, asker.actor, asker.today)


@router.answer(ListWarnings, action="reporting.read")
async def list_warnings(query: ListWarnings, asker: Asker, reporting: Reporting) -> WarningList:
    return await reporting.warnings(query, asker.today)


@router.answer(ListUnitWarnings, action="reporting.read_unit")
async def list_unit_warnings(query: ListUnitWarnings, asker: Asker, reporting: Reporting) -> WarningList:
    return await reporting.unit_warnings(query, asker.actor, asker.today)


@router.answer(ReadPredictability, action="reporting.read")
async def read_predictability(query: ReadPredictability, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.analysis(query, predictability.lines)


@router.answer(ReadTimeliness, action="reporting.read")
async def read_timeliness(query: ReadTimeliness, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.analysis(query, timeliness.lines)


@router.answer(ReadQuestions, action="reporting.read")
async def read_questions(query: ReadQuestions, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.analysis(query, questions.lines)


@router.answer(ReadSurveys, action="reporting.read")
async def read_surveys(query: ReadSurveys, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.analysis(query, surveys.lines)


@router.answer(ReadUnitTimeliness, action="reporting.read_unit")
async def read_unit_timeliness(query: ReadUnitTimeliness, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.unit_analysis(query, asker.actor, asker.today, timeliness.open_lines)


@router.answer(ReadClasses, action="reporting.read_unit")
async def read_classes(query: ReadClasses, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.unit_analysis(query, asker.actor, asker.today, classes.lines)


@router.answer(ReadComparison, action="reporting.read")
async def read_comparison(query: ReadComparison, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.comparison(query)


@router.answer(ReadCityComparison, action="reporting.city")
async def read_city_comparison(query: ReadCityComparison, asker: Asker, reporting: Reporting) -> Analysis:
    return await reporting.city_comparison(query)


@router.answer(ReadStatus, action="reporting.status")
async def read_status(query: ReadStatus, asker: Asker, reporting: Reporting) -> StatusReport:
    return await reporting.status(query)


@router.answer(ReadQuarterlyReport, action="reporting.read_report")
async def read_quarterly_report(query: ReadQuarterlyReport, asker: Asker, reporting: Reporting) -> QuarterlyReport:
    return await reporting.quarterly_report(query, asker.actor, asker.today)


@router.answer(ReadRevisionDiff, action="reporting.read_report")
async def read_revision_diff(query: ReadRevisionDiff, asker: Asker, reporting: Reporting) -> RevisionDiff:
    return await reporting.revision_diff(query, asker.actor, asker.today)


@router.answer(ListRestatements, action="reporting.city")
async def list_restatements(query: ListRestatements, asker: Asker, reporting: Reporting) -> Restatements:
    return await reporting.restatements(query)


@router.answer(ListQuarterlyReports, action="reporting.read_report")
async def list_quarterly_reports(query: ListQuarterlyReports, asker: Asker, reporting: Reporting) -> QuarterlyReports:
    return await reporting.quarterly_reports(query, asker.actor, asker.today)


@router.on(OpenQuarter, action="reporting.open_quarter")
async def open_quarter(command: OpenQuarter, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.open_quarter(command, call)


@router.on(SubmitReport, action="reporting.submit")
async def submit_report(command: SubmitReport, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.submit_report(command, call)


@router.on(ReturnReport, action="reporting.judge", raced="conflict")
async def return_report(command: ReturnReport, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.return_report(command, call)


@router.on(ApproveReport, action="reporting.judge", raced="conflict")
async def approve_report(command: ApproveReport, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.approve_report(command, call)


@router.on(CloseQuarter, action="reporting.judge", raced="conflict")
async def close_quarter(command: CloseQuarter, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.close_quarter(command, call)


@router.on(RestateQuarter, action="reporting.restate")
async def restate_quarter(command: RestateQuarter, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.restate_quarter(command, call)


@router.on(WithdrawQuarterOpening, action="reporting.open_quarter", raced="conflict")
async def withdraw_quarter_opening(command: WithdrawQuarterOpening, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.withdraw_quarter_opening(command, call)


@router.on(WithdrawReportSubmission, action="reporting.submit", raced="conflict")
async def withdraw_report_submission(command: WithdrawReportSubmission, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.withdraw_report_submission(command, call)


@router.on(WithdrawReportReturn, action="reporting.judge", raced="conflict")
async def withdraw_report_return(command: WithdrawReportReturn, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.withdraw_report_return(command, call)


@router.on(WithdrawReportApproval, action="reporting.judge", raced="conflict")
async def withdraw_report_approval(command: WithdrawReportApproval, call: Call, reporting: Reporting) -> Decided:
    return await reporting.reports.withdraw_report_approval(command, call)
