"""Changes of the tree: types, levels, names, splits, mergers, moves, ends; mistakes among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from contracts.message import Command
from contracts.registry import (
    ChangeUnitLevel,
    ChangeUnitType,
    DissolveUnit,
    EstablishUnit,
    MergeUnits,
    MoveUnit,
    RenameUnit,
    ReportRoll,
    RollCounts,
    SplitPart,
    SplitUnit,
    WithdrawRoll,
    WithdrawUnitChange,
    WithdrawUnitEstablishment,
    WithdrawUnitName,
)
from sinhhoat.registers import RollRow
from sinhhoat.simulation.full.district import AUTUMN, SPRING, SUMMER
from sinhhoat.simulation.full.foundation import counts_of
from sinhhoat.simulation.full.year import Act, Year


def month(year: Year, first: date) -> Iterator[Act]:
    """Told on the day itself: the rolls of parts are those of that day."""
    if first.month == 2:
        yield year.at(first.replace(day=27), 8, lambda at: _mistakes(year, at))
    if first.month == 4:
        yield year.batch(first, 8, lambda: [_split(year), _moved(year), *_renamed(year)])
    if first.month == 6:
        yield year.at(first.replace(day=30), 8, lambda at: _rolls(year, at, first.replace(day=30)))
    if first.month == 7:
        yield year.batch(first, 8, lambda: [_merged(year), _retyped(year), _level(year)])
    if first.month == 10:
        yield year.batch(first, 8, lambda: [_dissolved(year)])


def _split(year: Year) -> SplitUnit:
    district = year.district
    parts = [place for place in district.cells if place.from_on == district.day(SPRING)]
    return SplitUnit(
        command_id=year.id("split"),
        unit_id=district.unit_id(district.split),
        parts=[
            SplitPart(code=one.cell.code, name=f"Chi bộ {one.cell.code[3:]}", roll=counts_of(one.cell.roll))
            for one in parts
        ],
        principal_code=parts[0].cell.code,
        effective_on=district.day(SPRING),
    )


def _moved(year: Year) -> MoveUnit:
    code, parent = year.district.moved
    return MoveUnit(
        command_id=year.id("move"),
        unit_id=year.district.unit_id(code),
        parent_id=year.district.unit_id(parent),
        effective_on=year.district.day(SPRING),
    )


def _renamed(year: Year) -> list[Command]:
    """A name that is taken back, and the right one."""
    unit_id, day = year.district.unit_id(year.district.committees[3]), year.district.day(SPRING)
    wrong, right = (
        RenameUnit(command_id=year.id("rename", name), unit_id=unit_id, name=name, effective_on=day)
        for name in ("Đảng bộ cơ sở Hợp Nhầm", "Đảng bộ cơ sở Hợp Nhất")
    )
    reason = "Ghi nhầm tên."
    back = WithdrawUnitName(command_id=year.id("rename-back"), unit_id=unit_id, effective_on=day, reason=reason)
    return [wrong, back, right]


def _merged(year: Year) -> MergeUnits:
    district = year.district
    rolls = [place.cell.roll for place in district.cells if place.cell.code in district.merged]
    return MergeUnits(
        command_id=year.id("merge"),
        unit_ids=[district.unit_id(district.merged[0])],
        into_id=district.unit_id(district.merged[1]),
        roll=_sum(rolls),
        effective_on=district.day(SUMMER),
    )


def _retyped(year: Year) -> ChangeUnitType:
    district = year.district
    now = next(place.cell_type for place in district.cells if place.cell.code == district.retyped)
    return ChangeUnitType(
        command_id=year.id("retype"),
        unit_id=district.unit_id(district.retyped),
        cell_type="SCHOOL" if now != "SCHOOL" else "RESIDENTIAL",
        effective_on=district.day(SUMMER),
    )


def _level(year: Year) -> ChangeUnitLevel:
    return ChangeUnitLevel(
        command_id=year.id("level"),
        unit_id=year.district.unit_id(year.district.committees[1]),
        level="ward",
        effective_on=year.district.day(SUMMER),
    )


def _dissolved(year: Year) -> DissolveUnit:
    return DissolveUnit(
        command_id=year.id("dissolve"),
        unit_id=year.district.unit_id(year.district.dissolved),
        effective_on=year.district.day(AUTUMN),
    )


async def _mistakes(year: Year, at: datetime) -> None:
    """A unit entered that never was, and a move of a cell that stays."""
    district, stays = year.district, year.district.settled()[-1]
    entered = EstablishUnit(
        command_id=year.id("mistake"),
        code="CB-999",
        name="Chi bộ ghi nhầm",
        kind="cell",
        cell_type="SCHOOL",
        parent_code=stays.parent,
        established_on=district.first,
    )
    decided = await year.one(at, entered)
    other = next(code for code in district.committees[1:] if code != stays.parent)
    moved = MoveUnit(
        command_id=year.id("mistaken-move"),
        unit_id=stays.cell.cell_id,
        parent_id=district.unit_id(other),
        effective_on=district.day(SPRING),
    )
    await year.one(at, moved)
    await year.one(
        at,
        WithdrawUnitEstablishment(
            command_id=year.id("mistake-back"), unit_id=decided["unit_id"], reason="Chưa có quyết định thành lập."
        ),
    )
    await year.one(
        at,
        WithdrawUnitChange(
            command_id=year.id("move-back"),
            unit_id=stays.cell.cell_id,
            change="moved",
            effective_on=district.day(SPRING),
            reason="Chi bộ vẫn trực thuộc đảng bộ cũ.",
        ),
    )


async def _rolls(year: Year, at: datetime, day: date) -> None:
    """The rolls of the middle of the year; one was entered wrongly, and is entered again."""
    places = year.district.settled()
    reports = [
        ReportRoll(
            command_id=year.id("roll-june", place.cell.code),
            unit_id=place.cell.cell_id,
            as_of=day,
            counts=_grown(place.cell.roll, year.random("grown", place.cell.code).randint(0, 2)),
        )
        for place in places
    ]
    await year.send(at, reports)
    wrong = reports[0]
    taken_back = WithdrawRoll(
        command_id=year.id("roll-back"), unit_id=wrong.unit_id, as_of=day, reason="Báo nhầm số đảng viên dự bị."
    )
    await year.one(at, taken_back)
    again = wrong.model_copy(update={"command_id": year.id("roll-again"), "counts": counts_of(places[0].cell.roll)})
    await year.one(at, again)


def _grown(roll: RollRow, admitted: int) -> RollCounts:
    counts = counts_of(roll)
    return counts.model_copy(update={"probationary": counts.probationary + admitted, "admitted": admitted})


def _sum(rolls: list[RollRow]) -> RollCounts:
    names = RollCounts.model_fields
    known = {field.name for field in fields(RollRow)}
    return RollCounts(**{name: sum(getattr(roll, name) for roll in rolls) for name in names if name in known})
