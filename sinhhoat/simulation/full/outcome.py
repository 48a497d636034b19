"""What the year came to: commands used, events by kind, and what the recount says of every quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.chassis.feed import SEALED
from sinhhoat.running import Running
from sinhhoat.simulation.full.check import Checked, checked, checked_beside
from sinhhoat.simulation.full.district import NEIGHBOUR, District
from sinhhoat.simulation.full.raw import Owners
from sinhhoat.simulation.full.run import play
from sinhhoat.simulation.full.today import Today, checked_today
from sinhhoat.simulation.full.used import Used
from sinhhoat.simulation.full.year import Year

KEEPER = "demo"
KEEPERS = (KEEPER, NEIGHBOUR, "city")
"""Whom a node must host for the year; `district_of` is of the first."""


@dataclass(frozen=True)
class Outcome:
    """`commands` counts what was accepted; `events` are those of the open feeds, by name.

    `beside` is what was held against what of the neighbour, who has some of the units for a time; `today` is the
    same in lens `today`, over both of them.
    """

    commands: int
    used: Used
    events: Counter[str]
    checked: Checked
    beside: Checked
    today: Today

    @property
    def good(self) -> bool:
        """Whether no command was left out, and every figure is as counted again."""
        return not self.used.left_out and not self.differences

    @property
    def differences(self) -> list[str]:
        """Where a figure is not as counted again, of the district and of its neighbour."""
        return [
            *self.checked.differences,
            *(f"{NEIGHBOUR}: {line}" for line in self.beside.differences),
            *self.today.differences,
        ]


async def lived(running: Running, district: District, told: Callable[[date], None]) -> Outcome:
    """Play the year, read the raw events from their owners, and count its quarters again."""
    async with Year(running, district) as year:
        await play(year, told)
        async with Owners.of(running, year.keeper) as owners:
            others = await owners.told([SEALED, "reporting"])
            result = await checked(year, owners)
        beside = await checked_beside(year)
        today = await checked_today(year, result.told)
        events = Counter(type(stored.event).__name__ for stored in result.told)
        reactions = {type(stored.event).__name__ for stored in (*result.told, *others) if stored.by_itself}
        used = Used.by(year.used, reactions, year.turned_down)
        return Outcome(sum(year.used.values()), used, events, result, beside, today)
