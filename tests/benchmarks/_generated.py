"""The city that `sinhhoat generate city` makes, and how fast it was made."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import asyncpg

from services.chassis.errors import Refused
from sinhhoat.generation.city import generate
from sinhhoat.generation.plan import CityPlan
from sinhhoat.stack import Endpoints
from tests.benchmarks._usage import Trees, postmaster_of, watched

CELLS_OF_WARD, SEED, FIRST = 190, 7, date(2025, 1, 1)
FEWEST = 9
"""Keepers of which the first third can be told from the last."""


def plan_of(cells: int, quarters: int) -> CityPlan:
    """A ward for each 190 cells: 126 for 24,000."""
    return CityPlan(cells, max(1, cells // CELLS_OF_WARD), quarters, SEED, FIRST)


class Written(NamedTuple):
    """A keeper whose histories are written: when (seconds of `perf_counter`), and how many events."""

    at: float
    events: int


async def made(endpoints: Endpoints, plan: CityPlan) -> dict[str, float]:
    """Make the city; nothing is told of one that is there already. Raises RuntimeError where a part of it is there."""
    written: list[Written] = []

    def progress(name: str, events: int) -> None:
        if name != "reporting":
            written.append(Written(time.perf_counter(), events))

    began = time.perf_counter()
    async with watched(await _trees(endpoints)) as usage:
        try:
            events = await generate(endpoints, plan, progress, ["reporting"])
        except Refused as refused:
            if refused.code != "store_not_empty":
                raise
            await _check_whole(endpoints)
            return {}
    last = written[-1].at
    return {
        "events": events,
        "until the first ward is written, s": written[0].at - began,
        "histories written, events/s": events / (last - began),
        **steady(written),
        "facts made of them, events/s": events / (time.perf_counter() - last),
        "peak memory meanwhile, MiB": usage.memory["all"],
        "PostgreSQL's of it, MiB": usage.memory["PostgreSQL"],
    }


def steady(written: Sequence[Written]) -> dict[str, float]:
    """What slows down as there is more is below 1."""
    third = len(written) // 3
    if len(written) < FEWEST:
        return {}
    first, last = _pace(written[:third]), _pace(written[-third:])
    return {"their last third beside their first": last / first}


def _pace(written: Sequence[Written]) -> float:
    """Events a second."""
    return sum(one.events for one in written[1:]) / (written[-1].at - written[0].at)


async def _trees(endpoints: Endpoints) -> Trees:
    server = await asyncpg.connect(endpoints.admin_url("reporting"))
    postmaster = postmaster_of(server.get_server_pid())
    await server.close()
    return {"all": (os.getpid(),), "PostgreSQL": (postmaster,)}


async def _check_whole(endpoints: Endpoints) -> None:
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    read = await admin.fetchval("SELECT EXISTS (SELECT FROM reporting_facts.told)")
    await admin.close()
    if not read:
        raise RuntimeError("the making of this city broke off: remove its directory")
