"""61 observers and 125 pairs over 101 cells: each in two groups of types other than his own, never his own cell.

Such a register leaves little choice. 64 hamlets need 64 pairs, and two groups for each of 61 people make 122; so nobody
may come from a hamlet cell, each covered hamlet has exactly one observer, and three observers have two hamlets.
Whoever comes from a Party body, a mass organisation or the non-state visits agencies beside his hamlet, and the others
visit the former.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from examples.hoc_mon_units import ROOT
from examples.invented import people
from sinhhoat.registers import NoticeRow, PairRow, PersonRow, UnitRow, cell_types

NUMBER, ISSUED_ON = "01-TB/HU", date(2019, 1, 2)
BEGIN, END = date(2019, 1, 2), date(2019, 12, 31)
RESIDENTIAL, PARTY, AGENCY = "residential", "party_mass_nonstate", "sector_agency"
# Subordinate cells of each group that are covered, as published.
COVERED = {RESIDENTIAL: 64, PARTY: 3, AGENCY: 11}
FROM_PARTY, FROM_AGENCY = 44, 17


def observers(rng: Random, units: Sequence[UnitRow]) -> list[PersonRow]:
    """44 people from the Party bodies and mass organisations of the district, 17 from its agencies."""
    homes = {group: _directly_under(units, group) for group in (PARTY, AGENCY)}
    homes[PARTY] = [unit for unit in homes[PARTY] if unit.cell_type == "PARTY_MASS_ORG"]
    groups = [PARTY] * FROM_PARTY + [AGENCY] * FROM_AGENCY
    names = people(rng, len(groups))
    return [
        PersonRow(f"NQS-{n:03}", name, rng.choice(homes[group]).code)
        for n, (name, group) in enumerate(zip(names, groups, strict=True), start=1)
    ]


def notice(rng: Random, units: Sequence[UnitRow], persons: Sequence[PersonRow]) -> NoticeRow:
    """The yearly notice with all its pairs, in the order of the people."""
    cells = {group: _chosen(rng, units, group) for group in COVERED}
    first, second = [p.code for p in persons[:FROM_PARTY]], [p.code for p in persons[FROM_PARTY:]]
    pairs = [
        *_spread(rng, [*first, *second, *rng.sample(first, COVERED[RESIDENTIAL] - len(persons))], cells[RESIDENTIAL]),
        *_spread(rng, first, cells[AGENCY]),
        *_spread(rng, second, cells[PARTY]),
    ]
    return NoticeRow(NUMBER, ROOT, ISSUED_ON, True, tuple(sorted(pairs, key=lambda p: (p.person_code, p.cell_code))))


def group_of(unit: UnitRow) -> str:
    """The reporting group of a cell's type."""
    return cell_types().group_of(str(unit.cell_type))


def _directly_under(units: Sequence[UnitRow], group: str) -> list[UnitRow]:
    return [u for u in units if u.kind == "cell" and u.parent_code == ROOT and group_of(u) == group]


def _chosen(rng: Random, units: Sequence[UnitRow], group: str) -> list[UnitRow]:
    """All cells of a group directly under the district, and as many of the others as were published."""
    below = [u for u in units if u.kind == "cell" and u.parent_code != ROOT and group_of(u) == group]
    return _directly_under(units, group) + rng.sample(below, COVERED[group])


def _spread(rng: Random, persons: Sequence[str], cells: Sequence[UnitRow]) -> list[PairRow]:
    """Each person to a cell, all cells once before any is taken again."""
    order = rng.sample(list(cells), len(cells))
    taken = rng.sample(list(persons), len(persons))
    return [PairRow(person, order[n % len(order)].code, BEGIN, END) for n, person in enumerate(taken)]
