"""Who is to attend which cell: documents, the yearly notice, those who are released or replaced, inspections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, get_args

from contracts.assignments import (
    DirectiveKind,
    IssueDirective,
    IssueNotice,
    Pair,
    RecordInspection,
    ReleaseObserver,
    ReplaceObserver,
    WithdrawDirective,
    WithdrawInspection,
    WithdrawNotice,
)
from contracts.message import Command
from contracts.notices import WithdrawObserverRelease
from services.assignments.domain.notice import Notice
from sinhhoat.doing.named import id_of
from sinhhoat.simulation.full.district import ROOT, District, Place
from sinhhoat.simulation.full.foundation import LEADERS
from sinhhoat.simulation.full.year import Act, Year

NUMBER = "01-TB/HU"


def month(year: Year, first: date) -> Iterator[Act]:
    """The notice in January, a release in June, another in his place in July; documents and inspections all year."""
    second = first.replace(day=2)
    if first.month == 1:
        yield year.at(second, 14, partial(_issued, year))
    if first.month == 6:
        yield year.batch(second, 14, lambda: _released(year, second))
    if first.month == 7:
        yield year.batch(second, 14, lambda: [_replaced(year, second)])
    yield year.at(first.replace(day=6), 14, partial(_documents, year, first))
    if first.month % 3 == 2:
        yield year.at(first.replace(day=18), 14, partial(_inspections, year, first))


def cells_of(district: District, number: int) -> list[Place]:
    """The two cells of an observer, by his number."""
    cells = district.settled()
    return [cells[(2 * number + place) % len(cells)] for place in (0, 1)]


def attends(district: District, number: int, first: date) -> Place | None:
    """The cell that an observer attends in a month; he is assigned to it all that month."""
    cell = cells_of(district, number)[first.month % 2]
    changed = {(_last(district), 1): 6, (0, 0): 7}
    return cell if first.month < changed.get((number, first.month % 2), 13) else None


def _last(district: District) -> int:
    return len(district.observers) - 1


async def _issued(year: Year, at: datetime) -> None:
    """The year's notice; before it one with a slip, which is taken back."""
    district, day = year.district, at.date()
    slip = _notice(year, "00-TB/HU", day, _pairs(district, day)[:2])
    await year.one(at, slip)
    notice_id = Notice.create_id(year.keeper, slip.issuer_id, slip.number, day)
    back = WithdrawNotice(
        command_id=year.id("notice-back"), notice_id=notice_id, issuer_id=slip.issuer_id, reason="Ban hành nhầm."
    )
    await year.one(at, back)
    await year.one(at, _notice(year, NUMBER, day, _pairs(district, day)))


def _notice(year: Year, number: str, day: date, pairs: list[Pair]) -> IssueNotice:
    return IssueNotice(
        command_id=year.id("notice", number),
        number=number,
        issuer_id=year.district.unit_id(ROOT),
        issued_on=day,
        pairs=pairs,
    )


def _pairs(district: District, day: date) -> list[Pair]:
    until = date(district.year, 12, 31)
    return [
        Pair(
            person_id=district.person_id(code),
            own_cell_id=_own(district, number),
            cell_id=place.cell.cell_id,
            from_on=day,
            until_on=until,
        )
        for number, code in enumerate(district.observers)
        for place in cells_of(district, number)
    ]


def _own(district: District, number: int) -> Any:
    return district.settled()[(2 * number + 3) % len(district.settled())].cell.cell_id


def _named(year: Year, number: int, place: int) -> dict[str, Any]:
    """The assignment of an observer to the first or second of his cells."""
    district = year.district
    cell = cells_of(district, number)[place].cell.code
    notice = f"{ROOT}@{district.year}#{NUMBER}"
    name = f"{notice}#{district.observers[number]}#{cell}#{district.year}-01-02"
    return {
        "notice_id": id_of("notice", notice, year.keeper),
        "assignment_id": id_of("assignment", name, year.keeper),
    }


def _released(year: Year, day: date) -> list[Command]:
    """One is released; another was by mistake, and goes on."""
    named = [_named(year, _last(year.district), 1), _named(year, 1, 0)]
    told = [{"command_id": year.id("release", number), **one} for number, one in enumerate(named)]
    reason = {"released_on": day, "reason": "Chuyển công tác."}
    back = {"command_id": year.id("release-back"), **named[1], "issuer_id": year.district.unit_id(ROOT)}
    return [
        *(ReleaseObserver.model_validate({**one, **reason}) for one in told),
        WithdrawObserverRelease.model_validate({**back, "reason": "Nhầm người."}),
    ]


def _replaced(year: Year, day: date) -> ReplaceObserver:
    other = year.district.person_id(LEADERS[1])
    told = {"command_id": year.id("replace"), **_named(year, 0, 0), "replaced_on": day, "person_id": other}
    return ReplaceObserver.model_validate({**told, "reason": "Đi học."})


async def _documents(year: Year, first: date, at: datetime) -> None:
    """A document each month, of each kind in turn; February's replaces January's, and one is entered by mistake."""
    kinds = get_args(DirectiveKind)
    told = {
        "kind": kinds[first.month % len(kinds)],
        "title": f"Văn bản cụ thể hóa Đề án, tháng {first.month}",
        "issuer_id": year.district.unit_id(ROOT),
        "issued_on": at.date(),
        "effective_from": at.date(),
        "implements": [{"cited_as": "11-ĐA/TU"}],
    }

    async def issue(number: str, **more: Any) -> Any:
        command = {"command_id": year.id("document", number), "number": number, **told, **more}
        return (await year.one(at, IssueDirective.model_validate(command)))["directive_id"]

    replaces = [year.kept["document", ROOT, 1]] if first.month == 2 else []
    year.kept["document", ROOT, first.month] = await issue(f"{first.month:02}-VB/HU", replaces=replaces)
    if first.month % 4 == 3:
        slip = {"directive_id": await issue(f"{first.month:02}-SAI/HU"), "issuer_id": told["issuer_id"]}
        back = {"command_id": year.id("document-back", first), **slip, "reason": "Vào sổ nhầm."}
        await year.one(at, WithdrawDirective.model_validate(back))


async def _inspections(year: Year, first: date, at: datetime) -> None:
    """The district inspects how a cell keeps the regime and supervises members of another; one is entered twice."""
    cells = year.district.settled()
    told = {"inspector_id": year.district.unit_id(ROOT), "from_on": at.date(), "held_on": at.date()}
    told |= {"findings": "Sổ nghị quyết đầy đủ."}

    async def held(number: int, **more: Any) -> Any:
        cell = {"unit_id": cells[(first.month + number) % len(cells)].cell.cell_id}
        command = {"command_id": year.id("inspection", first, number), **told, **cell, **more}
        return (await year.one(at, RecordInspection.model_validate(command)))["inspection_id"]

    members = {"kind": "supervision", "subject_matter": "members", "members_supervised": 5}
    await held(0, kind="inspection", subject_matter="regime", shortcomings=2)
    await held(1, **members, members_with_shortcomings=1)
    twice = await held(2, **members)
    back = {"command_id": year.id("inspection-back", first), "inspection_id": twice}
    back |= {"inspector_id": told["inspector_id"], "reason": "Ghi hai lần."}
    await year.one(at, WithdrawInspection.model_validate(back))
