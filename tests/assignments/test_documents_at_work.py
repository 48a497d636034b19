"""Documents, inspections and what is done with a whole notice, through the real services."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from contracts.assignments import (
    AssignmentRepaired,
    Basis,
    CheckNotice,
    DirectiveKind,
    DirectiveRegister,
    InspectionHeld,
    IssueDirective,
    IssueNotice,
    ListObserverReports,
    ObserverAssigned,
    ObserverNotified,
    PlanVisit,
    ReadCalendar,
    ReadDirectives,
    RecordInspection,
    ReleaseObserver,
    ReplaceObserver,
    WithdrawDirective,
    WithdrawInspection,
    WithdrawNotice,
    WithdrawVisit,
)
from contracts.message import CommandOutcome
from contracts.registry import EstablishUnit
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.registry.domain import id_of_unit
from tests.assignments.district import COMMITTEE, MARCH, NEW_YEAR, STAFF, District, a_notice, an_observer, somebody
from tests.assignments.given import KEEPER
from tests.assignments.test_visits_at_work import MONTH, a_move, a_schedule, a_visit, notified

pytestmark = pytest.mark.connected

AUTUMN = datetime(2019, 9, 1, 1, tzinfo=UTC)


def a_document(number: str, kind: DirectiveKind = "plan", **different: object) -> IssueDirective:
    usual = {
        "command_id": uuid4(),
        "kind": kind,
        "number": number,
        "title": "Nâng cao chất lượng sinh hoạt chi bộ",
        "issuer_id": COMMITTEE,
        "issued_on": date(2019, 2, 1),
        "effective_from": date(2019, 2, 1),
        "implements": [Basis(cited_as="Đề án 11-ĐA/TU")],
    }
    return IssueDirective.model_validate(usual | different)


async def register(district: District) -> DirectiveRegister:
    query = ReadDirectives(from_on=date(2019, 1, 1), until_on=date(2019, 12, 31), issuer_id=COMMITTEE)
    return await district.client(somebody("secretary")).ask(KEEPER, district.informed(query))


async def test_the_register_is_counted_by_kind(district: District) -> None:
    before = (await register(district)).counts
    for kind, many in (("plan", 13), ("thematic_paper", 2), ("project", 3), ("letter", 2)):
        for _ in range(many):
            await district.must(STAFF, a_document(str(uuid4()), kind))  # type: ignore[arg-type]

    counts = (await register(district)).counts

    added = {kind: many - before.get(kind, 0) for kind, many in counts.items()}
    assert added == {"plan": 13, "thematic_paper": 2, "project": 3, "letter": 2}


async def test_a_number_stands_in_the_register_once_and_twice_sent_is_once(district: District) -> None:
    command = district.informed(a_document("12-KH/HU"))
    first = await district.send(STAFF, command)

    assert await district.send(STAFF, command) == first
    assert await district.refused(STAFF, a_document("12-KH/HU")) == "directive_already_issued"
    assert await district.refused(somebody("secretary"), a_document("13-KH/HU")) == "not_allowed"
    unknown = a_document("14-KH/HU", implements=[Basis(directive_id=uuid4())])
    assert await district.refused(STAFF, unknown) == "directive_unknown"


async def test_of_two_documents_that_race_for_a_number_one_is_entered(district: District) -> None:
    outcomes = await asyncio.gather(*(district.send(STAFF, a_document("15-KH/HU")) for _ in range(2)))

    assert sorted(one.outcome == "accepted" for one in outcomes) == [False, True]


async def test_a_document_takes_the_place_of_another_until_it_is_taken_back(district: District) -> None:
    former = (await district.must(STAFF, a_document("20-KH/HU"))).decided["directive_id"]
    later = a_document("21-KH/HU", replaces=[former], effective_from=date(2019, 3, 1))
    later_id = (await district.must(STAFF, later)).decided["directive_id"]

    async def replaced_on() -> date | None:
        return next(one.replaced_on for one in (await register(district)).directives if one.number == "20-KH/HU")

    def back(issuer_id: UUID = COMMITTEE) -> WithdrawDirective:
        return WithdrawDirective(
            command_id=uuid4(), directive_id=UUID(later_id), issuer_id=issuer_id, reason="Ghi nhầm"
        )

    assert await replaced_on() == date(2019, 3, 1)
    assert await district.refused(STAFF, back(await district.a_cell())) == "not_there"
    await district.once(STAFF, back())
    assert await replaced_on() is None
    assert "21-KH/HU" not in {one.number for one in (await register(district)).directives}
    assert await district.refused(STAFF, back()) == "directive_not_issued"


def an_inspection(unit_id: UUID, **different: object) -> RecordInspection:
    usual = {
        "command_id": uuid4(),
        "unit_id": unit_id,
        "inspector_id": COMMITTEE,
        "kind": "supervision",
        "subject_matter": "members",
        "from_on": date(2019, 3, 1),
        "held_on": date(2019, 3, 4),
        "members_supervised": 12,
        "findings": "Hai đảng viên vắng nhiều lần",
    }
    return RecordInspection.model_validate(usual | different)


async def test_an_inspection_is_told_in_counts_and_kept_from_the_inspected(district: District) -> None:
    cell = await district.a_cell()
    command = district.informed(an_inspection(cell))
    first = await district.send(STAFF, command)

    assert await district.send(STAFF, command) == first
    wire = (await district.wire(InspectionHeld))[-1]
    assert "vắng" not in wire
    assert InspectionHeld.model_validate_json(wire).members_supervised == 12
    assert await district.refused(STAFF, an_inspection(cell)) == "inspection_already_recorded"
    assert await district.refused(STAFF, an_inspection(cell, held_on=date(2019, 3, 11))) == "inspection_in_the_future"
    assert await district.refused(STAFF, an_inspection(COMMITTEE)) == "unit_not_below_inspector"
    assert await district.refused(somebody("secretary"), an_inspection(cell)) == "not_allowed"


async def test_an_inspection_recorded_wrongly_is_taken_back_once(district: District) -> None:
    cell = await district.a_cell()
    made = await district.must(STAFF, an_inspection(cell))

    def back(inspector_id: UUID = COMMITTEE) -> WithdrawInspection:
        inspection_id = UUID(made.decided["inspection_id"])
        return WithdrawInspection(
            command_id=uuid4(), inspection_id=inspection_id, inspector_id=inspector_id, reason="Ghi nhầm"
        )

    assert await district.refused(STAFF, back(cell)) == "not_there"
    outcomes = await asyncio.gather(*(district.send(STAFF, back()) for _ in range(2)))
    assert sorted(one.outcome == "accepted" for one in outcomes) == [False, True]
    await district.must(STAFF, an_inspection(cell))


def rule(outcome: CommandOutcome, name: str) -> dict[str, object] | None:
    return next((one for one in outcome.decided["warnings"] if one["rule"] == name), None)


async def a_ward(district: District) -> tuple[UUID, UUID]:
    """A ward's committee below the district's, and a cell of it."""
    code = f"DU-{uuid4()}"
    usual = {"name": "Đảng ủy phường", "established_on": date(2000, 1, 1)}
    ward = {"code": code, "kind": "committee", "level": "ward", "parent_code": "HU", "command_id": uuid4()}
    cell = {"code": f"{code}-1"[:48], "kind": "cell", "cell_type": "RESIDENTIAL", "parent_code": code}
    await district.must(STAFF, EstablishUnit.model_validate(usual | ward), NEW_YEAR)
    await district.must(STAFF, EstablishUnit.model_validate(usual | cell | {"command_id": uuid4()}), NEW_YEAR)
    return id_of_unit(KEEPER, code), id_of_unit(KEEPER, f"{code}-1"[:48])


async def test_roles_on_a_ward_do_for_the_wards_own_notice_and_nothing_else(district: District) -> None:
    ward_id, cell = await a_ward(district)
    staff, observer = (Actor(uuid4(), (Role(role, KEEPER, ward_id),)) for role in ("staff", "observer"))
    elsewhere = await district.a_cell()
    command = a_notice((observer, cell)).model_copy(update={"issuer_id": ward_id})
    notice_id = UUID((await district.must(staff, command, NEW_YEAR)).decided["notice_id"])
    await district.must(STAFF, a_notice((observer, elsewhere)), NEW_YEAR)
    release = ReleaseObserver(
        command_id=uuid4(),
        notice_id=notice_id,
        assignment_id=uuid5(notice_id, f"{observer.person_id}:{cell}:2019-01-02"),
        released_on=date(2019, 7, 1),
        reason="Nghỉ hưu",
    )

    visit_id = (await district.must(observer, a_visit(cell))).decided["visit_id"]
    assert len(await district.calendar(observer, MONTH)) == 0
    await district.must(observer, PlanVisit(command_id=uuid4(), cell_id=cell, planned_on=date(2019, 4, 3)))
    assert len(await district.plans(observer)) == 1
    assert await district.refused(observer, a_visit(elsewhere)) == "not_allowed"
    back = WithdrawVisit(command_id=uuid4(), visit_id=UUID(visit_id), reason="Ghi nhầm")
    await district.must(observer, back)
    assert await district.refused(staff, release) == "not_allowed"
    of_another = release.model_copy(update={"issuer_id": COMMITTEE, "command_id": uuid4()})
    assert await district.refused(STAFF, of_another) == "not_there"
    own = release.model_copy(update={"issuer_id": ward_id, "command_id": uuid4()})
    await district.must(staff, own)
    listed = district.informed(ListObserverReports(quarter="2019-Q1", issuer_id=ward_id))
    [due] = (await district.client(staff).ask(KEEPER, listed, at=MARCH)).reports
    assert (due.person_id, due.state) == (observer.person_id, "due")


async def test_nothing_rests_on_a_document_taken_back_and_none_is_of_tomorrow(district: District) -> None:
    gone = UUID((await district.must(STAFF, a_document("30-KH/HU"))).decided["directive_id"])
    back = WithdrawDirective(command_id=uuid4(), directive_id=gone, issuer_id=COMMITTEE, reason="Ghi nhầm")
    await district.must(STAFF, back)

    upon = a_document("31-KH/HU", implements=[Basis(directive_id=gone)])
    assert await district.refused(STAFF, upon) == "directive_not_issued"
    assert await district.refused(STAFF, an_inspection(await district.a_cell(), directive_id=gone)) == (
        "directive_not_issued"
    )
    tomorrow = a_document("32-KH/HU", issued_on=date(2019, 3, 11))
    assert await district.refused(STAFF, tomorrow) == "issued_in_the_future"
    notice = a_notice((an_observer(), await district.a_cell())).model_copy(update={"issued_on": date(2019, 3, 11)})
    assert await district.refused(STAFF, notice) == "issued_in_the_future"
    check = CheckNotice(issuer_id=COMMITTEE, issued_on=notice.issued_on, pairs=notice.pairs)
    found = await district.client(STAFF).ask(KEEPER, district.informed(check), at=MARCH)
    assert [one.code for one in found.refused] == ["issued_in_the_future"]


async def test_a_notice_is_checked_whole_before_it_is_issued(district: District) -> None:
    ward_id, cell = await a_ward(district)
    command = a_notice((an_observer(), cell), (an_observer(), id_of_unit(KEEPER, "SCHOOL")))
    sitting = command.pairs[0].model_copy(update={"sits_on": [ward_id]})
    own = command.pairs[1].model_copy(update={"own_cell_id": command.pairs[1].cell_id})
    asked = CheckNotice(issuer_id=COMMITTEE, issued_on=command.issued_on, pairs=[sitting, own])

    check = await district.client(STAFF).ask(KEEPER, district.informed(asked))

    assert [(one.code, one.field) for one in check.refused] == [
        ("below_own_committee", "pairs.0.cell_id"),
        ("own_cell", "pairs.1.cell_id"),
    ]
    assert all("S001" in one.source or "776" in one.source for one in check.warnings)
    assert "groups_of_types" in {one.rule for one in check.warnings}
    refused = IssueNotice.model_validate(command.model_dump() | {"pairs": [sitting, own]})
    assert await district.refused(STAFF, refused, NEW_YEAR) == "below_own_committee"
    with pytest.raises(Refused):
        await district.client(somebody("observer")).ask(KEEPER, asked)


async def test_a_notice_taken_back_was_never_in_force_and_its_number_is_issued_again(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    command = a_notice((observer, cell))
    notice_id = UUID((await district.must(STAFF, command, NEW_YEAR)).decided["notice_id"])

    def back(issuer_id: UUID = COMMITTEE) -> WithdrawNotice:
        return WithdrawNotice(command_id=uuid4(), notice_id=notice_id, issuer_id=issuer_id, reason="Nhầm dự thảo")

    assert await district.refused(STAFF, back(cell)) == "not_there"
    await district.once(STAFF, back())
    assert await district.refused(observer, a_visit(cell)) == "not_assigned"
    assert await district.refused(STAFF, back()) == "notice_withdrawn"
    again = await district.must(STAFF, command.model_copy(update={"command_id": uuid4()}), NEW_YEAR)
    assert again.decided["notice_id"] != str(notice_id)
    await district.must(observer, a_visit(cell))


async def test_another_observer_goes_on_and_the_rules_are_looked_at_again(district: District) -> None:
    former, other, cell = an_observer(), an_observer(), await district.a_cell()
    notice_id = await district.a_notice((former, cell))
    assignment_id = uuid5(notice_id, f"{former.person_id}:{cell}:2019-01-02")
    replace = ReplaceObserver(
        command_id=uuid4(),
        notice_id=notice_id,
        assignment_id=assignment_id,
        replaced_on=date(2019, 3, 2),
        person_id=other.person_id,
        reason="Chuyển công tác",
    )

    outcome = await district.once(STAFF, replace)

    few = rule(outcome, "groups_of_types")
    assert few is not None
    assert few["shown"] == [{"person_id": str(other.person_id), "cells": 1, "groups": 1}]
    repaired = AssignmentRepaired.model_validate_json((await district.wire(AssignmentRepaired))[-1])
    assigned = ObserverAssigned.model_validate_json((await district.wire(ObserverAssigned))[-1])
    assert repaired.assignment_id == assigned.assignment_id == UUID(outcome.decided["assignment_id"])
    assert await district.refused(former, a_visit(cell)) == "not_assigned"
    await district.must(other, a_visit(cell))
    assert (
        await district.refused(STAFF, replace.model_copy(update={"command_id": uuid4()})) == "already_assigned_to_cell"
    )


async def test_a_meeting_at_the_hours_of_his_own_cell_is_warned_of_and_shown(district: District) -> None:
    observer, own, cell = an_observer(), await district.a_cell(), await district.a_cell()
    for one in (own, cell):
        await district.must(STAFF, a_schedule(one))
    command = a_notice((observer, cell), own_cell_id=own)

    outcome = await district.must(STAFF, command, MARCH)

    clash = rule(outcome, "own_meeting")
    assert clash is not None
    assert clash["meetings"] == 1
    query = district.informed(ReadCalendar(month=MONTH, own_cell_id=own))
    [entry] = (await district.client(observer).ask(KEEPER, query, at=MARCH)).meetings
    assert entry.own_meeting_at == entry.starts_at
    assert [one.own_meeting_at for one in await district.calendar(observer, MONTH)] == [None]


@pytest.mark.parametrize("under", ["the district itself", "a ward"])
async def test_a_move_reaches_the_observer_whatever_the_cell_stands_under(district: District, under: str) -> None:
    observer = an_observer()
    cell = await district.a_cell() if under == "the district itself" else (await a_ward(district))[1]
    await district.a_notice((observer, cell))
    schedule = a_schedule(cell)
    await district.must(STAFF, schedule)

    await district.must(STAFF, a_move(cell, datetime(2019, 3, 6, 12, tzinfo=UTC)))

    [entry] = await district.calendar(observer, MONTH)
    told: list[ObserverNotified] = await notified(district, entry.meeting_id)
    assert [one.person_id for one in told] == [observer.person_id]
    assert entry.place == "Trụ sở ấp"
