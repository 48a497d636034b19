"""What residents and cells raise, and what becomes of it: passed up and back, answered, settled, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from contracts.issues import (
    AnswerIssue,
    EscalateIssue,
    MarkHotSpot,
    RaiseIssue,
    ReopenIssue,
    ResolveIssue,
    ReturnIssue,
    WithdrawIssue,
    WithdrawIssueAnswer,
    WithdrawIssueStep,
)
from contracts.message import Command
from sinhhoat.simulation.full.district import Place
from sinhhoat.simulation.full.year import Act, Year

RAISES = 0.25
"""How many cells raise something in a month."""


def month(year: Year, first: date) -> Iterator[Act]:
    """Raised on the fifth, half of it settled by the twenty-fifth; one in each month goes all the ways there are."""
    yield year.at(first.replace(day=5), 9, partial(_raised, year, first))
    yield year.at(first.replace(day=24), 9, partial(_settled, year, first))
    yield year.at(first.replace(day=6), 9, partial(_long_way, year, first))


def _issue(year: Year, what: str, place: Place, day: date, **told: Any) -> RaiseIssue:
    return RaiseIssue.model_validate(
        {
            "command_id": year.id("issue", what, day, place.cell.code),
            "unit_id": place.cell.cell_id,
            "source": "residents",
            "theme": "Môi trường",
            "content": "Rác tồn đọng ở đầu thôn.",
            "raised_on": day,
            **told,
        }
    )


async def _raised(year: Year, first: date, at: datetime) -> None:
    places = [one for one in year.district.settled() if year.random("issue", first, one.cell.code).random() < RAISES]
    raised = [_issue(year, "monthly", place, at.date()) for place in places]
    decided = await year.send(at, raised)
    year.kept["issues", "", first.month] = [
        (command.unit_id, told["issue_id"]) for command, told in zip(raised, decided, strict=True)
    ]


async def _settled(year: Year, first: date, at: datetime) -> None:
    """Every second one is answered, every fourth one settled."""
    waiting = year.kept["issues", "", first.month]
    answered = waiting[::2]
    await year.send(at, [_answered(year, which, where, at.date()) for where, which in answered])
    await year.send(at, [_resolved(year, which, where, at.date()) for where, which in answered[::2]])


def _answered(year: Year, which: str, where: object, day: date) -> AnswerIssue:
    told = {"command_id": year.id("answer", which, day), "at_unit_id": where, "issue_id": which}
    return AnswerIssue.model_validate({**told, "answered_on": day, "answer": "Đã bố trí xe thu gom."})


def _resolved(year: Year, which: str, where: object, day: date) -> ResolveIssue:
    told = {"command_id": year.id("resolve", which, day), "at_unit_id": where, "issue_id": which}
    return ResolveIssue.model_validate({**told, "resolved_on": day, "outcome": "Đã dọn sạch."})


async def _long_way(year: Year, first: date, at: datetime) -> None:
    """Put up, given back, put up again, answered twice, settled, opened, a hot spot; its recurrence; and mistakes."""
    place, day = year.district.settled()[first.month % 3], at.date()
    cell, above = place.cell.cell_id, year.district.unit_id(place.parent)
    which = (await year.one(at, _issue(year, "long", place, day)))["issue_id"]

    async def say(kind: type[Command], number: int, unit_id: object, **told: object) -> None:
        named = {"command_id": year.id("long", first, kind.__name__, number), "at_unit_id": unit_id, "issue_id": which}
        await year.one(at, kind.model_validate({**named, **told}))

    await say(EscalateIssue, 1, cell, to_unit_id=above, escalated_on=day, reason="Vượt thẩm quyền.")
    await say(ReturnIssue, 1, above, returned_on=day, reason="Thuộc thẩm quyền chi bộ.")
    await say(EscalateIssue, 2, cell, to_unit_id=above, escalated_on=day, reason="Cần kinh phí.")
    await say(AnswerIssue, 1, above, answered_on=day, answer="Chưa có kinh phí.")
    await say(WithdrawIssueAnswer, 1, above, reason="Trả lời nhầm.")
    await say(AnswerIssue, 2, above, answered_on=day, answer="Sẽ làm trong tháng.")
    await say(ResolveIssue, 1, above, resolved_on=day, outcome="Đã làm xong.")
    await say(ReopenIssue, 1, above, reopened_on=day, due_on=day + timedelta(days=20), reason="Chưa làm hết.")
    await say(MarkHotSpot, 1, above, hot_spot=True, marked_on=day, reason="Người dân phản ánh nhiều.")
    wrong = {"step": "hot_spot_unmarked", "step_on": day}
    await say(MarkHotSpot, 2, above, hot_spot=False, marked_on=day, reason="Ghi nhầm vấn đề.")
    await say(WithdrawIssueStep, 1, above, **wrong, reason="Ghi nhầm vấn đề.")
    again = await year.one(at, _issue(year, "again", place, day, recurrence_of=which))
    gone = {"command_id": year.id("no-issue", first), "unit_id": cell, "issue_id": again["issue_id"]}
    if first.month % 2:
        await year.one(at, WithdrawIssue.model_validate({**gone, "reason": "Trùng kiến nghị."}))
