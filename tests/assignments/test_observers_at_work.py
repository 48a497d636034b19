"""What observers file and report, through the real services: done, refused, repeated, raced; answers come back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.assignments import (
    AcceptQuarterlyReport,
    CorrectFindings,
    DraftQuarterlyReport,
    FileFindings,
    FindingToFile,
    ListObserverReports,
    QuarterlyDraft,
    QuarterlyObserverReportSubmitted,
    RaisedIssue,
    ReadAnswers,
    ReportSection,
    ReturnQuarterlyReport,
    SubmitQuarterlyReport,
    VisitFindingsFiled,
    WithdrawFindings,
    WithdrawQuarterlyReport,
    WithdrawReportJudgement,
    WithdrawVisit,
)
from contracts.history import ReadAssignmentsText
from contracts.issues import AnswerIssue, RaiseIssue, ReopenIssue, WithdrawIssueStep
from contracts.message import Command, CommandOutcome
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.registry.domain import id_of_unit
from tests.assignments.district import COMMITTEE, MARCH, STAFF, District, an_observer, somebody
from tests.assignments.given import KEEPER
from tests.assignments.test_visits_at_work import THE_FIFTH, a_visit

pytestmark = pytest.mark.connected

APRIL = datetime(2019, 4, 5, 1, tzinfo=UTC)
QUARTER = "2019-Q1"


@dataclass
class Work:
    """An observer with one cell assigned, who has attended a meeting there."""

    district: District
    observer: Actor
    cell_id: UUID
    visit_id: UUID

    async def file(self, *words: str, heading: str = "opinion") -> CommandOutcome:
        return await self.district.must(self.observer, filing(self.visit_id, *words, heading=heading))

    async def draft(self) -> QuarterlyDraft:
        query = DraftQuarterlyReport(quarter=QUARTER, issuer_id=COMMITTEE)
        return await self.district.client(self.observer).ask(KEEPER, self.district.informed(query), at=APRIL)

    async def submit(self) -> UUID:
        outcome = await self.district.must(self.observer, a_report(), APRIL)
        return UUID(outcome.decided["report_id"])


def filing(visit_id: UUID, *words: str, heading: str = "opinion") -> FileFindings:
    found = [FindingToFile.model_validate({"heading": heading, "topic": "đường sá", "text": one}) for one in words]
    return FileFindings(command_id=uuid4(), visit_id=visit_id, findings=found)


def a_report() -> SubmitQuarterlyReport:
    section = ReportSection(heading="results", text="Đã dự một buổi.")
    return SubmitQuarterlyReport(command_id=uuid4(), quarter=QUARTER, issuer_id=COMMITTEE, sections=[section])


def returning(report_id: UUID, issuer_id: UUID = COMMITTEE) -> ReturnQuarterlyReport:
    return ReturnQuarterlyReport(
        command_id=uuid4(), report_id=report_id, issuer_id=issuer_id, reason="Thiếu phần đề xuất"
    )


def accepting(report_id: UUID) -> AcceptQuarterlyReport:
    return AcceptQuarterlyReport(command_id=uuid4(), report_id=report_id, issuer_id=COMMITTEE)


@pytest.fixture
async def work(district: District) -> Work:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    made = await district.must(observer, a_visit(cell))
    return Work(district, observer, cell, UUID(made.decided["visit_id"]))


async def test_what_was_found_is_told_without_its_words(work: Work) -> None:
    outcome = await work.file("Đường hẻm 12 ngập", "Đèn đường hỏng")

    wire = (await work.district.wire(VisitFindingsFiled))[-1]
    assert "ngập" not in wire
    told = VisitFindingsFiled.model_validate_json(wire)
    assert [str(one.finding_id) for one in told.findings] == [one["finding_id"] for one in outcome.decided["findings"]]
    assert (told.person_id, told.cell_id) == (work.observer.person_id, work.cell_id)


async def test_the_words_are_read_by_the_board_and_by_nobody_below(work: Work) -> None:
    await work.file("Bí thư chuẩn bị chưa kỹ")
    [found] = VisitFindingsFiled.model_validate_json((await work.district.wire(VisitFindingsFiled))[-1]).findings
    of_text = {"text_id": found.text.text_id}

    read = await work.district.client(STAFF).ask(KEEPER, ReadAssignmentsText(**of_text))

    assert read.text == "Bí thư chuẩn bị chưa kỹ"
    for role, unit_id in (("secretary", work.cell_id), ("committee", work.cell_id), ("operator", None)):
        below = Actor(uuid4(), (type(STAFF.roles[0])(role, KEEPER, unit_id),))
        with pytest.raises(Refused):
            await work.district.client(below).ask(KEEPER, ReadAssignmentsText(**of_text, unit_id=work.cell_id))


async def test_findings_are_his_own_and_filed_once(work: Work) -> None:
    command = work.district.informed(filing(work.visit_id, "một"))
    first = await work.district.send(work.observer, command)

    assert await work.district.send(work.observer, command) == first
    assert await work.district.refused(work.observer, filing(work.visit_id, "hai")) == "findings_already_filed"
    assert await work.district.refused(an_observer(), filing(work.visit_id, "ba")) == "not_there"
    assert await work.district.refused(somebody("secretary"), filing(work.visit_id, "bốn")) == "not_allowed"


async def test_of_two_filings_that_race_one_is_kept(work: Work) -> None:
    rivals = [filing(work.visit_id, word) for word in ("một", "hai")]

    outcomes = await asyncio.gather(*(work.district.send(work.observer, one) for one in rivals))

    assert sorted(one.refusal.code if one.refusal else one.outcome for one in outcomes) == [
        "accepted",
        "findings_already_filed",
    ]


async def test_findings_are_corrected_and_taken_back_with_a_reason(work: Work) -> None:
    filed = await work.file("một", "hai")
    kept = {"heading": "difficulty", "text": "hai, viết lại", "finding_id": filed.decided["findings"][1]["finding_id"]}
    correct = CorrectFindings(
        command_id=uuid4(),
        visit_id=work.visit_id,
        findings=[FindingToFile.model_validate(kept)],
        reason="Ghi nhầm một nội dung",
    )
    await work.district.must(work.observer, correct)

    [visit] = (await work.draft()).visits
    assert [(one.heading, one.text) for one in visit.findings] == [("difficulty", "hai, viết lại")]
    assert str(visit.findings[0].finding_id) == kept["finding_id"]

    withdraw = WithdrawFindings(command_id=uuid4(), visit_id=work.visit_id, reason="Nhầm chi bộ")
    await work.district.once(work.observer, withdraw)
    again = withdraw.model_copy(update={"command_id": uuid4()})
    assert await work.district.refused(work.observer, again) == "findings_not_filed"
    assert [visit.findings for visit in (await work.draft()).visits] == [[]]


async def test_a_draft_is_assembled_from_visits_and_findings(work: Work) -> None:
    await work.file("Đường hẻm 12 ngập")

    draft = await work.draft()

    assert (draft.state, draft.due_on, draft.assigned_cells) == ("none", date(2019, 4, 10), [work.cell_id])
    assert draft.months_without_visit == [date(2019, 1, 1), date(2019, 2, 1)]
    [section] = draft.sections
    assert section.heading == "difficulties"
    assert section.text.startswith("3/3/2019, Đơn vị ")
    assert section.text.endswith(": Đường hẻm 12 ngập")


async def test_a_visit_taken_back_is_in_no_draft(work: Work) -> None:
    await work.file("một")
    withdraw = WithdrawVisit(command_id=uuid4(), visit_id=work.visit_id, reason="Ghi nhầm")
    await work.district.must(work.observer, withdraw)

    assert (await work.draft()).visits == []


async def test_a_report_is_submitted_returned_submitted_again_and_accepted(work: Work) -> None:
    await work.file("một")
    report_id = await work.submit()

    told = QuarterlyObserverReportSubmitted.model_validate_json(
        (await work.district.wire(QuarterlyObserverReportSubmitted))[-1]
    )
    assert (told.visits, told.cells, told.assigned_cells, told.findings) == ([work.visit_id], 1, 1, {"opinion": 1})
    assert await work.district.refused(work.observer, a_report(), APRIL) == "report_already_submitted"
    await work.district.must(STAFF, returning(report_id), APRIL)
    draft = await work.draft()
    assert (draft.state, draft.returned_because) == ("returned", "Thiếu phần đề xuất")
    again = await work.district.must(work.observer, a_report(), APRIL)
    assert (again.decided["report_id"], again.decided["revision"]) == (str(report_id), 2)
    await work.district.must(STAFF, accepting(report_id), APRIL)
    assert await work.district.refused(work.observer, a_report(), APRIL) == "report_already_accepted"


async def test_a_report_is_judged_for_the_committee_that_it_went_to(work: Work) -> None:
    report_id = await work.submit()

    assert await work.district.refused(STAFF, returning(report_id, work.cell_id), APRIL) == "not_there"
    assert await work.district.refused(work.observer, accepting(report_id), APRIL) == "not_allowed"
    himself = somebody("staff", "observer", person_id=work.observer.person_id)
    assert await work.district.refused(himself, accepting(report_id), APRIL) == "own_report"


async def test_its_author_takes_a_report_back_until_it_is_accepted(work: Work) -> None:
    report_id = await work.submit()

    def back() -> WithdrawQuarterlyReport:
        return WithdrawQuarterlyReport(command_id=uuid4(), report_id=report_id, reason="Gửi nhầm")

    assert await work.district.refused(an_observer(), back(), APRIL) == "not_there"
    await work.district.once(work.observer, back(), APRIL)
    assert await work.submit() == report_id
    await work.district.must(STAFF, accepting(report_id), APRIL)
    assert await work.district.refused(work.observer, back(), APRIL) == "report_already_accepted"


def judging_again(report_id: UUID, issuer_id: UUID = COMMITTEE) -> WithdrawReportJudgement:
    return WithdrawReportJudgement(
        command_id=uuid4(), report_id=report_id, issuer_id=issuer_id, reason="Chấp nhận nhầm"
    )


async def test_what_was_judged_wrongly_is_taken_back_once_and_judged_again(work: Work) -> None:
    report_id = await work.submit()
    assert await work.district.refused(STAFF, judging_again(report_id), APRIL) == "report_not_judged"
    await work.district.must(STAFF, accepting(report_id), APRIL)
    assert await work.district.refused(STAFF, judging_again(report_id, work.cell_id), APRIL) == "not_there"
    assert await work.district.refused(work.observer, judging_again(report_id), APRIL) == "not_allowed"
    rivals = [work.district.informed(judging_again(report_id)) for _ in range(2)]

    outcomes = await asyncio.gather(*(work.district.send(STAFF, one, APRIL) for one in rivals))

    assert sorted(one.outcome == "accepted" for one in outcomes) == [False, True]
    done = next(one for one in outcomes if one.outcome == "accepted")
    again = next(one for one in rivals if one.command_id == done.command_id)
    assert await work.district.send(STAFF, again, APRIL) == done
    await work.district.must(STAFF, returning(report_id), APRIL)


async def test_a_report_that_went_back_is_in_time_where_it_came_in_time_at_first(work: Work) -> None:
    report_id, late = await work.submit(), APRIL + timedelta(days=20)
    await work.district.must(STAFF, returning(report_id), late)
    await work.district.must(work.observer, a_report(), late)

    query = work.district.informed(ListObserverReports(quarter=QUARTER, issuer_id=COMMITTEE))
    listed = await work.district.client(STAFF).ask(KEEPER, query, at=late)

    [entry] = [one for one in listed.reports if one.person_id == work.observer.person_id]
    assert (entry.revision, entry.in_time) == (2, True)
    assert (entry.first_submitted_on, entry.submitted_on) == (APRIL.date(), late.date())


async def test_of_two_that_judge_at_once_one_has_to_look_again(work: Work) -> None:
    report_id = await work.submit()
    rivals: list[Command] = [accepting(report_id), returning(report_id)]

    outcomes = await asyncio.gather(*(work.district.send(STAFF, one, APRIL) for one in rivals))

    assert sum(one.outcome == "accepted" for one in outcomes) == 1
    assert all(one.outcome == "conflict" or one.refusal for one in outcomes if one.outcome != "accepted")


async def test_whoever_was_not_assigned_has_nothing_to_report(work: Work) -> None:
    assert await work.district.refused(an_observer(), a_report(), APRIL) == "nobody_assigned_in_quarter"


async def test_the_board_sees_who_has_reported_and_who_has_not(work: Work) -> None:
    lazy, cell = an_observer(), await work.district.a_cell()
    await work.district.a_notice((lazy, cell))
    await work.submit()
    query = work.district.informed(ListObserverReports(quarter=QUARTER, issuer_id=COMMITTEE))

    listed = await work.district.client(STAFF).ask(KEEPER, query, at=APRIL)

    of = {one.person_id: one for one in listed.reports}
    assert (of[work.observer.person_id].state, of[work.observer.person_id].in_time) == ("submitted", True)
    assert (of[work.observer.person_id].visits, of[work.observer.person_id].assigned_cells) == (1, 1)
    assert (of[lazy.person_id].state, of[lazy.person_id].report_id) == ("due", None)
    assert listed.counts["submitted"] >= 1
    with pytest.raises(Refused):
        await work.district.client(somebody("secretary")).ask(KEEPER, query, at=APRIL)


async def answers(work: Work, since: date | None = None) -> list[RaisedIssue]:
    query = work.district.informed(ReadAnswers(since=since))
    return (await work.district.client(work.observer).ask(KEEPER, query, at=MARCH)).issues


async def test_an_issue_that_he_raised_returns_to_him_with_its_answer(work: Work) -> None:
    raising = RaiseIssue(
        command_id=uuid4(),
        unit_id=work.cell_id,
        source="observer",
        theme="Thoát nước",
        content="Hẻm 12 ngập khi mưa",
        raised_on=THE_FIFTH,
        visit_id=work.visit_id,
    )
    await work.district.settled()
    raised = await work.district.must(work.observer, raising)
    [waiting] = await answers(work)
    assert (waiting.state, waiting.theme, waiting.answered_on) == ("open", "Thoát nước", None)
    answer = AnswerIssue(
        command_id=uuid4(),
        at_unit_id=waiting.at_unit_id,
        issue_id=UUID(raised.decided["issue_id"]),
        answered_on=THE_FIFTH,
        answer="Đã khơi thông cống",
    )
    await work.district.must(STAFF, answer)

    [answered] = await answers(work, since=THE_FIFTH)
    assert (answered.state, answered.answered_on, answered.visit_id) == ("answered", THE_FIFTH, work.visit_id)
    assert answered.answer_text_id is not None
    assert [issue.issue_id for visit in (await work.draft()).visits for issue in visit.issues] == [answered.issue_id]
    assert await answers(work, since=date(2019, 3, 6)) == []
    reopen = ReopenIssue(
        command_id=uuid4(),
        at_unit_id=waiting.at_unit_id,
        issue_id=answered.issue_id,
        reopened_on=date(2019, 3, 7),
        reason="Ngập trở lại",
    )
    await work.district.must(STAFF, reopen)
    [open_again] = await answers(work)
    assert (open_again.state, open_again.answered_on, open_again.answer_text_id) == ("open", None, None)
    mistaken = WithdrawIssueStep(
        command_id=uuid4(),
        at_unit_id=waiting.at_unit_id,
        issue_id=answered.issue_id,
        step="reopened",
        step_on=date(2019, 3, 7),
        reason="Mở lại nhầm vấn đề",
    )
    await work.district.must(STAFF, mistaken)
    assert await answers(work) == [answered]


def test_the_committee_of_these_tests_is_the_districts() -> None:
    assert id_of_unit(KEEPER, "HU") == COMMITTEE
