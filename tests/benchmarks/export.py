"""The quarter of a district as files: what answering takes, and what writing and verifying each format takes.

The district is one that `sinhhoat generate city` makes; asked is the read model itself. Goal: 2 s for answer and PDF.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

from contracts.reporting import ReadQuarter
from services.reporting.application import Reporting
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import FactsOfKeeper
from sinhhoat.exports import answers
from sinhhoat.exports.answers import Answered
from sinhhoat.exports.closing import Closing
from sinhhoat.exports.files import FORMATS, recognised, written
from sinhhoat.exports.languages import VIETNAMESE
from sinhhoat.exports.letterhead import Letterhead
from sinhhoat.exports.verifying import compare
from sinhhoat.generation.plan import CityPlan, wards_of
from sinhhoat.stack import Endpoints
from tests.benchmarks._generated import FIRST, SEED, made
from tests.benchmarks._pace import spread

ROUNDS = 10


async def run(endpoints: Endpoints, *, cells: int = 290, quarters: int = 1) -> dict[str, Any]:
    """`cells` of one district."""
    plan = CityPlan(cells, 1, quarters, SEED, FIRST)
    await made(endpoints, plan)
    [district] = wards_of(plan)
    query = ReadQuarter(quarter=Quarter.of(plan.last).name)
    async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=1) as pool:
        reporting = Reporting(FactsOfKeeper(pool, district.keeper, True, dict))
        answering, to_pdf, report = [], [], await reporting.quarter(query)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            report = await reporting.quarter(query)
            answering.append(time.perf_counter() - began)
            as_file(answers.of_quarter(report), ".pdf")
            to_pdf.append(time.perf_counter() - began)
    answered = answers.of_quarter(report)
    formats = {suffix: _format(answered, suffix) for suffix in FORMATS}
    return {"cells": cells, "answer": spread(answering), "answer and PDF": spread(to_pdf), **formats}


def as_file(answered: Answered, suffix: str) -> bytes:
    """What `report quarter --to` writes."""
    return written(answered, Path(f"quarter{suffix}"), VIETNAMESE, Letterhead(), Closing(closed=False))


def _format(answered: Answered, suffix: str) -> dict[str, Any]:
    data = as_file(answered, suffix)
    found = recognised(data)
    assert found
    return {
        "KiB": len(data) / 1024,
        "written": spread(_seconds(lambda: as_file(answered, suffix))),
        "compared": spread(_seconds(lambda: compare(data, *found, answered))),
    }


def _seconds(act: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return taken
