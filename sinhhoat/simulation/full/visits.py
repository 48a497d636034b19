"""What observers do under their own names: plans that nobody below can learn of, visits, findings, scores, reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from contracts.assignments import (
    AcceptQuarterlyReport,
    CancelVisitPlan,
    CorrectFindings,
    FileFindings,
    MakeVisit,
    PlanVisit,
    ReturnQuarterlyReport,
    SubmitQuarterlyReport,
    WithdrawFindings,
    WithdrawQuarterlyReport,
    WithdrawVisit,
)
from contracts.issues import RaiseIssue
from contracts.message import Command
from contracts.observer_reports import WithdrawReportJudgement
from contracts.ratings import RateMeeting
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting
from sinhhoat.simulation.full.district import ROOT
from sinhhoat.simulation.full.foundation import LEADERS
from sinhhoat.simulation.full.notices import attends
from sinhhoat.simulation.full.year import Act, Year

PLANS, REPORTS, STAYS_AWAY = 0.5, 0.9, 0.1
FOUND = {
    "course": "Đúng quy trình.",
    "informed": "Đã thông tin chủ trương mới.",
    "opinion": "Đề nghị thu gom rác.",
    "difficulty": "Nhà văn hóa dột.",
    "good_practice": "Tổ đảng đến từng hộ.",
    "proposal": "Sửa nhà văn hóa.",
}
Told = list[tuple[str, Command]]


@dataclass(frozen=True)
class Attended:
    """An observer (a code) and the meeting that he attends."""

    who: str
    meeting: PlannedMeeting

    def key(self) -> str:
        return f"{self.who}:{self.meeting.meeting_id}"


def month(year: Year, first: date) -> Iterator[Act]:
    """Plans on the second; what was seen is entered on the twenty-eighth; reports after the quarter."""
    attended = list(_attended(year, first))
    yield year.at(first.replace(day=2), 15, partial(_plans, year, attended))
    yield year.at(first.replace(day=28), 20, partial(_visits, year, attended))
    yield year.at(first.replace(day=28), 21, partial(_findings, year, attended))
    yield year.at(first.replace(day=28), 22, partial(_scores, year, attended))
    if first.month in (4, 7, 10):
        yield year.at(first.replace(day=5), 8, partial(_reports, year, first.month // 3))
    if first.month == 12:
        yield year.at(first.replace(day=31), 21, partial(_reports, year, 4))


def _attended(year: Year, first: date) -> Iterator[Attended]:
    held = {one.cell.code: one for one in year.plan.held(year.district.settled(), first.month)}
    for number, who in enumerate(year.district.observers):
        place = attends(year.district, number, first)
        meeting = held.get(place.cell.code) if place else None
        if meeting and year.random("away", who, first).random() >= STAYS_AWAY:
            yield Attended(who, meeting)


async def _plans(year: Year, attended: list[Attended], at: datetime) -> None:
    """Half of the visits are planned, each for its day; the first plan is dropped and made again."""
    planned = [one for one in attended if year.random("plans", one.key()).random() < PLANS]
    plans: Told = [
        (
            one.who,
            PlanVisit(
                command_id=year.id("plan", one.key()),
                cell_id=one.meeting.cell.cell_id,
                planned_on=one.meeting.held_on or one.meeting.first_day,
            ),
        )
        for one in planned
    ]
    decided = await year.each(at, plans)
    for (who, plan), told in list(zip(plans, decided, strict=True))[:1]:
        await year.one(at, CancelVisitPlan(command_id=year.id("no-plan", at), plan_id=told["plan_id"]), who)
        await year.one(at, plan.model_copy(update={"command_id": year.id("plan-again", at)}), who)


async def _visits(year: Year, attended: list[Attended], at: datetime) -> None:
    """All of the month; the last one was entered by mistake, and is entered again."""
    visits: Told = [(one.who, _visit(year, one)) for one in attended]
    decided = await year.each(at, visits)
    for one, told in zip(attended, decided, strict=True):
        year.kept["visit", one.key(), 0] = told["visit_id"]
    for (who, visit), told in list(zip(visits, decided, strict=True))[-1:]:
        back = WithdrawVisit(command_id=year.id("no-visit", at), visit_id=told["visit_id"], reason="Ghi nhầm buổi.")
        await year.one(at, back, who)
        await year.one(at, visit.model_copy(update={"command_id": year.id("visit-again", at)}), who)


def _visit(year: Year, one: Attended) -> MakeVisit:
    return MakeVisit(
        command_id=year.id("visit", one.key()),
        cell_id=one.meeting.cell.cell_id,
        meeting_id=one.meeting.meeting_id,
        visited_on=one.meeting.held_on or one.meeting.first_day,
    )


async def _findings(year: Year, attended: list[Attended], at: datetime) -> None:
    """Most file what they found; one says it anew, one takes it back and files again, one raises an issue of it."""
    filing = [one for one in attended if year.random("files", one.key()).random() < 0.8] or attended
    filed: Told = [(one.who, _filed(year, one)) for one in filing]
    await year.each(at, filed)
    for one in filing[:1]:
        told = _filed(year, one).model_dump(exclude={"command_id", "after"})
        corrected = {"command_id": year.id("correct-findings", one.key()), **told, "reason": "Bổ sung."}
        await year.one(at, CorrectFindings.model_validate(corrected), one.who)
        back = {"command_id": year.id("no-findings", one.key()), "visit_id": told["visit_id"], "reason": "Nhầm."}
        await year.one(at, WithdrawFindings.model_validate(back), one.who)
        again = _filed(year, one).model_copy(update={"command_id": year.id("file-again", one.key())})
        await year.one(at, again, one.who)
        await year.one(at, _raised(year, one, at.date()), one.who)


def _filed(year: Year, one: Attended) -> FileFindings:
    random = year.random("found", one.key())
    chosen = random.sample(sorted(FOUND), k=random.randint(1, 4))
    findings = [{"heading": heading, "text": FOUND[heading]} for heading in chosen]
    told = {"command_id": year.id("file", one.key()), "visit_id": year.kept["visit", one.key(), 0]}
    return FileFindings.model_validate({**told, "findings": findings})


def _raised(year: Year, one: Attended, day: date) -> RaiseIssue:
    return RaiseIssue.model_validate(
        {
            "command_id": year.id("observer-issue", one.key()),
            "unit_id": one.meeting.cell.cell_id,
            "source": "observer",
            "visit_id": year.kept["visit", one.key(), 0],
            "theme": "Cơ sở vật chất",
            "content": "Nhà văn hóa dột.",
            "raised_on": day,
        }
    )


async def _scores(year: Year, attended: list[Attended], at: datetime) -> None:
    """Observers' own scores stand beside those of the cells."""
    await year.each(at, [(one.who, _score(year, one)) for one in attended])


