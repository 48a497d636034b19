"""What is taken in about visits and what was found there."""

from __future__ import annotations

from contracts.assignments import (
    Calendar,
    CorrectFindings,
    FileFindings,
    MakeVisit,
    ReadCalendar,
    WithdrawFindings,
    WithdrawVisit,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker


@router.on(MakeVisit, action="assignments.visit")
async def make_visit(command: MakeVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.visits.make_visit(command, call)


@router.on(WithdrawVisit, action="assignments.withdraw_visit", raced="conflict")
async def withdraw_visit(command: WithdrawVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.visits.withdraw_visit(command, call)


@router.answer(ReadCalendar, action="assignments.calendar")
async def read_calendar(query: ReadCalendar, asker: Asker, here: AssignmentsOfKeeper) -> Calendar:
    return await here.visits.read_calendar(query, asker.actor)


@router.on(FileFindings, action="assignments.find")
async def file_findings(command: FileFindings, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.findings.file_findings(command, call)


@router.on(CorrectFindings, action="assignments.find", raced="conflict")
async def correct_findings(command: CorrectFindings, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.findings.correct_findings(command, call)


@router.on(WithdrawFindings, action="assignments.find", raced="conflict")
async def withdraw_findings(command: WithdrawFindings, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.findings.withdraw_findings(command, call)
