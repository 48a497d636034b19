"""What passes between the district and its neighbour: a committee for good, a cell that comes back; slips among it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from contracts.message import Command
from contracts.registry import (
    EstablishUnit,
    HandOverUnit,
    ReportRoll,
    TakeOverUnit,
    WithdrawUnitChange,
    WithdrawUnitEstablishment,
)
from contracts.unit_matters import ChangeCellCommittee, ReportDualAffiliation, ReportRecruitment, StageCount
from services.registry.domain import id_of_unit
from sinhhoat.simulation.calendar import PlannedMeeting, year_of
from sinhhoat.simulation.full.district import AUTUMN, BACK, LEAVING, LENT, NEIGHBOUR, NEIGHBOURS_ROOT
from sinhhoat.simulation.full.foundation import adopted_types, counts_of
from sinhhoat.simulation.full.meetings import recorded
from sinhhoat.simulation.full.year import Act, Year

PREFIX = "H-"
"""Stands before the codes of the district's units at the neighbour's."""


def month(year: Year, first: date) -> Iterator[Act]:
    """Given on the first of a month, and taken on the second."""
    second = first.replace(day=2)
    if first.month == 5:
        yield year.at(first, 7, partial(_neighbours_own, year))
        yield year.at(first, 8, partial(_lent, year))
        yield year.at(second, 8, partial(_taken, year, year.district.lent[0]))
    if first.month == 7:
        yield year.at(first.replace(day=6), 9, partial(_told_elsewhere, year))
    if first.month == 9:
        yield year.at(first, 8, partial(_given_back, year))
        yield year.at(second, 8, partial(_come_back, year))
    if first.month == 10:
        yield year.batch(first, 8, lambda: [_handed_over(year, LEAVING, AUTUMN)])
        yield year.at(second, 8, partial(_taken, year, LEAVING))


async def _neighbours_own(year: Year, at: datetime) -> None:
    """What the neighbour has before anything comes: types of cells, and a committee under which units may stand."""
    root = EstablishUnit(
        command_id=year.id("neighbours-root"),
        code=NEIGHBOURS_ROOT,
        name="Đảng bộ huyện Liền Kề",
        kind="committee",
        level="district",
        cell_type=None,
        parent_code=None,
        established_on=date(2010, 1, 1),
    )
    await year.send(at, [adopted_types(year, NEIGHBOUR)], keeper=NEIGHBOUR)
    await year.send(at, [root], keeper=NEIGHBOUR)


async def _lent(year: Year, at: datetime) -> None:
    """A cell goes to the neighbour; at first the day is a slip, which is taken back."""
    code, _ = year.district.lent
    slip = _handed_over(year, code, (6, 1), "slip")
    back = WithdrawUnitChange(
        command_id=year.id("hand-over-back", code),
        unit_id=slip.unit_id,
        change="handed_over",
        effective_on=slip.effective_on,
        reason="Ghi nhầm ngày bàn giao.",
    )
    for command in (slip, back, _handed_over(year, code, LENT)):
        await year.one(at, command)


async def _taken(year: Year, code: str, at: datetime) -> None:
    """The neighbour takes a unit under his own committee, with what was handed over with it."""
    taken = TakeOverUnit(
        command_id=year.id("take-over", code),
        unit_id=year.district.unit_id(code),
        from_keeper=year.keeper,
        parent_id=id_of_unit(NEIGHBOUR, NEIGHBOURS_ROOT),
        code_prefix=PREFIX,
    )
    await year.one(at, taken, keeper=NEIGHBOUR)


async def _told_elsewhere(year: Year, at: datetime) -> None:
    """What the neighbour is told of the cell while it is his: its people come back with it, its meeting stays there."""
    [cell] = [place.cell for place in year.district.cells if place.cell.code == year.district.lent[0]]
    about = {"unit_id": cell.cell_id, "as_of": year.district.day((6, 30))}
    counts = counts_of(cell.roll)
    more = counts.model_copy(update={"official": counts.official + 1})
    chosen = {"change": "elected", "seats": 1, "secretary_id": year.district.person_id(year.district.observers[0])}
    commands: list[Command] = [
        ReportRoll.model_validate({"command_id": year.id("roll-elsewhere"), **about, "counts": more}),
        ReportRecruitment.model_validate(
            {
                "command_id": year.id("candidates-elsewhere"),
                **about,
                "stages": [StageCount(stage="outstanding", candidates=2)],
                "admitted_this_year": 1,
            }
        ),
        ReportDualAffiliation.model_validate(
            {"command_id": year.id("dual-elsewhere"), **about, "members": 3, "remarks_asked": 3, "remarks_given": 2}
        ),
        ChangeCellCommittee.model_validate(
            {
                "command_id": year.id("committee-elsewhere"),
                "unit_id": cell.cell_id,
                "effective_on": year.district.day((6, 15)),
                **chosen,
            }
        ),
    ]
    for command in [*commands, *map(partial(recorded, year), _held_elsewhere(year))]:
        await year.one(at, command, keeper=NEIGHBOUR)


def _held_elsewhere(year: Year) -> list[PlannedMeeting]:
    """The regular meeting of the cell in June."""
    cells = tuple(place.cell for place in year.district.cells if place.cell.code == year.district.lent[0])
    drawn = year_of(cells, year.district.year, year.district.seed)
    return [one for one in drawn if (one.kind, one.month.month) == ("regular", 6)]


async def _given_back(year: Year, at: datetime) -> None:
    await year.one(at, _handed_over(year, year.district.lent[0], BACK, to_keeper=year.keeper), keeper=NEIGHBOUR)


async def _come_back(year: Year, at: datetime) -> None:
    """The cell comes under its former committee by mistake, which is taken back, and then under another one."""
    code, parent = year.district.lent
    unit_id = year.district.unit_id(code)
    slip, taken = (
        TakeOverUnit(
            command_id=year.id("take-back", above),
            unit_id=unit_id,
            from_keeper=NEIGHBOUR,
            parent_id=year.district.unit_id(above),
        )
        for above in (year.district.parents[code], parent)
    )
    back = WithdrawUnitEstablishment(
        command_id=year.id("no-take-back"), unit_id=unit_id, reason="Chi bộ về đảng bộ khác."
    )
    for command in (slip, back, taken):
        await year.one(at, command)


def _handed_over(
    year: Year, code: str, day: tuple[int, int], which: str = "", to_keeper: str = NEIGHBOUR
) -> HandOverUnit:
    return HandOverUnit(
        command_id=year.id("hand-over", code, to_keeper, which),
        unit_id=year.district.unit_id(code),
        to_keeper=to_keeper,
        effective_on=year.district.day(day),
    )
