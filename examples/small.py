"""The four smaller examples: a ward in 2009, a ward in 2016, and two urban districts of which little was published."""

from dataclasses import replace
from datetime import date
from random import Random

from examples.cells import cell, committee, deal, roll
from examples.invented import people
from sinhhoat.registers import PersonRow, Register, RollRow, UnitRow

SINCE = date(1997, 4, 1)
ROLLS_AS_OF = date(2009, 4, 22)
RESIDENTS, IN_SERVICE = 538, 102
OFFICES = ("Văn phòng", "Công an", "Quân sự", "Tư pháp", "Mặt trận", "Trường Mầm non", "Trường Tiểu học",
           "Trường Trung học cơ sở", "Trạm Y tế", "Ban Quản lý chợ")  # fmt: skip


def tan_dinh(seed: int) -> Register:
    """Nine quarter cells and ten in-service cells with 640 members; how many in which cell is made up."""
    rng = Random(f"tan-dinh-2009 {seed}")
    root = committee("DU", "Đảng bộ phường Tân Định", "ward", None, SINCE)
    quarters = [cell(f"KP-{n:02}", f"Chi bộ khu phố {n}", "RESIDENTIAL", "DU", SINCE) for n in range(1, 10)]
    offices = [
        cell(f"DC-{n:02}", f"Chi bộ đương chức {name}", "IN_SERVICE", "DU", SINCE)
        for n, name in enumerate(OFFICES, start=1)
    ]
    rolls = [*_rolls(rng, quarters, RESIDENTS), *_rolls(rng, offices, IN_SERVICE)]
    # The source counts 102 in post of the ward's 640 and not in which cells: they stand in the ward's own roll.
    ward = RollRow("DU", ROLLS_AS_OF, 0, 0, 0, 0, 0, 0, IN_SERVICE, 0)
    return Register((root, *quarters, *offices), (ward, *rolls))


def thong_nhat(seed: int) -> Register:
    """Nineteen cells under one ward committee; how many of which type was not published."""
    del seed
    root = committee("DU", "Đảng bộ phường Thống Nhất", "ward", None, SINCE)
    quarters = [cell(f"CB-{n:02}", f"Chi bộ tổ dân phố {n}", "RESIDENTIAL", "DU", SINCE) for n in range(1, 13)]
    others = [
        cell(f"CB-{n:02}", f"Chi bộ {name}", cell_type, "DU", SINCE)
        for n, (name, cell_type) in enumerate(
            (("Cơ quan phường", "AGENCY"), ("Công an phường", "POLICE"), ("Quân sự phường", "MILITARY"),
             ("Trường Mầm non", "SCHOOL"), ("Trường Tiểu học", "SCHOOL"), ("Trường Trung học cơ sở", "SCHOOL"),
             ("Trạm Y tế", "PUBLIC_SERVICE_UNIT")),
            start=13,
        )
    ]  # fmt: skip
    return Register((root, *quarters, *others))


def hai_ba_trung(seed: int) -> Register:
    """The eight collectives and eleven individuals who were commended, under made-up names."""
    rng = Random(f"hai-ba-trung-2024 {seed}")
    root = committee("QU", "Đảng bộ quận Hai Bà Trưng", "district", None, SINCE)
    collectives = [committee(f"TT-{n}", f"Đảng bộ cơ sở tiêu biểu {n}", "grassroots", "QU", SINCE) for n in range(1, 9)]
    persons = [PersonRow(f"CN-{n:02}", name, None) for n, name in enumerate(people(rng, 11), start=1)]
    return Register((root, *collectives), people=tuple(persons))


def phu_nhuan(seed: int) -> Register:
    """One ward with a few quarter cells, enough for a briefing with their secretaries."""
    del seed
    root = committee("QU", "Đảng bộ quận Phú Nhuận", "district", None, SINCE)
    ward = committee("DU-01", "Đảng bộ phường Mẫu", "ward", "QU", SINCE)
    quarters = [cell(f"KP-{n:02}", f"Chi bộ khu phố {n}", "RESIDENTIAL", "DU-01", SINCE) for n in range(1, 6)]
    return Register((root, ward, *quarters))


def _rolls(rng: Random, cells: list[UnitRow], members: int) -> list[RollRow]:
    dealt = zip(cells, deal(rng, cells, members), strict=True)
    return [replace(roll(rng, unit, ROLLS_AS_OF, number), in_post=0) for unit, number in dealt]
