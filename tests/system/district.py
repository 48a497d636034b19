"""A small made-up district: 30 cells below three grassroots committees and the district itself, six observers."""

from __future__ import annotations

from datetime import date
from random import Random

from examples.cells import cell, committee, deal, roll
from sinhhoat.registers import NoticeRow, PairRow, PersonRow, Register, UnitRow

KEEPER, QUARTER = "lang-mau", "2019-Q1"
SINCE, FIRST_DAY, LAST_DAY = date(2001, 5, 24), date(2019, 1, 2), date(2019, 2, 20)
TYPES = ("RESIDENTIAL", "RESIDENTIAL", "SCHOOL", "POLICE", "RESIDENTIAL", "NON_STATE", "AGENCY", "RESIDENTIAL")
MEMBERS, OBSERVERS = 600, 6


def a_district() -> Register:
    """The same register at every call."""
    rng = Random("a small district")
    cells = _cells()
    rolls = [roll(rng, unit, date(2019, 1, 1), n) for unit, n in zip(cells, deal(rng, cells, MEMBERS), strict=True)]
    people = [PersonRow(f"QS-{n}", f"Quan sát viên {n}", cells[n].code) for n in range(OBSERVERS)]
    pairs = [
        PairRow(person.code, cells[n * 4 + step].code, FIRST_DAY, date(2019, 12, 31))
        for n, person in enumerate(people)
        for step in (6, 7, 8)
        if n * 4 + step < len(cells)
    ]
    notice = NoticeRow("01-TB/HU", "HU", FIRST_DAY, True, tuple(pairs))
    return Register((*_committees(), *cells), tuple(rolls), tuple(people), (notice,))


def _committees() -> list[UnitRow]:
    below = [committee(f"DU-{n}", f"Đảng bộ xã {n}", "grassroots", "HU", SINCE) for n in (1, 2, 3)]
    return [committee("HU", "Đảng bộ huyện Làng Mẫu", "district", None, SINCE), *below]


def _cells() -> list[UnitRow]:
    parents = ("HU", "DU-1", "DU-2", "DU-3", "DU-1")
    return [
        cell(f"CB-{n:02}", f"Chi bộ {n}", TYPES[n % len(TYPES)], parents[n % len(parents)], SINCE) for n in range(30)
    ]
