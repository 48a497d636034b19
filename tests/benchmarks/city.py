"""Reports of a generated city in every lens, of all its wards and of one; evidence, diff of revisions, a file.

The city is the one that `sinhhoat generate city` makes. Asked are the read models themselves: what the bus adds is
measured by `commands`. Goals stand beside what has one; they are those of 24,000 cells in 126 wards. A larger city is
one of at most so many whose wards are copied in reporting (`_copied_wards` says what of that is real).
"""

from __future__ import annotations

import time
from typing import Any

import asyncpg

from services.reporting.quarters import Quarter
from services.reporting.read_models.totals import Totals
from sinhhoat.generation.plan import wards_of
from sinhhoat.stack import Endpoints
from tests.benchmarks._city_questions import Ask, Question, questions
from tests.benchmarks._copied_wards import check_alike, copied, copies_of
from tests.benchmarks._generated import made, plan_of
from tests.benchmarks._pace import spread
from tests.benchmarks._plans import Recorder, explained
from tests.benchmarks._signed_city import largest_of, place_of, sign

SESSIONS = 4
LATE = 24
"""Events of each ward that are told after its report was closed, one cause or so each."""
ROUNDS, SECONDS = 100, 10.0
"""How often each question is asked at most, and for how long."""

TOLD = 24_000
"""The most cells that are made through events, some 37 for each cell and quarter."""


async def run(endpoints: Endpoints, *, cells: int = 950, quarters: int = 2, plans: int = 0) -> dict[str, Any]:
    """The long form has 24,000 cells and 8 quarters: the goals are for that. `plans`: not 0, and plans are shown."""
    told_cells, copies = parts_of(cells)
    plan = plan_of(told_cells, quarters)
    told = await made(endpoints, plan)
    wards, largest, recorder = [ward.keeper for ward in wards_of(plan)], largest_of(plan), Recorder()
    keepers = sorted({*wards, *(copy for ward in wards for copy in copies_of(ward, copies))})
    url = endpoints.postgres_service["reporting"]
    async with asyncpg.create_pool(url, min_size=SESSIONS, max_size=SESSIONS) as pool:
        began = time.perf_counter()
        await sign(pool, plan, LATE)
        signed = time.perf_counter() - began
        told |= await copied(endpoints, wards, copies)
        counted = await _counted_anew(pool, Quarter.of(plan.last).name)
        await check_alike(pool, wards, copies, Quarter.of(plan.last).name)
        await _vacuumed(endpoints)
        async with place_of(pool, largest.keeper) as place:
            found = {one.name: await _answered(one) for one in await questions(plan, place, keepers)}
    if plans:
        async with (
            asyncpg.create_pool(url, min_size=SESSIONS, max_size=SESSIONS, init=recorder.begin) as pool,
            place_of(pool, largest.keeper) as place,
        ):
            asked = await questions(plan, place, keepers)
            shown = {one.name: await explained(pool, recorder, one.ask) for one in asked}
            found = {name: {**figures, "plans": shown[name]} for name, figures in found.items()}
    return {
        "cells": told_cells * (1 + copies),
        "wards": len(keepers),
        "made by copying": copies > 0,
        "wards that were told": len(wards),
        "cells of the largest ward": len(largest.cells),
        **told,
        "all wards counted anew, s": counted,
        "reports of the told wards closed, the largest restated, s": signed,
        **found,
        "facts, MiB": await _megabytes(endpoints),
    }


def parts_of(cells: int) -> tuple[int, int]:
    """How many cells are told, and how often they are copied: as often as it takes for no more than TOLD of them."""
    copies = -(-cells // TOLD) - 1
    return cells // (1 + copies), copies


async def _counted_anew(pool: asyncpg.Pool[asyncpg.Record], quarter: str) -> float:
    """Seconds until the quarters of all wards are kept; those that are kept already are not counted."""
    began = time.perf_counter()
    await Totals(pool, simulated=True).sums(quarter)
    return time.perf_counter() - began


async def _vacuumed(endpoints: Endpoints) -> None:
    """As the server does by itself after a while, here before anything is asked: all was written a moment ago."""
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    await admin.execute("VACUUM (ANALYZE)")
    await admin.close()


async def _answered(question: Question) -> dict[str, Any]:
    """The first answer stands by itself: what it leaves behind, in memory or in tables, is there for the others."""
    first = await _seconds(question.ask)
    taken: list[float] = []
    while not taken or (len(taken) < ROUNDS and sum(taken) < SECONDS):
        taken.append(await _seconds(question.ask))
    goal = {} if question.goal is None else {"goal, ms": question.goal}
    return {"first, ms": first * 1_000, **spread(taken), **goal, "asked": 1 + len(taken)}


async def _seconds(ask: Ask) -> float:
    began = time.perf_counter()
    await ask()
    return time.perf_counter() - began


async def _megabytes(endpoints: Endpoints) -> float:
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    bytes_ = await admin.fetchval("SELECT pg_database_size(current_database())")
    await admin.close()
    return float(bytes_) / 2**20
