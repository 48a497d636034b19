"""What there is on the second of January: catalogues, units, rolls, people, rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from contracts.grants import GrantRole, RevokeRole
from contracts.registry import (
    AdoptCellTypes,
    AdoptUnitLevels,
    CellType,
    CellTypeGroup,
    EstablishUnit,
    RegisterPerson,
    ReportRoll,
    RollCounts,
    UnitLevel,
    WithdrawCellTypes,
    WithdrawUnitLevels,
)
from sinhhoat.registers import RollRow, cell_types
from sinhhoat.simulation.full.district import LEAVING, ROOT, District, Place
from sinhhoat.simulation.full.year import Act, Year

LEADERS = ("LD-1", "LD-2", "LD-3")
GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lam", "Minh", "Ngân", "Oanh", "Phúc", "Quế", "Sơn")
LEVELS = (
    ("district", "Đảng bộ huyện", "District committee"),
    ("grassroots", "Đảng bộ cơ sở", "Grassroots committee"),
    ("ward", "Đảng bộ phường", "Ward committee"),
)


def month(year: Year, first: date) -> Iterator[Act]:
    """Everything on the second of January; a role that ends in May."""
    second = first.replace(day=2)
    if first.month == 1:
        yield year.at(second, 5, partial(_catalogues, year))
        yield year.batch(second, 6, lambda: _units(year))
        yield year.batch(second, 7, lambda: _rolls(year))
        yield year.batch(second, 7, lambda: _people(year))
        yield year.batch(second, 7, lambda: _grants(year))
    if first.month == 5:
        yield year.batch(second, 7, lambda: [_revoked(year, second)])


async def _catalogues(year: Year, at: datetime) -> None:
    """Types and levels; drafts of the next ones are adopted by mistake and taken back."""
    types, levels = adopted_types(year, year.keeper), _levels(year)
    draft = {"version": "draft", "effective_from": at.date()}
    drafts = [
        one.model_copy(update={**draft, "command_id": year.id("draft", type(one).__name__)}) for one in (types, levels)
    ]
    await year.send(at, [types, drafts[0], levels, drafts[1]])
    for kind in (WithdrawCellTypes, WithdrawUnitLevels):
        back = {"command_id": year.id(kind.__name__), "version": "draft", "reason": "Dự thảo chưa được thông qua."}
        await year.one(at, kind.model_validate(back))


def adopted_types(year: Year, keeper: str) -> AdoptCellTypes:
    """The types of cells as everywhere."""
    table = cell_types()
    return AdoptCellTypes(
        command_id=year.id("types", keeper),
        version=table.version,
        effective_from=table.effective_from,
        types=[
            CellType(token=one.token, name_vi=one.name_vi, name_en=one.name_en, group=one.group) for one in table.types
        ],
        groups=[CellTypeGroup(key=one.token, name_vi=one.name_vi, name_en=one.name_en) for one in table.groups],
        grassroots_levels=list(table.grassroots_levels),
    )


def counts_of(roll: RollRow) -> RollCounts:
    """A roll as a command says it."""
    return RollCounts(**{name: getattr(roll, name) for name in RollCounts.model_fields})


def _levels(year: Year) -> AdoptUnitLevels:
    levels = [UnitLevel(level=level, name_vi=vi, name_en=en) for level, vi, en in LEVELS]
    return AdoptUnitLevels(command_id=year.id("levels"), version="1", effective_from=date(1900, 1, 1), levels=levels)


def _units(year: Year) -> Iterator[EstablishUnit]:
    district, since = year.district, date(2010, 1, 1)

    def unit(code: str, name: str, parent: str | None, level: str | None, kind: str | None = None) -> EstablishUnit:
        return EstablishUnit(
            command_id=year.id("unit", code),
            code=code,
            name=name,
            kind="cell" if kind else "committee",
            level=level,
            cell_type=kind,
            parent_code=parent,
            established_on=since,
        )

    yield unit(ROOT, "Đảng bộ huyện Mô Phỏng", None, "district")
    for code in district.committees:
        name = "Đảng bộ bàn giao" if code == LEAVING else f"Đảng bộ cơ sở {code[3:]}"
        yield unit(code, name, ROOT, "grassroots")
    for place in district.cells:
        if place.from_on == district.first:
            yield unit(place.cell.code, f"Chi bộ {place.cell.code[3:]}", place.parent, None, place.cell_type)


def _rolls(year: Year) -> Iterator[ReportRoll]:
    for place in year.district.cells:
        if place.from_on == year.district.first:
            yield ReportRoll(
                command_id=year.id("roll", place.cell.code),
                unit_id=place.cell.cell_id,
                as_of=place.from_on,
                counts=counts_of(place.cell.roll),
            )


def _people(year: Year) -> Iterator[RegisterPerson]:
    district = year.district
    own = {district.secretary_of(place.cell.code): place.cell.cell_id for place in _first(district)}
    for code in (*own, *district.observers, *LEADERS):
        random = year.random("name", code)
        name = " ".join(random.choice(GIVEN) for _ in range(3))
        yield RegisterPerson(command_id=year.id("person", code), code=code, name=name, own_cell_id=own.get(code))


def _grants(year: Year) -> Iterator[GrantRole]:
    district = year.district
    held = [("secretary", district.secretary_of(one.cell.code), one.cell.cell_id) for one in _first(district)]
    held += [("observer", code, district.unit_id(ROOT)) for code in district.observers]
    held += [("committee", LEADERS[2], district.unit_id(district.committees[1]))]
    for role, code, unit_id in held:
        yield GrantRole.model_validate(
            {
                "command_id": year.id("grant", role, code),
                "person_id": district.person_id(code),
                "role": role,
                "unit_id": unit_id,
                "from_on": district.first,
            }
        )


def _revoked(year: Year, day: date) -> RevokeRole:
    return RevokeRole(
        command_id=year.id("revoke"),
        person_id=year.district.person_id(LEADERS[2]),
        role="committee",
        unit_id=year.district.unit_id(year.district.committees[1]),
        revoked_on=day,
        reason="Chuyển công tác.",
    )


def _first(district: District) -> list[Place]:
    return [place for place in district.cells if place.from_on == district.first]
