"""What cells resolve each month, how the next meeting finds it done, and the tasks that they give their members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from contracts.resolutions import (
    AdoptResolution,
    AssignMemberTasks,
    CarryOutResolution,
    ReopenResolution,
    ResolutionPoint,
    ReviewMemberTasks,
    ReviewResolution,
    WithdrawMemberTasks,
    WithdrawResolution,
    WithdrawResolutionReview,
)
from sinhhoat.simulation.calendar import PlannedMeeting
from sinhhoat.simulation.full.year import Act, Year


def month(year: Year, first: date) -> Iterator[Act]:
    """Resolutions on the evening on which the minutes are entered; tasks at the beginning and the end of the month."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    yield year.at(first.replace(day=3), 9, partial(_tasks, year, first))
    for day in year.plan.entry_days(first):
        yield year.at(day, 20, partial(_resolved, year, _regular(year, day)))
    yield year.at(last, 8, partial(_tasks_reviewed, year, first))
    yield year.at(last, 9, partial(_carried_out, year, first))
    yield year.at(last, 10, partial(_mistakes, year, first))


def _regular(year: Year, day: date) -> list[PlannedMeeting]:
    return [one for one in year.plan.entered(day) if one.kind == "regular"]


async def _resolved(year: Year, meetings: Sequence[PlannedMeeting], at: datetime) -> None:
    """A resolution of each meeting, and the review of the one of the month before."""
    decided = await year.send(at, [_adopted(year, one) for one in meetings])
    for one, told in zip(meetings, decided, strict=True):
        year.kept["resolution", one.cell.code, one.month.month] = told["resolution_id"]
    former = [(one, year.kept.get(("resolution", one.cell.code, one.month.month - 1))) for one in meetings]
    await year.send(at, [_reviewed(year, one, which) for one, which in former if which is not None])


def _adopted(year: Year, one: PlannedMeeting) -> AdoptResolution:
    term = (one.month + timedelta(days=62)).replace(day=1)
    return AdoptResolution(
        command_id=year.id("resolution", one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        number=f"{one.month.month:02}-NQ/CB",
        title=f"Nghị quyết tháng {one.month.month}",
        points=[ResolutionPoint(title="Giúp hộ khó khăn", due_on=term), ResolutionPoint(title="Vệ sinh môi trường")],
    )


def _reviewed(year: Year, one: PlannedMeeting, resolution_id: str) -> ReviewResolution:
    done = year.random("done", one.meeting_id).choice(([], [1], [2], [1, 2], [1, 2]))
    return ReviewResolution.model_validate(
        {
            "command_id": year.id("review", one.meeting_id),
            "cell_id": one.cell.cell_id,
            "resolution_id": resolution_id,
            "meeting_id": one.meeting_id,
            "done_points": done,
        }
    )


async def _carried_out(year: Year, first: date, at: datetime) -> None:
    """A third of the month's resolutions; the first of them had not been after all."""
    kept = [
        (code, which)
        for (what, code, number), which in year.kept.items()
        if (what, number) == ("resolution", first.month)
    ]
    done = [(code, which) for code, which in kept if year.random("carried", which).random() < 0.3] or kept[:1]
    await year.send(at, [_carrying_out(year, code, which, at.date()) for code, which in done])
    for code, which in done[:1]:
        reopened = ReopenResolution.model_validate(
            {"command_id": year.id("reopen", which), **_named(year, code, which), "reason": "Còn một việc chưa xong."}
        )
        await year.one(at, reopened)


def _carrying_out(year: Year, code: str, which: str, day: date) -> CarryOutResolution:
    told = {"command_id": year.id("carry", which), **_named(year, code, which), "carried_out_on": day}
    return CarryOutResolution.model_validate(told)


async def _mistakes(year: Year, first: date, at: datetime) -> None:
    """In March a review and a resolution are taken back, in June the tasks of a month."""
    held = [one for one in year.plan.held(year.district.settled(), first.month) if one.month.month > 1]
    if first.month == 3:
        there = [one for one in held if year.kept.get(("resolution", one.cell.code, 2)) is not None]
        review = {"reason": "Ghi nhầm.", "meeting_id": there[0].meeting_id}
        named = _named(year, there[0].cell.code, year.kept["resolution", there[0].cell.code, 2])
        back = {"command_id": year.id("review-back"), **named, **review}
        await year.one(at, WithdrawResolutionReview.model_validate(back))
        code = there[-1].cell.code
        named = _named(year, code, year.kept.pop(("resolution", code, 3)))
        gone = {"command_id": year.id("resolution-back"), **named, "reason": "Chưa thông qua."}
        await year.one(at, WithdrawResolution.model_validate(gone))
    if first.month == 6:
        gone = {"command_id": year.id("tasks-back"), "cell_id": held[0].cell.cell_id, "month": first}
        await year.one(at, WithdrawMemberTasks.model_validate({**gone, "reason": "Đếm nhầm."}))


def _named(year: Year, code: str, which: str) -> dict[str, object]:
    return {"cell_id": year.district.unit_id(code), "resolution_id": which}


async def _tasks(year: Year, first: date, at: datetime) -> None:
    tasks = [
        AssignMemberTasks(
            command_id=year.id("tasks", first, place.cell.code),
            cell_id=place.cell.cell_id,
            month=first,
            assigned_on=at.date(),
            assigned=place.cell.roll.official,
        )
        for place in year.district.cells
        if place.there(first, at.date())
    ]
    await year.send(at, tasks)


async def _tasks_reviewed(year: Year, first: date, at: datetime) -> None:
    reviews = []
    for place in year.district.cells:
        if place.there(first, at.date()):
            random = year.random("tasks", first, place.cell.code)
            reviewed = random.randint(place.cell.roll.official // 2, place.cell.roll.official)
            reviews.append(
                ReviewMemberTasks(
                    command_id=year.id("tasks-reviewed", first, place.cell.code),
                    cell_id=place.cell.cell_id,
                    month=first,
                    reviewed_on=at.date(),
                    reviewed=reviewed,
                    done=random.randint(0, reviewed),
                )
            )
    await year.send(at, reviews)