def _score(year: Year, one: Attended) -> RateMeeting:
    return RateMeeting(
        command_id=year.id("observer-score", one.key()),
        cell_id=one.meeting.cell.cell_id,
        meeting_id=one.meeting.meeting_id,
        rater="observer",
        points=records.points_of(one.meeting, f"observer:{one.who}", year.district.seed),
    )


async def _reports(year: Year, quarter: int, at: datetime) -> None:
    """Most report; the first one goes back and comes again, the second is taken back; others are accepted."""
    reporting = [who for who in year.district.observers if year.random("report", who, quarter).random() < REPORTS]
    decided = await year.each(at, [(who, _report(year, who, quarter, 1)) for who in reporting])
    ids = dict(zip(reporting, (UUID(told["report_id"]) for told in decided), strict=True))
    first, second, *others = reporting
    await year.one(at, _judged(year, ReturnQuarterlyReport, ids[first], reason="Chưa nêu đề xuất."), LEADERS[0])
    await year.one(at, _report(year, first, quarter, 2), first)
    back = {"command_id": year.id("no-report", ids[second]), "report_id": ids[second], "reason": "Sót một buổi."}
    await year.one(at, WithdrawQuarterlyReport.model_validate(back), second)
    accepted = [who for who in (first, *others) if year.random("accept", who, quarter).random() < 0.8] or [first]
    await year.send(at, [_judged(year, AcceptQuarterlyReport, ids[who]) for who in accepted], LEADERS[0])
    again = _judged(year, AcceptQuarterlyReport, ids[accepted[0]]).model_copy(
        update={"command_id": year.id("accept-again", quarter)}
    )
    await year.one(at, _judged(year, WithdrawReportJudgement, ids[accepted[0]], reason="Chấp nhận nhầm."), LEADERS[0])
    await year.one(at, again, LEADERS[0])


def _report(year: Year, who: str, quarter: int, revision: int) -> SubmitQuarterlyReport:
    told = {
        "command_id": year.id("report", who, quarter, revision),
        "quarter": f"{year.district.year}-Q{quarter}",
        "issuer_id": year.district.unit_id(ROOT),
        "sections": [{"heading": "results", "text": "Đã dự đủ các buổi."}],
    }
    return SubmitQuarterlyReport.model_validate(told)


def _judged(year: Year, kind: type[Command], report_id: UUID, **more: Any) -> Command:
    told = {"command_id": year.id(kind.__name__, report_id), "report_id": report_id}
    return kind.model_validate({**told, "issuer_id": year.district.unit_id(ROOT), **more})
