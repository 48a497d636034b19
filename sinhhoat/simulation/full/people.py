"""Units' people as numbers, and the rows of persons: cell committees, training, candidates, an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from contracts.message import Command
from contracts.registry import AskPersonErasure, ChangePerson, ConfirmPersonErasure, WithdrawPersonErasure
from contracts.unit_matters import (
    ChangeCellCommittee,
    RecordTraining,
    ReportDualAffiliation,
    ReportRecruitment,
    WithdrawCellCommittee,
    WithdrawDualAffiliation,
    WithdrawRecruitment,
    WithdrawTraining,
)
from sinhhoat.simulation.full.district import ROOT, Place
from sinhhoat.simulation.full.foundation import LEADERS
from sinhhoat.simulation.full.year import Act, Year


def month(year: Year, first: date) -> Iterator[Act]:
    """Committees in January and June, training each quarter, reports with the quarter's end."""
    if first.month in (1, 6):
        yield year.at(first.replace(day=4), 9, partial(_committees, year))
    if first.month % 3 == 2:
        yield year.at(first.replace(day=14), 9, partial(_training, year))
    if first.month % 3 == 0:
        yield year.at(
            first.replace(day=26), 10, partial(_reports, year, ReportRecruitment, WithdrawRecruitment, _candidates)
        )
    if first.month in (6, 11):
        dual = (ReportDualAffiliation, WithdrawDualAffiliation, _dual)
        yield year.at(first.replace(day=25), 10, partial(_reports, year, *dual))
    if first.month == 12:
        yield year.at(first.replace(day=27), 9, partial(_erased, year))


async def _committees(year: Year, at: datetime) -> None:
    """In January of every cell, in June of a few; the first change is taken back and entered again."""
    places = [
        place
        for place in year.district.settled()
        if at.month == 1 or year.random("elect", place.cell.code).random() < 0.2
    ]
    changes = [_committee(year, place, at.date()) for place in places or year.district.settled()[:1]]
    await year.send(at, changes)
    first = changes[0]
    back = {"command_id": year.id("no-committee", at), "unit_id": first.unit_id, "effective_on": at.date()}
    await year.one(at, WithdrawCellCommittee.model_validate({**back, "reason": "Ghi nhầm ngày."}))
    await year.one(at, first.model_copy(update={"command_id": year.id("committee-again", at)}))


def _committee(year: Year, place: Place, day: date) -> ChangeCellCommittee:
    random = year.random("committee", place.cell.code, day)
    secretary = year.district.person_id(year.district.secretary_of(place.cell.code))
    return ChangeCellCommittee(
        command_id=year.id("committee", place.cell.code, day),
        unit_id=place.cell.cell_id,
        effective_on=day,
        change="elected" if day.month == 1 else "consolidated",
        seats=random.choice((1, 1, 3)),
        secretary_id=secretary if random.random() < 0.9 else None,
    )


async def _training(year: Year, at: datetime) -> None:
    """One that was held, and one that was entered by mistake."""
    unit_id, trainings = year.district.unit_id(ROOT), []
    for number in (1, 2):
        told = {"unit_id": unit_id, "held_on": at.date(), "topic": f"Nghiệp vụ chi bộ, lớp {number}", "invited": 30}
        command = {"command_id": year.id("training", at, number), **told, "secretaries": 20, "deputies": 4}
        trainings.append((await year.one(at, RecordTraining.model_validate(command)))["training_id"])
    back = {"command_id": year.id("no-training", at), "unit_id": unit_id, "training_id": trainings[1]}
    await year.one(at, WithdrawTraining.model_validate({**back, "reason": "Lớp đã hoãn."}))


async def _reports(year: Year, kind: type[Command], undo: type[Command], counts: Any, at: datetime) -> None:
    """Of every cell as of the day; the first report is taken back and made again."""
    named = [
        {"unit_id": place.cell.cell_id, "as_of": at.date(), **counts(year, place, at)}
        for place in year.district.settled()
    ]
    commands = [kind.model_validate({"command_id": year.id(kind.__name__, at, one["unit_id"]), **one}) for one in named]
    await year.send(at, commands)
    back = {"command_id": year.id(undo.__name__, at), "unit_id": named[0]["unit_id"], "as_of": at.date()}
    await year.one(at, undo.model_validate({**back, "reason": "Đếm nhầm."}))
    await year.one(at, commands[0].model_copy(update={"command_id": year.id(kind.__name__, "again", at)}))


def _candidates(year: Year, place: Place, at: datetime) -> dict[str, Any]:
    random = year.random("candidates", place.cell.code)
    stages = [{"stage": stage, "candidates": random.randint(0, 3)} for stage in ("outstanding", "awareness_class")]
    return {"stages": stages, "admitted_this_year": random.randint(0, 2) * at.month // 6}


def _dual(year: Year, place: Place, at: datetime) -> dict[str, Any]:
    members = year.random("dual", place.cell.code).randint(1, 8)
    return {"members": members, "remarks_asked": members, "remarks_given": members * at.month // 12}


async def _erased(year: Year, at: datetime) -> None:
    """A person's name is put right; another asks to be erased, thinks better of it, and a second person confirms."""
    told = {"person_id": year.district.person_id(LEADERS[2]), "name": "Lam Khánh Ngân"}
    await year.one(at, ChangePerson.model_validate({"command_id": year.id("change-person"), **told}))
    person = {"person_id": year.district.person_id(year.district.observers[-1])}
    asked = {"command_id": year.id("ask-erasure"), **person, "reason": "asked_by_the_person"}
    await year.one(at, AskPersonErasure.model_validate(asked))
    back = {"command_id": year.id("no-erasure"), **person, "reason": "Người đó đổi ý."}
    await year.one(at, WithdrawPersonErasure.model_validate(back))
    await year.one(at, AskPersonErasure.model_validate({**asked, "command_id": year.id("ask-erasure-again")}))
    confirmed = {"command_id": year.id("confirm-erasure"), **person}
    await year.one(at, ConfirmPersonErasure.model_validate(confirmed), LEADERS[0])
