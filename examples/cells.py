"""Cells with codes in a row, and members dealt out over them so that the sum is what was published."""

from collections.abc import Sequence
from datetime import date
from random import Random

from sinhhoat.registers import RollRow, UnitRow

# Members that a cell of a type has at least and at most, relative to the others; quarters are the large ones.
SIZES = {
    "RESIDENTIAL": (22, 60), "AGENCY": (6, 22), "SECTOR": (6, 18), "SCHOOL": (7, 26), "MILITARY": (5, 14),
    "POLICE": (8, 24), "ENTERPRISE": (4, 14), "NON_STATE": (4, 10), "PARTY_MASS_ORG": (6, 16),
    "IN_SERVICE": (6, 14), "PUBLIC_SERVICE_UNIT": (5, 18),
}  # fmt: skip
# A cell has at least three official members; a few more, so that exempt and absent ones leave some to meet.
FEWEST = 5


def committee(code: str, name: str, level: str, parent: str | None, since: date) -> UnitRow:
    """A committee; without a parent it is the topmost one."""
    return UnitRow(code, name, "committee", level, None, parent, since)


def cell(code: str, name: str, cell_type: str, parent: str, since: date) -> UnitRow:
    """A cell below a committee."""
    return UnitRow(code, name, "cell", None, cell_type, parent, since)


def deal(rng: Random, cells: Sequence[UnitRow], members: int) -> list[int]:
    """Members per cell: whole numbers by the size of the type, which add up to `members`."""
    weights = [rng.randint(*SIZES[str(unit.cell_type)]) for unit in cells]
    rest = members - FEWEST * len(cells)
    shares = [rest * weight // sum(weights) for weight in weights]
    lacking = rest - sum(shares)
    return [FEWEST + share + (place < lacking) for place, share in enumerate(shares)]


def roll(rng: Random, unit: UnitRow, as_of: date, members: int) -> RollRow:
    """A plausible roll of a cell with that many members, official and probationary together."""
    probationary = rng.choice((0, 0, 0, 1, 1, 2)) if members > 2 * FEWEST else 0
    residential = unit.cell_type == "RESIDENTIAL"
    return RollRow(
        unit_code=unit.code,
        as_of=as_of,
        official=members - probationary,
        probationary=probationary,
        exempt=members * rng.randint(4, 18) // 100 if residential else 0,
        temporarily_away=rng.choice((0, 0, 0, 1)),
        temporarily_here=rng.choice((0, 0, 0, 0, 1)),
        special_duty=rng.choice((0, 0, 0, 0, 0, 1)),
        in_post=members * rng.randint(5, 25) // 100 if residential else members,
        admitted=min(probationary, rng.choice((0, 1))),
    )
