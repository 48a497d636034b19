"""Two runs that differ only in plans look the same to everybody who may not know of plans, byte for byte."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from contracts.assignments import (
    AcceptQuarterlyReport,
    CancelVisitPlan,
    CheckNotice,
    CorrectFindings,
    DraftQuarterlyReport,
    FileFindings,
    FindingToFile,
    IssueDirective,
    ListObserverReports,
    MakeVisit,
    NotifyObserver,
    ObserverNotified,
    PlanVisit,
    ReadAnswers,
    ReadCalendar,
    ReadDirectives,
    RecordInspection,
    ReleaseObserver,
    ReplaceObserver,
    ReportSection,
    ReturnQuarterlyReport,
    SubmitQuarterlyReport,
    VisitPlanClosed,
    WithdrawDirective,
    WithdrawFindings,
    WithdrawInspection,
    WithdrawNotice,
    WithdrawObserverRelease,
    WithdrawQuarterlyReport,
    WithdrawReportJudgement,
    WithdrawVisit,
)
from contracts.meetings import Attendance, CancelMeeting, RecordMeeting, RescheduleMeeting, ScheduleMeeting
from contracts.message import SEALED, CommandOutcome
from services.assignments.domain.notice import Notice
from services.assignments.domain.visit import Visit
from services.assignments.main import SERVICE
from services.chassis.runtime import Service
from services.meetings.domain import Meeting, MeetingKind
from services.registry.domain import id_of_unit
from sinhhoat.stack import Stack
from tests.assignments.district import COMMITTEE, STAFF, District, a_notice, an_observer
from tests.assignments.given import KEEPER, an_id
from tests.assignments.leaking_series import PLANTED_SERIES, plant
from tests.assignments.leaks import PLANS_MADE, PLANTED, leaky
from tests.assignments.secrecy import (
    Observed,
    differences,
    logs_seen,
    merged,
    metrics_seen,
    replies_seen,
    rows_seen,
)
from tests.fresh import empty_system
from tests.scraped import scraped

pytestmark = pytest.mark.connected

MONTH = date(2019, 3, 1)
FIRST = datetime(2019, 3, 1, 1, tzinfo=UTC)
EVENING, NEXT_EVENING = datetime(2019, 3, 3, 12, tzinfo=UTC), datetime(2019, 3, 4, 12, tzinfo=UTC)
AFTERWARDS = datetime(2019, 3, 6, 1, tzinfo=UTC)
QUARTER, SCHOOL, ENTERPRISE = (id_of_unit(KEEPER, code) for code in ("RESIDENTIAL", "SCHOOL", "ENTERPRISE"))
OBSERVER, SECOND = an_observer("first"), an_observer("second")


EVERYTHING_OPEN = {
    kind for kind in SERVICE.router.messages if kind.audience is not SEALED and kind is not NotifyObserver
}
"""What people can say to the open side: a message that no run says is promised nothing."""


def the_meeting(cell_id: UUID) -> UUID:
    return Meeting.create_id(cell_id, MeetingKind.REGULAR, MONTH, None, None)


def a_visit(name: str, cell_id: UUID, visited_on: date, meeting_id: UUID | None = None) -> MakeVisit:
    meeting_id = meeting_id or the_meeting(cell_id)
    return MakeVisit(command_id=an_id(name), cell_id=cell_id, meeting_id=meeting_id, visited_on=visited_on)


class Run:
    """A month at a district, with plans or without; what is answered openly is kept by name."""

    def __init__(self, district: District, *, planned: bool) -> None:
        self.district, self.planned = district, planned
        self.replies: dict[str, BaseModel | str] = {}

    async def month(self) -> None:
        await self.district.must(STAFF, a_notice((OBSERVER, QUARTER), (OBSERVER, SCHOOL), (SECOND, SCHOOL), number="1"))
        for cell in (QUARTER, SCHOOL):
            await self._schedule(cell)
        await self._plan()
        await self._change()
        await self._visit()
        await self._look()
        await self._direct()
        await self.district.settled()

    async def _schedule(self, cell: UUID) -> None:
        schedule = ScheduleMeeting(
            command_id=an_id(f"schedule {cell}"),
            cell_id=cell,
            kind="regular",
            month=MONTH,
            starts_at=EVENING,
            place="Hội trường",
        )
        await self.district.must(STAFF, schedule, FIRST)
        await self.district.settled()

    async def _plan(self) -> None:
        """The one difference between the runs: three plans of two observers, one of them dropped."""
        if not self.planned:
            return
        for observer, cell, day in ((OBSERVER, QUARTER, 4), (OBSERVER, SCHOOL, 3), (SECOND, SCHOOL, 20)):
            plan = PlanVisit(
                command_id=an_id(f"plan {observer} {cell}"), cell_id=cell, planned_on=MONTH.replace(day=day)
            )
            made = await self.district.must(observer, plan, FIRST)
        drop = CancelVisitPlan(command_id=an_id("drop"), plan_id=UUID(made.decided["plan_id"]))
        await self.district.must(SECOND, drop, FIRST)
        await self.district.settled()

    async def _change(self) -> None:
        """One meeting moves, the other is called off: the assigned observers are told."""
        move = RescheduleMeeting(
            command_id=an_id("move"),
            cell_id=QUARTER,
            meeting_id=the_meeting(QUARTER),
            starts_at=NEXT_EVENING,
            place="Trụ sở ấp",
            reason="Mưa bão",
        )
        cancel = CancelMeeting(
            command_id=an_id("cancel"), cell_id=SCHOOL, meeting_id=the_meeting(SCHOOL), reason="Thi học kỳ"
        )
        self.replies["move"] = await self.district.must(STAFF, move, FIRST)
        await self.district.settled()
        self.replies["cancel"] = await self.district.must(STAFF, cancel, FIRST)
        await self.district.settled()

    async def _visit(self) -> None:
        held = RecordMeeting(
            command_id=an_id("hold"),
            cell_id=QUARTER,
            kind="regular",
            month=MONTH,
            held_on=NEXT_EVENING.date(),
            duration_minutes=95,
            attendance=Attendance(official=20, present=20),
            opinions=5,
        )
        await self.district.must(STAFF, held, AFTERWARDS)
        for name, visit in {
            "visit": a_visit("visit", QUARTER, NEXT_EVENING.date()),
            "visit again": a_visit("again", QUARTER, NEXT_EVENING.date()),
            "visit on another day": a_visit("another day", QUARTER, EVENING.date()),
            "visit of an unknown meeting": a_visit("unknown", QUARTER, EVENING.date(), an_id("nothing")),
            "visit without an assignment": a_visit("not assigned", ENTERPRISE, EVENING.date()),
        }.items():
            self.replies[name] = await self.district.send(OBSERVER, visit, AFTERWARDS)
        await self.district.settled()
        visit_id = Visit.create_id(the_meeting(QUARTER), OBSERVER.person_id)
        await self._find(visit_id)
        await self._report()
        withdraw = WithdrawVisit(command_id=an_id("withdraw"), visit_id=visit_id, reason="Ghi nhầm ngày")
        self.replies["withdrawal"] = await self.district.send(OBSERVER, withdraw, AFTERWARDS)

    async def _find(self, visit_id: UUID) -> None:
        """What the observer found goes through all that can become of it."""
        found = [FindingToFile(heading="opinion", text="Đường hẻm 12 ngập")]
        for name, change in {
            "findings": FileFindings(command_id=an_id("file"), visit_id=visit_id, findings=found),
            "findings again": FileFindings(command_id=an_id("file again"), visit_id=visit_id, findings=found),
            "correction": CorrectFindings(
                command_id=an_id("correct"), visit_id=visit_id, findings=found, reason="Ghi thiếu"
            ),
            "findings taken back": WithdrawFindings(command_id=an_id("unfile"), visit_id=visit_id, reason="Nhầm"),
        }.items():
            self.replies[name] = await self.district.send(OBSERVER, change, AFTERWARDS)

    async def _report(self) -> None:
        """He drafts his report, submits it, has it back and takes it back; the other one has nothing to report on."""
        draft = self.district.informed(DraftQuarterlyReport(quarter="2019-Q1", issuer_id=COMMITTEE))
        for name, observer in (("first", OBSERVER), ("second", SECOND)):
            self.replies[f"draft of the {name}"] = await self.district.client(observer).ask(
                KEEPER, draft, at=AFTERWARDS
            )
        section = ReportSection(heading="results", text="Đã dự một buổi")
        submit = SubmitQuarterlyReport(
            command_id=an_id("submit"), quarter="2019-Q1", issuer_id=COMMITTEE, sections=[section]
        )
        submitted = await self.district.must(OBSERVER, submit, AFTERWARDS)
        self.replies["report"] = submitted
        report_id = UUID(submitted.decided["report_id"])
        accept = AcceptQuarterlyReport(command_id=an_id("accept"), report_id=report_id, issuer_id=COMMITTEE)
        judge_again = WithdrawReportJudgement(
            command_id=an_id("judge again"), report_id=report_id, issuer_id=COMMITTEE, reason="Chấp nhận nhầm"
        )
        self.replies["report accepted"] = await self.district.must(STAFF, accept, AFTERWARDS)
        self.replies["report judged again"] = await self.district.must(STAFF, judge_again, AFTERWARDS)
        send_back = ReturnQuarterlyReport(
            command_id=an_id("return"), report_id=report_id, issuer_id=COMMITTEE, reason="Thiếu đề xuất"
        )
        self.replies["report returned"] = await self.district.must(STAFF, send_back, AFTERWARDS)
        take_back = WithdrawQuarterlyReport(command_id=an_id("take back"), report_id=report_id, reason="Gửi nhầm")
        self.replies["report taken back"] = await self.district.must(OBSERVER, take_back, AFTERWARDS)
        listed = self.district.informed(ListObserverReports(quarter="2019-Q1"))
        self.replies["reports"] = await self.district.client(STAFF).ask(KEEPER, listed, at=AFTERWARDS)
        answers = self.district.informed(ReadAnswers())
        self.replies["answers"] = await self.district.client(OBSERVER).ask(KEEPER, answers, at=AFTERWARDS)

    async def _direct(self) -> None:
        """Documents and an inspection, entered and taken back, and all that can be done with a notice."""
        document = IssueDirective(
            command_id=an_id("document"),
            kind="plan",
            number="45-KH/QU",
            title="Nâng cao chất lượng sinh hoạt chi bộ",
            issuer_id=COMMITTEE,
            issued_on=MONTH,
            effective_from=MONTH,
        )
        inspection = RecordInspection(
            command_id=an_id("inspect"),
            unit_id=SCHOOL,
            inspector_id=COMMITTEE,
            kind="inspection",
            subject_matter="regime",
            from_on=MONTH,
            held_on=MONTH,
            findings="Đúng nền nếp",
        )
        notice_id = Notice.create_id(KEEPER, COMMITTEE, "1", MONTH)
        replace = ReplaceObserver(
            command_id=an_id("replace"),
            notice_id=notice_id,
            assignment_id=uuid5(notice_id, f"{OBSERVER.person_id}:{SCHOOL}:2019-01-02"),
            replaced_on=AFTERWARDS.date(),
            person_id=an_id("third"),
            reason="Chuyển công tác",
        )
        of_notice = {"notice_id": notice_id, "issuer_id": COMMITTEE, "reason": "Nhầm"}
        released = {**of_notice, "assignment_id": uuid5(notice_id, f"{SECOND.person_id}:{SCHOOL}:2019-01-02")}
        release = ReleaseObserver.model_validate(
            {**released, "command_id": an_id("release"), "released_on": AFTERWARDS.date()}
        )
        go_on = WithdrawObserverRelease.model_validate({**released, "command_id": an_id("go on")})
        back = WithdrawNotice.model_validate({**of_notice, "command_id": an_id("take the notice back")})
        commands = {
            "document": document,
            "inspection": inspection,
            "release": release,
            "release taken back": go_on,
            "replacement": replace,
            "notice taken back": back,
        }
        for name, command in commands.items():
            self.replies[name] = await self.district.must(STAFF, command, AFTERWARDS)
        await self._take_back()
        pairs = a_notice((OBSERVER, QUARTER), number="2").pairs
        check = CheckNotice(issuer_id=COMMITTEE, issued_on=MONTH, pairs=pairs)
        register = ReadDirectives(from_on=MONTH, until_on=MONTH)
        client = self.district.client(STAFF)
        self.replies["check"] = await client.ask(KEEPER, self.district.informed(check), at=AFTERWARDS)
        self.replies["register"] = await client.ask(KEEPER, self.district.informed(register), at=AFTERWARDS)

    async def _take_back(self) -> None:
        """The document and the inspection."""
        for name, kind, issuer in (
            ("document", WithdrawDirective, "issuer_id"),
            ("inspection", WithdrawInspection, "inspector_id"),
        ):
            made = self.replies[name]
            assert isinstance(made, CommandOutcome)
            command = kind.model_validate(
                {**made.decided, "command_id": an_id(f"{name} back"), issuer: COMMITTEE, "reason": "Ghi nhầm"}
            )
            self.replies[f"{name} taken back"] = await self.district.must(STAFF, command, AFTERWARDS)

    async def _look(self) -> None:
        """What the observers see of what everybody may see."""
        for name, observer in (("first", OBSERVER), ("second", SECOND)):
            query = self.district.informed(ReadCalendar(month=MONTH))
            self.replies[f"calendar of the {name}"] = await self.district.client(observer).ask(
                KEEPER, query, at=AFTERWARDS
            )
        await self.district.settled()

    async def observed(self) -> Observed:
        parts = [replies_seen(self.replies)]
        for name, process in self.district.processes.items():
            url = self.district.endpoints.admin_url(name)
            parts.append(await rows_seen(url, process.service.feeds((KEEPER,))))
            parts.append(metrics_seen(name, await scraped(process.http_port)))
        return merged(*parts)


@asynccontextmanager
async def a_run(
    stack: Stack, directory: Path, service: Service, *, planned: bool
) -> AsyncIterator[tuple[Run, Observed]]:
    """An empty system that has lived through the month, and what could be seen of it."""
    with capture_logs() as lines:
        async with (
            empty_system(stack.endpoints.postgres_admin, directory / "bus") as endpoints,
            District.at_work(endpoints, directory / "keys", service) as district,
        ):
            if service is not SERVICE:
                district.processes["assignments"].registry.register(PLANS_MADE)
                plant(district.processes["assignments"])
            run = Run(district, planned=planned)
            await run.month()
            yield run, merged(await run.observed(), logs_seen(lines))


@pytest.fixture(scope="module")
async def without_plans(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Observed:
    async with a_run(stack, tmp_path_factory.mktemp("without"), SERVICE, planned=False) as (_, seen):
        return seen


@pytest.fixture(scope="module")
async def leaking_without_plans(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Observed:
    async with a_run(stack, tmp_path_factory.mktemp("nothing"), leaky(), planned=False) as (_, seen):
        return seen


@pytest.fixture(scope="module")
async def leaking(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Observed:
    async with a_run(stack, tmp_path_factory.mktemp("leaking"), leaky(), planned=True) as (_, seen):
        return seen


async def test_a_run_with_plans_looks_like_one_without(stack: Stack, tmp_path: Path, without_plans: Observed) -> None:
    async with a_run(stack, tmp_path, SERVICE, planned=True) as (run, with_plans):
        told = await run.district.wire(ObserverNotified)
        closed = await run.district.wire(VisitPlanClosed)

    assert not EVERYTHING_OPEN - run.district.said
    assert (len(told), len(closed)) == (3, 1)
    found = differences(without_plans, with_plans)
    assert not found, found


@pytest.mark.parametrize("fault", PLANTED)
async def test_a_planted_leak_is_found(fault: str, without_plans: Observed, leaking: Observed) -> None:
    found = differences(without_plans, leaking)

    assert [where for where in found if where.startswith(PLANTED[fault])]


@pytest.mark.parametrize("series", PLANTED_SERIES)
async def test_a_planted_series_that_moves_with_plans_is_found(
    series: str, leaking_without_plans: Observed, leaking: Observed
) -> None:
    where = f"metric assignments {series}"

    assert where in leaking_without_plans
    assert where in differences(leaking_without_plans, leaking)


async def test_the_sealed_side_is_healthy_with_plans_and_without(without_plans: Observed, leaking: Observed) -> None:
    seen = [run["metric assignments sinhhoat_sealed_healthy"] for run in (without_plans, leaking)]

    assert seen == ["1.0", "1.0"]
