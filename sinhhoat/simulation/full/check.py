"""Counts the quarters of the year again from the raw events, and holds what reporting answers against it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event

from contracts.reporting import QuarterReport, ReadQuarter
from sinhhoat.recount.asked import Raw
from sinhhoat.recount.comparing import answered, report_differences
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from sinhhoat.simulation.full.district import LEAVING, NEIGHBOUR, NEIGHBOURS_ROOT, ROOT, District
from sinhhoat.simulation.full.neighbour import PREFIX
from sinhhoat.simulation.full.raw import Owners, Stored, raw
from sinhhoat.simulation.full.year import Year

SETTLED = 3
"""How many cells are counted of which nothing became anything else; all of the others are."""


@dataclass(frozen=True)
class Checked:
    """What was held against what. `differences` are sentences, none where all is well."""

    reports: Mapping[tuple[str, str], QuarterReport]
    """By quarter and unit."""
    told: Sequence[Stored]
    differences: list[str]

    @property
    def quarters(self) -> list[str]:
        return list(dict.fromkeys(quarter for quarter, _ in self.reports))

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(unit for _, unit in self.reports))

    @property
    def figures(self) -> int:
        """How many figures there are of a unit in a quarter."""
        return max(len(answered(report)) for report in self.reports.values())

    def of_all(self, quarter: str) -> QuarterReport:
        """The report of the whole."""
        return self.reports[quarter, ROOT]


async def checked(year: Year, owners: Owners) -> Checked:
    """Every figure of every quarter: of the whole, of each committee, and of some cells."""
    return await _checked(year, owners, year.keeper, units_of(year.district))


async def checked_beside(year: Year) -> Checked:
    """Every figure of the neighbour's quarters: a unit that has been with both counts with each on his own days."""
    units = [NEIGHBOURS_ROOT, *(PREFIX + code for code in (LEAVING, year.district.lent[0]))]
    async with Owners.of(year.running, NEIGHBOUR) as owners:
        return await _checked(year, owners, NEIGHBOUR, units)


async def _checked(year: Year, owners: Owners, keeper: str, units: Sequence[str]) -> Checked:
    client = await year.client(keeper=keeper)
    after = {feed: position for feed, position in year.after.items() if feed.startswith(f"{keeper}.")}
    reports = {
        (quarter, unit): await client.ask(keeper, ReadQuarter(quarter=quarter, unit_code=unit, after=after))
        for quarter in (f"{year.district.year}-Q{number}" for number in (1, 2, 3, 4))
        for unit in units
    }
    told = await owners.told()
    stopped = Event()
    try:
        # In a thread: counting takes longer than the services of this process may be silent without losing their locks.
        found = await asyncio.to_thread(differences, keeper, reports, told, stopped)
    finally:
        # Whoever stops the demo meanwhile is not kept waiting: a process does not end before its threads.
        stopped.set()
    return Checked(reports, told, found)


def units_of(district: District) -> list[str]:
    """The codes of the units that are counted, the whole first."""
    first, second = district.merged
    changed = [district.retyped, district.split, f"{district.split}A", first, second, district.moved[0]]
    changed += [district.lent[0], district.dissolved]
    settled = [place.cell.code for place in district.settled()[:SETTLED]]
    return [ROOT, *district.committees, *changed, *settled]


def differences(
    keeper: str, reports: Mapping[tuple[str, str], QuarterReport], told: Sequence[Stored], stopped: Event | None = None
) -> list[str]:
    """Each report against the recount of what had been told up to the positions that it names; until stopped."""
    raws: dict[str, Raw] = {}
    found = []
    for (quarter, unit), report in reports.items():
        if stopped is not None and stopped.is_set():
            break
        vector = {feed.split(".")[1]: position for feed, position in report.head.known.items()}
        # Nearly always one and the same, whose states are worked out once.
        known = raws.setdefault(str(sorted(vector.items())), raw(keeper, told, vector))
        recount = Recount(known, unit, Quarter.parse(quarter))
        found += [f"{quarter} {unit}: {line}" for line in report_differences(report, recount)]
    return found
