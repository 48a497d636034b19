"""A rural district in 2019: the register whose coverage was published."""

from datetime import date
from random import Random

from examples.cells import deal, roll
from examples.hoc_mon_observers import notice, observers
from examples.hoc_mon_units import units
from sinhhoat.registers import Register

MEMBERS, AS_OF = 5976, date(2019, 1, 1)


def register(seed: int) -> Register:
    """The whole register; the same seed gives the same."""
    rng = Random(f"hoc-mon-2019 {seed}")
    tree = units(rng)
    cells = [unit for unit in tree if unit.kind == "cell"]
    rolls = [roll(rng, unit, AS_OF, members) for unit, members in zip(cells, deal(rng, cells, MEMBERS), strict=True)]
    persons = observers(rng, tree)
    return Register(tuple(tree), tuple(rolls), tuple(persons), (notice(rng, tree, persons),))
