"""A generated district: its units with what becomes of them in the year, its rolls, and the people by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from uuid import UUID

from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.registers import RollRow, cell_types
from sinhhoat.simulation.people import Cell

ROOT, LEAVING = "HU", "DU-00"
"""The district's own committee, and the grassroots committee that another keeper takes over in October."""

NEIGHBOUR, NEIGHBOURS_ROOT = "demo-next", "HX"
"""The keeper of the district to which units go, and its own committee."""

COUNTS = (
    *("official", "probationary", "exempt", "in_post"),
    *("temporarily_away", "temporarily_here", "special_duty"),
)
"""The counts of a roll that are drawn for a cell."""

LEAST_CELLS, CELLS_OF_COMMITTEE, DIRECT_SHARE = 15, 16, 12
SPRING, SUMMER, AUTUMN = (4, 1), (7, 1), (10, 1)
"""The days (month, day) on which the tree changes."""
LENT, BACK = (5, 1), (9, 1)
"""The first day (month, day) of a cell with another keeper, and the first one on which it is here again."""


@dataclass(frozen=True)
class Place:
    """A cell with its place in the tree, and the days on which it is there: `until_on` is the first one without it."""

    cell: Cell
    parent: str
    cell_type: str
    from_on: date
    until_on: date
    settled: bool = True
    """Nothing becomes of it in the year, so that what takes months can be told of it."""
    away: tuple[date, date] | None = None
    """From which day until before which one another keeper has it."""

    def there(self, first: date, last: date) -> bool:
        """Whether it is there on both days and on those between them."""
        away = self.away is not None and first < self.away[1] and self.away[0] <= last
        return self.from_on <= first and last < self.until_on and not away


class District:
    """`District(keeper, cells, year, seed)`: the same for the same; `cells` are those of the first of January."""

    def __init__(self, keeper: str, cells: int, year: int, seed: str) -> None:
        if cells < LEAST_CELLS:
            raise ValueError(f"what a year holds needs at least {LEAST_CELLS} cells")
        self.keeper, self.year, self.seed = keeper, year, seed
        self.first, self.end = date(year, 1, 1), date(year + 1, 1, 1)
        self._number = cells

    def day(self, month_and_day: tuple[int, int]) -> date:
        """A day of the year."""
        return date(self.year, *month_and_day)

    def unit_id(self, code: str) -> UUID:
        return id_of_unit(self.keeper, code)

    def person_id(self, code: str) -> UUID:
        return id_of_person(self.keeper, code)

    @cached_property
    def committees(self) -> list[str]:
        """The grassroots committees, the leaving one first."""
        return [f"DU-{number:02}" for number in range(max(4, self._number // CELLS_OF_COMMITTEE))]

    @cached_property
    def parents(self) -> dict[str, str]:
        """Cell -> committee above it on the first of January."""
        direct = max(2, self._number // DIRECT_SHARE)
        others = self.committees[1:]
        above = [ROOT] * direct + [LEAVING] * 2
        above += [others[number % len(others)] for number in range(self._number - len(above))]
        return {f"CB-{number:03}": parent for number, parent in enumerate(above, start=1)}

    def below(self, committee: str) -> list[str]:
        """The cells under a committee on the first of January."""
        return [code for code, parent in self.parents.items() if parent == committee]

    # What becomes of the tree; services are told of it by the module `structure`.

    @property
    def retyped(self) -> str:
        """Changes its type in July."""
        return self.below(self.committees[1])[0]

    @property
    def split(self) -> str:
        """Ends in April; its two parts are it with A (the principal one) and B behind its code."""
        return self.below(self.committees[1])[1]

    @property
    def merged(self) -> tuple[str, str]:
        """In July the first one goes into the second, which goes on."""
        first, second, *_ = self.below(self.committees[2])
        return first, second

    @property
    def moved(self) -> tuple[str, str]:
        """A cell that moves in April, and the committee to which it comes."""
        return self.below(self.committees[2])[2], self.committees[3]

    @property
    def lent(self) -> tuple[str, str]:
        """A cell that another keeper has from May until September, and the committee under which it comes back."""
        return self.below(self.committees[2])[3], self.committees[1]

    @property
    def dissolved(self) -> str:
        """Ends in October."""
        return self.below(self.committees[3])[0]

    @cached_property
    def cells(self) -> list[Place]:
        """Every cell of the year, those that begin later last."""
        return [*self._first_cells(), *self._parts()]

    def settled(self) -> list[Place]:
        """The cells of which nothing becomes anything else."""
        return [place for place in self.cells if place.settled]

    @property
    def observers(self) -> list[str]:
        return [f"QS-{number:02}" for number in range(1, max(4, self._number // 5) + 1)]

    def secretary_of(self, code: str) -> str:
        return f"BT-{code[3:]}"

    def _first_cells(self) -> Iterator[Place]:
        lent, _ = self.lent
        changing = {self.retyped, self.split, *self.merged, self.moved[0], lent, self.dissolved, *self.below(LEAVING)}
        ends = {self.split: SPRING, self.merged[0]: SUMMER, self.dissolved: AUTUMN}
        ends |= dict.fromkeys(self.below(LEAVING), AUTUMN)
        types = [kind.token for kind in cell_types().types]
        for number, (code, parent) in enumerate(self.parents.items()):
            until = self.day(ends[code]) if code in ends else self.end
            # Three cells in ten are residential, the others of all types in turn.
            kind = "RESIDENTIAL" if number % 10 < 3 else types[number % len(types)]
            away = (self.day(LENT), self.day(BACK)) if code == lent else None
            yield Place(self._cell(code), parent, kind, self.first, until, code not in changing, away)

    def _parts(self) -> Iterator[Place]:
        whole = next(place for place in self._first_cells() if place.cell.code == self.split)
        roll = whole.cell.roll
        shares = [_share(roll, 0), _share(roll, 1)]
        for letter, share in zip("AB", shares, strict=True):
            cell = self._cell(f"{self.split}{letter}", share)
            yield Place(cell, whole.parent, whole.cell_type, self.day(SPRING), self.end, False)

    def _cell(self, code: str, counts: Sequence[int] = ()) -> Cell:
        random = Random(f"{self.seed}:{code}")
        there = random.randint(8, 40)
        drawn = [there, random.choice((0, 0, 1, 2)), there // 12, there // 2, *random.choices((0, 0, 1), k=3)]
        told = dict(zip(COUNTS, counts or drawn, strict=True))
        roll = RollRow(unit_code=code, as_of=self.first, admitted=0, **told)
        return Cell(self.unit_id(code), code, roll, random.betavariate(8, 2))


def _share(roll: RollRow, number: int) -> list[int]:
    """Half of each count; the first part has what is left over."""
    counts: list[int] = [getattr(roll, name) for name in COUNTS]
    return [count // 2 if number else count - count // 2 for count in counts]
