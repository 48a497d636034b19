"""Who takes part in the simulated year: cells with their rolls, and observers with the cells assigned to them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

from sinhhoat.known import Known
from sinhhoat.registers import Register, RollRow


@dataclass(frozen=True)
class Cell:
    """A cell and its roll; `quality` (0..1) colours everything that it does."""

    cell_id: UUID
    code: str
    roll: RollRow
    quality: float


@dataclass(frozen=True)
class Observer:
    """An observer and the cells that his notice names, in the order of the register."""

    person_id: UUID
    code: str
    cells: tuple[UUID, ...]


@dataclass(frozen=True)
class Cast:
    """Everybody, in the order of the register."""

    cells: tuple[Cell, ...]
    observers: tuple[Observer, ...]

    @classmethod
    def of(cls, register: Register, known: Known, seed: str) -> Cast:
        """Take cells and observers from a register whose ids are known."""
        rolls = {roll.unit_code.casefold(): roll for roll in register.rolls}
        cells = tuple(
            Cell(known.units[code], unit.code, rolls[code], Random(f"{seed}:{code}").betavariate(8, 2))
            for unit in register.units
            if unit.kind == "cell" and (code := unit.code.casefold()) in rolls
        )
        assigned: dict[str, list[UUID]] = {}
        for notice in register.notices:
            for pair in notice.pairs:
                assigned.setdefault(pair.person_code, []).append(known.units[pair.cell_code.casefold()])
        observers = tuple(
            Observer(known.people[code.casefold()], code, tuple(cells_of)) for code, cells_of in assigned.items()
        )
        return cls(cells, observers)
