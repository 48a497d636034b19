"""Reports of a generated city, as now and of another moment: of all its wards and of one, coverage, evidence.

The city is the one that `sinhhoat generate city` makes. Asked are the read models themselves: what the bus adds is
measured by `commands`. Goals: design section 14.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.totals import Totals
from sinhhoat.generation.city import generate
from sinhhoat.generation.plan import CityPlan, wards_of
from sinhhoat.stack import Endpoints
from tests.benchmarks._pace import spread

CELLS_OF_WARD, SEED, FIRST = 190, 7, date(2025, 1, 1)
ROUNDS, FEW = 100, 5
"""Questions of each kind; of those for which every ward is counted there are few."""
FIGURE = "attendance_regular"
Ask = Callable[[], Awaitable[object]]


async def run(endpoints: Endpoints, *, cells: int = 950, quarters: int = 2) -> dict[str, Any]:
    """The long form has 24,000 cells and 8 quarters: the goals are for that."""
    plan = CityPlan(cells, max(1, cells // CELLS_OF_WARD), quarters, SEED, FIRST)
    told = await made(endpoints, plan)
    quarter = Quarter.of(plan.last).name
    largest = max(wards_of(plan), key=lambda ward: len(ward.cells))
    async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=2, max_size=2) as pool:
        counting = Reporting(FactsOfKeeper(pool, largest.keeper, True, dict))
        keeping = replace(counting, totals=Totals(pool, simulated=True))
        city = ReadCityQuarter(quarter=quarter)
        begun = time.perf_counter()
        await keeping.city_quarter(city)
        counted = time.perf_counter() - begun
        await pool.execute("ANALYZE reporting_totals.kept")
        known = (await keeping.city_quarter(city)).total.head.known
        then = city.model_copy(update={"known": {feed: max(0, at - 1) for feed, at in known.items()}})
        today = city.model_copy(update={"lens": "today", "structure_on": plan.last})
        return {
            "cells": cells,
            "wards": plan.wards,
            "cells of the largest ward": len(largest.cells),
            **told,
            "all wards counted anew, s": counted,
            "quarter of the city": spread(await _seconds(lambda: keeping.city_quarter(city))),
            "the same, as known before the last event": spread(await _seconds(lambda: keeping.city_quarter(then), FEW)),
            "the same, under the structure of a day": spread(await _seconds(lambda: keeping.city_quarter(today), FEW)),
            "quarter of the largest ward": spread(await _seconds(lambda: keeping.quarter(_quarter(quarter)))),
            "the same, counted": spread(await _seconds(lambda: counting.quarter(_quarter(quarter)))),
            "its coverage": spread(await _seconds(lambda: counting.coverage(ReadCoverage(quarter=quarter)))),
            "evidence of a figure": spread(await _seconds(lambda: counting.evidence(_evidence(quarter)))),
            "facts, MiB": await _megabytes(endpoints),
        }


async def made(endpoints: Endpoints, plan: CityPlan) -> dict[str, float]:
    """Make the city; nothing is told of one that is there already."""
    began = time.perf_counter()
    finished: dict[str, float] = {}

    def progress(name: str, events: int) -> None:
        finished["reporting" if name == "reporting" else "histories"] = time.perf_counter() - began

    try:
        events = await generate(endpoints, plan, progress, ["reporting"])
    except Refused as refused:
        if refused.code != "store_not_empty":
            raise
        return {}
    rebuilding = finished["reporting"] - finished["histories"]
    return {
        "events": events,
        "histories written, events/s": events / finished["histories"],
        "facts made of them, events/s": events / rebuilding,
    }


async def _seconds(ask: Ask, rounds: int = ROUNDS) -> list[float]:
    """How long each of the rounds took; one that nobody counts goes before."""
    taken = []
    await ask()
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        taken.append(time.perf_counter() - began)
    return taken


def _quarter(quarter: str) -> ReadQuarter:
    return ReadQuarter(quarter=quarter)


def _evidence(quarter: str) -> ReadEvidence:
    return ReadEvidence(figure=FIGURE, quarter=quarter)


async def _megabytes(endpoints: Endpoints) -> float:
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    bytes_ = await admin.fetchval("SELECT pg_database_size(current_database())")
    await admin.close()
    return float(bytes_) / 2**20
