"""What committees give their cells to work with each month, and good practice passed on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from contracts.guidance import (
    IssueGuidance,
    RecordGoodPractice,
    ShareGoodPractice,
    TakeUpGuidance,
    WithdrawGoodPractice,
    WithdrawGuidance,
    WithdrawSharing,
    WithdrawTakingUp,
)
from sinhhoat.simulation.full.district import LEAVING, ROOT
from sinhhoat.simulation.full.year import Act, Year

TAKES_UP = 0.7


def month(year: Year, first: date) -> Iterator[Act]:
    """Guidance on the second, taken up when the minutes are entered; practice at the end of each quarter."""
    yield year.at(first.replace(day=2), 13, partial(_issued, year, first))
    for day in year.plan.entry_days(first):
        yield year.at(day, 21, partial(_taken_up, year, day))
    if first.month == 4:
        yield year.at(first.replace(day=29), 9, partial(_mistakes, year))
    if first.month % 3 == 0:
        yield year.at(first.replace(day=26), 9, partial(_practice, year, first))


async def _issued(year: Year, first: date, at: datetime) -> None:
    """The month's from every committee; in January the year's from the district."""
    issuers = [code for code in year.district.committees if code != LEAVING or first.month < 10]
    issued = [_guidance(year, code, f"{first.month:02}-HD/{code}", first, at.date()) for code in issuers]
    for code, told in zip(issuers, await year.send(at, issued), strict=True):
        year.kept["guidance", code, first.month] = told["guidance_id"]
    if first.month == 1:
        of_year = _guidance(year, ROOT, "01-HD/HU", first, at.date()).model_copy(update={"period": "year"})
        await year.one(at, of_year)
    if first.month == 4:
        wrong = _guidance(year, ROOT, "02-HD/HU", first, at.date())
        decided = await year.one(at, wrong)
        back = {"issuer_id": wrong.issuer_id, "guidance_id": decided["guidance_id"], "reason": "Ban hành nhầm."}
        await year.one(at, WithdrawGuidance.model_validate({"command_id": year.id("guidance-back"), **back}))


def _guidance(year: Year, code: str, number: str, first: date, day: date) -> IssueGuidance:
    return IssueGuidance(
        command_id=year.id("guidance", number),
        issuer_id=year.district.unit_id(code),
        number=number,
        title=f"Định hướng nội dung sinh hoạt tháng {first.month}",
        issued_on=day,
        period="month",
        begins_on=first,
    )


async def _taken_up(year: Year, day: date, at: datetime) -> None:
    """Most cells take the month's guidance up at their regular meeting."""
    parents = {place.cell.cell_id: place.parent for place in year.district.settled()}
    commands = []
    for one in year.plan.entered(day):
        which = year.kept.get(("guidance", parents.get(one.cell.cell_id, ""), one.month.month))
        if which and one.kind == "regular" and year.random("take-up", one.meeting_id).random() < TAKES_UP:
            named = {"cell_id": one.cell.cell_id, "guidance_id": which}
            told = {"command_id": year.id("take-up", one.meeting_id), **named, "meeting_id": one.meeting_id}
            commands.append(TakeUpGuidance.model_validate(told))
            year.kept["taken-up", "last", one.month.month] = named
    await year.send(at, commands)


async def _mistakes(year: Year, at: datetime) -> None:
    """That a cell took guidance up is taken back."""
    told = {"command_id": year.id("take-up-back"), **year.kept["taken-up", "last", 4], "reason": "Ghi nhầm buổi."}
    await year.one(at, WithdrawTakingUp.model_validate(told))


async def _practice(year: Year, first: date, at: datetime) -> None:
    """A practice of one cell, shared with three others; one of them is taken out again, and one practice withdrawn."""
    cells = [place.cell.cell_id for place in year.district.settled()]
    sharer, owner = year.district.unit_id(ROOT), cells[first.month % len(cells)]
    recorded = RecordGoodPractice(
        command_id=year.id("practice", first),
        unit_id=owner,
        title=f"Tổ đảng đến từng hộ, quý {first.month // 3}",
        theme="Công tác dân vận",
        recorded_on=at.date(),
        content="Mỗi đảng viên phụ trách mười hộ.",
    )
    practice_id = (await year.one(at, recorded))["practice_id"]
    others = [cell_id for cell_id in cells if cell_id != owner][:3]
    shared = {"sharer_id": sharer, "practice_id": practice_id, "with_unit_ids": others, "shared_on": at.date()}
    await year.one(at, ShareGoodPractice.model_validate({"command_id": year.id("share", first), **shared}))
    back = {"sharer_id": sharer, "practice_id": practice_id, "with_unit_id": others[0], "reason": "Chia sẻ nhầm."}
    await year.one(at, WithdrawSharing.model_validate({"command_id": year.id("unshare", first), **back}))
    if first.month == 6:
        gone = {"unit_id": owner, "practice_id": practice_id, "reason": "Trùng với mô hình cũ."}
        await year.one(at, WithdrawGoodPractice.model_validate({"command_id": year.id("no-practice"), **gone}))
