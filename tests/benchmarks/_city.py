"""A city made from a seed: districts of committees and cells, with their rolls and observers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import cycle
from random import Random

from sinhhoat.registers import NoticeRow, PairRow, PersonRow, Register, RollRow, UnitRow, cell_types

YEAR, FIRST_DAY, SEED = 2024, date(2024, 1, 2), "city"
MOST_DISTRICTS, LEAST_CELLS = 24, 10
CELLS_OF_COMMITTEE, CELLS_OF_OBSERVER = 16, 5


def districts(cells: int) -> dict[str, int]:
    """Keeper -> number of cells, as equal as can be: 24 districts, or fewer where they would be very small."""
    number = max(1, min(MOST_DISTRICTS, cells // LEAST_CELLS))
    names = [f"district-{one:02}" for one in range(1, number + 1)]
    return {name: cells // number + (place < cells % number) for place, name in enumerate(names)}


def register_of(keeper: str, cells: int) -> Register:
    """What the district's staff would have in their files; every cell has one observer, every observer five cells."""
    committees = [f"DU-{number:03}" for number in range(1, -(-cells // CELLS_OF_COMMITTEE) + 1)]
    codes = [f"CB-{number:04}" for number in range(1, cells + 1)]
    people = [f"QS-{number:03}" for number in range(1, -(-cells // CELLS_OF_OBSERVER) + 1)]
    pairs = tuple(
        PairRow(people[number // CELLS_OF_OBSERVER], code, FIRST_DAY, date(YEAR, 12, 31))
        for number, code in enumerate(codes)
    )
    return Register(
        units=(*_committees(keeper, committees), *_cells(committees, codes)),
        rolls=tuple(_roll(code, Random(f"{SEED}:{keeper}:{code}")) for code in codes),
        people=tuple(PersonRow(code, f"Quan sát viên {code}", None) for code in people),
        notices=(NoticeRow("01-TB/QU", "QU", FIRST_DAY, True, pairs),),
    )


def _committees(keeper: str, codes: Sequence[str]) -> list[UnitRow]:
    since = date(1990, 1, 1)
    root = UnitRow("QU", f"Đảng bộ {keeper}", "committee", "district", None, None, since)
    return [root, *(UnitRow(code, f"Đảng bộ {code}", "committee", "grassroots", None, "QU", since) for code in codes)]


def _cells(committees: Sequence[str], codes: Sequence[str]) -> list[UnitRow]:
    kinds, since = cycle(known.token for known in cell_types().types), date(1995, 1, 1)
    above = (committees[number // CELLS_OF_COMMITTEE] for number in range(len(codes)))
    return [
        UnitRow(code, f"Chi bộ {code}", "cell", None, kind, parent, since)
        for code, kind, parent in zip(codes, kinds, above, strict=False)
    ]


def _roll(code: str, random: Random) -> RollRow:
    official, exempt, away = random.randint(9, 40), random.randint(0, 2), random.randint(0, 2)
    return RollRow(code, FIRST_DAY, official, random.randint(0, 2), exempt, away, 0, 0, official, 0)
