"""Reports of a generated city in every lens, of all its wards and of one; evidence, diff of revisions, a file.

The city is the one that `sinhhoat generate city` makes. Asked are the read models themselves: what the bus adds is
measured by `commands`. Goals stand beside what has one; they are those of 24,000 cells in 126 wards.
"""

from __future__ import annotations

import time
from typing import Any

import asyncpg

from services.reporting.quarters import Quarter
from services.reporting.read_models.totals import Totals
from sinhhoat.stack import Endpoints
from tests.benchmarks._city_questions import Ask, Question, questions
from tests.benchmarks._generated import made, plan_of
from tests.benchmarks._pace import spread
from tests.benchmarks._plans import Recorder, explained
from tests.benchmarks._signed_city import largest_of, place_of, sign

SESSIONS = 4
LATE = 24
"""Events of each ward that are told after its report was closed, one cause or so each."""
ROUNDS, SECONDS = 100, 10.0
"""How often each question is asked at most, and for how long."""


async def run(endpoints: Endpoints, *, cells: int = 950, quarters: int = 2, plans: int = 0) -> dict[str, Any]:
    """The long form has 24,000 cells and 8 quarters: the goals are for that. `plans`: not 0, and plans are shown."""
    plan = plan_of(cells, quarters)
    told = await made(endpoints, plan)
    largest, recorder = largest_of(plan), Recorder()
    url = endpoints.postgres_service["reporting"]
    async with asyncpg.create_pool(url, min_size=SESSIONS, max_size=SESSIONS) as pool:
        counted = await _counted_anew(pool, Quarter.of(plan.last).name)
        await _analysed(endpoints)
        began = time.perf_counter()
        await sign(pool, plan, LATE)
        signed = time.perf_counter() - began
        async with place_of(pool, largest.keeper) as place:
            found = {one.name: await _answered(one) for one in await questions(plan, place)}
    if plans:
        async with (
            asyncpg.create_pool(url, min_size=SESSIONS, max_size=SESSIONS, init=recorder.begin) as pool,
            place_of(pool, largest.keeper) as place,
        ):
            shown = {one.name: await explained(pool, recorder, one.ask) for one in await questions(plan, place)}
            found = {name: {**figures, "plans": shown[name]} for name, figures in found.items()}
    return {
        "cells": cells,
        "wards": plan.wards,
        "cells of the largest ward": len(largest.cells),
        **told,
        "all wards counted anew, s": counted,
        "their reports closed, the largest restated, s": signed,
        **found,
        "facts, MiB": await _megabytes(endpoints),
    }


async def _counted_anew(pool: asyncpg.Pool[asyncpg.Record], quarter: str) -> float:
    """Seconds until the quarters of all wards are kept; those that are kept already are not counted."""
    began = time.perf_counter()
    await Totals(pool, simulated=True).sums(quarter)
    return time.perf_counter() - began


async def _analysed(endpoints: Endpoints) -> None:
    """As the server does by itself after a while: what is kept was written a moment ago."""
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    for name in await admin.fetchval(
        "SELECT array_agg(tablename) FROM pg_tables WHERE schemaname = 'reporting_totals'"
    ):
        await admin.execute(f"ANALYZE reporting_totals.{name}")
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
