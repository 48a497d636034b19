"""What a simulated city is made of, worked out from its seed: wards, committees, cells, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from sinhhoat.registers import cell_types

CITY = "city"
CELLS_OF_COMMITTEE = 16
WITH_COMMITTEES, BELOW_COMMITTEES = 0.4, 0.6
MERGED, SPLIT, MOVED = 0.25, 0.15, 0.15
"""How likely each is to happen to one of a ward's cells at the beginning of a quarter."""
TYPES = ("RESIDENTIAL",) * 5
ENDLESS = date.max


@dataclass(frozen=True)
class CityPlan:
    """Everything that decides the city; `first` is the first day of its first quarter."""

    cells: int
    wards: int
    quarters: int
    seed: int
    first: date

    def bounds(self) -> list[date]:
        """The first day of each quarter, and the day after the last one."""
        months = (self.first.year * 12 + self.first.month - 1 + 3 * number for number in range(self.quarters + 1))
        return [date(month // 12, month % 12 + 1, 1) for month in months]

    @property
    def last(self) -> date:
        return self.bounds()[-1] - timedelta(days=1)

    @property
    def years(self) -> list[int]:
        return list(range(self.first.year, self.last.year + 1))

    @property
    def keepers(self) -> tuple[str, ...]:
        """The wards, and the city itself last."""
        return (*(ward_name(number) for number in range(1, self.wards + 1)), CITY)


@dataclass(frozen=True)
class CellPlan:
    """A cell: where it stands at first, what it is, and from when until when (not included) it exists.

    `number` chooses whose story it lives. `split_from` is set where a split makes it.
    """

    code: str
    number: int
    parent: str
    cell_type: str
    begins: date | None = None
    ends: date = ENDLESS
    split_from: str | None = None

    def there(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and day < self.ends


@dataclass(frozen=True)
class Change:
    """Something that becomes of a cell on a day; `other` is the successor, the new cell or the new committee."""

    kind: str
    cell: str
    other: str
    on: date


@dataclass(frozen=True)
class WardPlan:
    """A ward: its committees below the root, all cells that ever are, and what becomes of them."""

    keeper: str
    root: str
    level: str
    committees: tuple[str, ...]
    cells: tuple[CellPlan, ...]
    changes: tuple[Change, ...]


def ward_name(number: int) -> str:
    return f"ward-{number:03}"


def wards_of(plan: CityPlan) -> list[WardPlan]:
    """All wards; the cells of the first day are as many as the plan says."""
    sizes = _sizes(plan)
    begins = [0, *accumulate(sizes)]
    return [_ward(plan, number, begins[number - 1], size) for number, size in enumerate(sizes, 1)]


def _sizes(plan: CityPlan) -> list[int]:
    """Some wards are three times as large as others; none is empty."""
    random = Random(f"{plan.seed}:sizes")
    weights = [random.uniform(0.5, 1.5) for _ in range(plan.wards)]
    left, total = plan.cells - plan.wards, sum(weights)
    ends = [round(left * share / total) for share in accumulate(weights)]
    return [1 + end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _ward(plan: CityPlan, number: int, first_cell: int, size: int) -> WardPlan:
    random = Random(f"{plan.seed}:ward:{number}")
    below = size > CELLS_OF_COMMITTEE and random.random() < WITH_COMMITTEES
    committees = [f"DB-{one:02}" for one in range(1, -(-size // CELLS_OF_COMMITTEE) + 1)] if below else []
    cells = [
        CellPlan(f"CB-{one:04}", first_cell + one, _parent(committees, one, random), _type(random))
        for one in range(1, size + 1)
    ]
    changed = list(_changes(plan, cells, committees, random))
    return WardPlan(
        keeper=ward_name(number),
        root="DU",
        # A ward with grassroots committees below it is not itself one of them (domain.md, section 9, number 6).
        level="upper" if committees else "ward",
        committees=tuple(committees),
        cells=tuple(cells),
        changes=tuple(changed),
    )


def _parent(committees: Sequence[str], number: int, random: Random) -> str:
    return committees[number % len(committees)] if committees and random.random() < BELOW_COMMITTEES else "DU"


def _type(random: Random) -> str:
    return random.choice([*TYPES, *(known.token for known in cell_types().types)])


def _changes(plan: CityPlan, cells: list[CellPlan], committees: Sequence[str], random: Random) -> Iterator[Change]:
    """What happens at the beginning of each quarter but the first; `cells` is kept in step with it."""
    touched: set[str] = set()
    for day in plan.bounds()[1:-1]:
        for kind, chance in (("merged", MERGED), ("split", SPLIT), ("moved", MOVED)):
            free = [place for place, cell in enumerate(cells) if cell.there(day) and cell.code not in touched]
            if random.random() >= chance or len(free) < 4:
                continue
            place, other = random.sample(free, 2)
            change = _change(kind, cells, place, other, day, committees)
            if change is not None:
                # Each cell is changed once at most: what a second change makes of a first one is for tests of units.
                touched |= {cells[place].code, change.other}
                yield change


def _change(
    kind: str, cells: list[CellPlan], place: int, other: int, day: date, committees: Sequence[str]
) -> Change | None:
    cell = cells[place]
    if kind == "merged":
        if cells[other].parent != cell.parent:
            return None
        cells[place] = replace(cell, ends=day)
        return Change(kind, cell.code, cells[other].code, day)
    if kind == "split":
        code = f"CB-{len(cells) + 1:04}"
        part = CellPlan(code, cell.number + 1, cell.parent, cell.cell_type, begins=day, split_from=cell.code)
        cells.append(part)
        return Change(kind, cell.code, code, day)
    parents = [parent for parent in ("DU", *committees) if parent != cell.parent]
    return Change(kind, cell.code, parents[place % len(parents)], day) if parents else None
