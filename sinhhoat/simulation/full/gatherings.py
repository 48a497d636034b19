"""What committees hold: the secretaries' monthly briefing, dialogues, seminars and reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import get_args

from contracts.gatherings import CorrectGathering, GatheringForm, RecordGathering, WithdrawGathering
from sinhhoat.simulation.full.district import LEAVING, ROOT
from sinhhoat.simulation.full.year import Act, Year

BRIEFS = 0.85
REVIEWS = ("interim_review", "annual_review", "programme_review")


def month(year: Year, first: date) -> Iterator[Act]:
    """Briefings on the twenty-fifth; each month the district holds one of the forms in turn."""
    yield year.at(first.replace(day=25), 9, partial(_briefings, year, first))
    yield year.at(first.replace(day=26), 8, partial(_of_district, year, first))


async def _briefings(year: Year, first: date, at: datetime) -> None:
    """One is counted anew, and one was never held."""
    issuers = [code for code in year.district.committees if code != LEAVING or first.month < 10]
    brief = [code for code in issuers if year.random("brief", first, code).random() < BRIEFS] or issuers
    held = [_briefing(year, code, at.date()) for code in brief]
    decided = await year.send(at, held)
    if first.month % 3 == 0:
        told = held[0].model_dump(exclude={"command_id", "after"})
        corrected = {"gathering_id": decided[0]["gathering_id"], "opinions": {"total": 9}, "reason": "Đếm sót."}
        command = {"command_id": year.id("briefing-corrected", first), **told, **corrected}
        await year.one(at, CorrectGathering.model_validate(command))
        last = {"unit_id": held[-1].unit_id, "gathering_id": decided[-1]["gathering_id"], "reason": "Đã hoãn."}
        gone = {"command_id": year.id("no-briefing", first), **last}
        await year.one(at, WithdrawGathering.model_validate(gone))


def _briefing(year: Year, code: str, day: date) -> RecordGathering:
    random = year.random("briefing", code, day)
    total = random.choice((None, 4, 6, 8))
    told = {
        "command_id": year.id("briefing", code, day),
        "unit_id": year.district.unit_id(code),
        "forms": ["secretaries_briefing"],
        "topic": f"Trực báo tháng {day.month}",
        "held_on": day,
        "papers": random.randint(0, 2),
        "opinions": {"total": total, "parts": [{"name": "Môi trường", "count": 2}] if total else []},
    }
    return RecordGathering.model_validate(told)


async def _of_district(year: Year, first: date, at: datetime) -> None:
    form = get_args(GatheringForm)[first.month % 7]
    period = {"name": "Từ đầu năm", "from_on": year.district.first, "until_on": at.date()}
    told = {
        "command_id": year.id("gathering", first),
        "unit_id": year.district.unit_id(ROOT),
        "forms": [form],
        "topic": f"Nâng cao chất lượng sinh hoạt chi bộ, tháng {first.month}",
        "held_on": at.date(),
        "document": "01-TB/HU" if form in REVIEWS else None,
        "period": period if form in REVIEWS else None,
        "papers": 2,
        "opinions": {"total": 5},
        "conclusions": "Nâng cao trách nhiệm của cấp ủy.",
    }
    await year.one(at, RecordGathering.model_validate(told))
