"""What boards do about cells each quarter: put right, commend, ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from contracts.commendations import GrantCommendation, WithdrawCommendation
from contracts.message import Command
from contracts.remediation import (
    CloseRemediation,
    FollowRemediation,
    OrderRemediation,
    WithdrawRemediation,
    WithdrawRemediationClosing,
    WithdrawRemediationLook,
)
from contracts.surveys import CompleteSurvey, WithdrawSurvey
from sinhhoat.simulation.full.district import ROOT
from sinhhoat.simulation.full.year import Act, Year


def month(year: Year, first: date) -> Iterator[Act]:
    """Ordered in the first month of a quarter, followed in the second, closed in the third; then surveys and thanks."""
    yield from _remediation(year, first)
    if first.month % 3 == 0:
        yield year.at(first.replace(day=22), 9, partial(_commended, year, first))
        yield year.at(first.replace(day=23), 9, partial(_surveyed, year, first))


def _remediation(year: Year, first: date) -> Iterator[Act]:
    place = (first.month - 1) % 3
    step = (_ordered, _followed, _closed)[place]
    yield year.at(first.replace(day=15), 9, partial(step, year, (first.month - 1) // 3))


async def _ordered(year: Year, quarter: int, at: datetime) -> None:
    """Three orders, one of them by mistake."""
    cells = year.district.settled()
    for number in range(3):
        command = _named(year, f"order {quarter} {number}") | {
            "unit_id": cells[(3 * quarter + number) % len(cells)].cell.cell_id,
            "number": f"{3 * quarter + number:02}-YC/HU",
            "ordered_on": at.date(),
            "due_on": at.date() + timedelta(days=45 + 30 * number),
            "points": ["Sinh hoạt đúng lịch", "Ghi đủ sổ biên bản"],
            "reason": "Hai tháng không sinh hoạt.",
        }
        decided = await year.one(at, OrderRemediation.model_validate(command))
        year.kept["remediation", str(number), quarter] = decided["remediation_id"]
    await _say(year, at, WithdrawRemediation, quarter, 2, reason="Nhầm chi bộ.")


async def _followed(year: Year, quarter: int, at: datetime) -> None:
    """A look is entered for the wrong order, and taken back."""
    await _say(year, at, FollowRemediation, quarter, 0, checked_on=at.date(), met=[1])
    await _say(year, at, WithdrawRemediationLook, quarter, 0, reason="Nhầm yêu cầu.")
    await _say(year, at, FollowRemediation, quarter, 1, checked_on=at.date(), met=[1, 2])


async def _closed(year: Year, quarter: int, at: datetime) -> None:
    """One in full, one without effect, which in odd quarters is open again."""
    await _say(year, at, CloseRemediation, quarter, 1, closed_on=at.date(), rectified="fully")
    await _say(year, at, CloseRemediation, quarter, 0, closed_on=at.date(), rectified="not")
    if quarter % 2:
        await _say(year, at, WithdrawRemediationClosing, quarter, 0, reason="Kết thúc nhầm.")


async def _say(year: Year, at: datetime, kind: type[Command], quarter: int, number: int, **told: Any) -> None:
    named = _named(year, f"{kind.__name__} {quarter} {number}")
    named["remediation_id"] = year.kept["remediation", str(number), quarter]
    await year.one(at, kind.model_validate({**named, **told}))


async def _commended(year: Year, first: date, at: datetime) -> None:
    cells = year.district.settled()
    told = {"granted_on": at.date(), "form": "Giấy khen", "occasion": "Sơ kết quý"}
    told |= {"collectives": [cells[first.month % len(cells)].cell.cell_id], "other_individuals": 2}
    told |= {"individuals": [year.district.person_id(year.district.observers[0])]}
    await _granted(year, at, f"{first.month:02}-QĐ/HU", told)
    twice = await _granted(year, at, f"{first.month:02}-SAI/HU", told)
    back = _named(year, f"no commendation {first}") | {"commendation_id": twice, "reason": "Vào sổ hai lần."}
    await year.one(at, WithdrawCommendation.model_validate(back))


async def _granted(year: Year, at: datetime, number: str, told: dict[str, Any]) -> str:
    command = _named(year, f"commend {number}") | {"number": number} | told
    commendation_id: str = (await year.one(at, GrantCommendation.model_validate(command)))["commendation_id"]
    return commendation_id


async def _surveyed(year: Year, first: date, at: datetime) -> None:
    """Of three cells; the last survey is taken back."""
    cells, surveys = year.district.settled(), []
    for number in range(3):
        random, place = year.random("survey", first, number), cells[(first.month + number) % len(cells)]
        command = _named(year, f"survey {first} {number}") | {
            "unit_id": place.cell.cell_id,
            "name": f"Khảo sát tháng {first.month}",
            "from_on": first,
            "until_on": at.date(),
            "invited": place.cell.roll.official,
            "answers": random.randint(0, place.cell.roll.official),
        }
        surveys.append((await year.one(at, CompleteSurvey.model_validate(command)))["survey_id"])
    back = _named(year, f"no survey {first}") | {"survey_id": surveys[-1], "reason": "Phiếu không hợp lệ."}
    await year.one(at, WithdrawSurvey.model_validate(back))


def _named(year: Year, what: str) -> dict[str, Any]:
    return {"command_id": year.id(what), "issuer_id": year.district.unit_id(ROOT)}
