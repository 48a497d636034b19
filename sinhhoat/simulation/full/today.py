"""Holds the year under the structure of its last day against a recount over both keepers, who have had one cell."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event

from contracts import message
from contracts.reporting import QuarterReport, ReadQuarter
from sinhhoat.recount.among import AskedToday, counted_among
from sinhhoat.recount.asked import Raw
from sinhhoat.recount.comparing import answered, apart
from sinhhoat.recount.quarters import Quarter
from sinhhoat.simulation.full.district import NEIGHBOUR, NEIGHBOURS_ROOT, ROOT
from sinhhoat.simulation.full.raw import Owners, Stored, raw
from sinhhoat.simulation.full.year import Year

Told = Mapping[str, Sequence[Stored]]
"""By keeper."""


@dataclass(frozen=True)
class Today:
    """What was held against what. `differences` are sentences, none where all is well."""

    reports: Mapping[AskedToday, QuarterReport]
    told: Told
    differences: list[str]


async def checked_today(year: Year, own: Sequence[Stored]) -> Today:
    """Of every quarter, of the whole, of the two committees of the cell that came back, of itself, and the neighbour's.

    `own` is what the district's services have told.
    """
    district, (lent, parent) = year.district, year.district.lent
    day = date(district.year, 12, 31)
    units = [(year.keeper, code) for code in (ROOT, district.parents[lent], parent, lent)]
    reports: dict[AskedToday, QuarterReport] = {}
    for keeper, unit in [*units, (NEIGHBOUR, NEIGHBOURS_ROOT)]:
        client = await year.client(keeper=keeper)
        after = {feed: position for feed, position in year.after.items() if feed.startswith(f"{keeper}.")}
        for number in (1, 2, 3, 4):
            asked = AskedToday(keeper, unit, Quarter.parse(f"{district.year}-Q{number}"), day)
            named = {"quarter": asked.quarter.name, "unit_code": unit, "lens": "today", "structure_on": day}
            reports[asked] = await client.ask(keeper, ReadQuarter.model_validate({**named, "after": after}))
    async with Owners.of(year.running, NEIGHBOUR) as owners:
        told = {year.keeper: own, NEIGHBOUR: await owners.told()}
    stopped = Event()
    try:
        # In a thread that ends with whoever waits for it, as the other recount (check.py).
        found = await asyncio.to_thread(differences_today, reports, told, stopped)
    finally:
        stopped.set()
    return Today(reports, told, found)


def differences_today(
    reports: Mapping[AskedToday, QuarterReport], told: Told, stopped: Event | None = None
) -> list[str]:
    """Each report against what had been told up to the positions that it names; until stopped."""
    known: dict[str, tuple[dict[str, Raw], list[message.Event]]] = {}
    found = []
    for asked, report in reports.items():
        if stopped is not None and stopped.is_set():
            break
        vectors = {keeper: _vector(report, keeper) for keeper in told}
        # Nearly always one and the same, whose states are worked out once.
        if str(vectors) not in known:
            known[str(vectors)] = _up_to(told, vectors)
        raws, events = known[str(vectors)]
        figures = counted_among(raws, events, asked)
        del figures["quarterly_report"]  # A duty, and no figure of the report.
        found += apart(f"today {asked.keeper} {asked.unit} {asked.quarter.name}", answered(report), figures)
    return found


def _up_to(told: Told, vectors: Mapping[str, Mapping[str, int]]) -> tuple[dict[str, Raw], list[message.Event]]:
    """What each keeper had told up to his positions, and the events of all of them in the order of telling."""
    raws = {keeper: raw(keeper, stored, vectors[keeper]) for keeper, stored in told.items()}
    stored = [one for keeper, all_of_his in told.items() for one in all_of_his if _known(one, vectors[keeper])]
    return raws, [one.event for one in sorted(stored, key=lambda one: one.at)]


def _known(stored: Stored, vector: Mapping[str, int]) -> bool:
    return stored.position <= vector[stored.service]


def _vector(report: QuarterReport, keeper: str) -> dict[str, int]:
    feeds = (feed.split(".") for feed in report.head.known)
    return {service: report.head.known[f"{of}.{service}"] for of, service in feeds if of == keeper}
