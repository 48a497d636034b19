"""One year of a whole city, replayed: reporting's tables made from nothing out of the owners' histories.

The year is that of the demo (`sinhhoat/simulation`), written by the services' own application methods and `append`;
what rebuilds is `sinhhoat replay reporting`, and the owners are service processes. The second time it finds full
tables and compares all rows with them. Docs and limits: docs/measurements.md.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg

from sinhhoat.generation.told import all_told
from sinhhoat.processes import Processes
from sinhhoat.stack import Endpoints
from tests.benchmarks._city import districts
from tests.benchmarks._city_year import lived
from tests.benchmarks._offline import OWNERS
from tests.benchmarks._replay import announced, replayed
from tests.benchmarks._usage import Trees, postmaster_of, watched

SIZE = """SELECT relname, pg_total_relation_size(oid) FROM pg_class
           WHERE relkind = 'r' AND relnamespace = $1::text::regnamespace"""
MEBIBYTE = 2**20
WHO = ("rebuild", "owners", "PostgreSQL")


async def run(endpoints: Endpoints, *, cells: int = 2_400) -> dict[str, Any]:
    """The long form has 24,000 cells: design section 14."""
    keepers = districts(cells)
    began = time.perf_counter()
    await lived(endpoints, keepers)
    wrote = time.perf_counter() - began
    rows = await all_told(endpoints, tuple(keepers))
    with tempfile.TemporaryDirectory() as directory:
        async with announced(endpoints, tuple(keepers), "simulated", Path(directory)) as node:
            trees = await _trees(endpoints, node)
            first = await _replayed(endpoints, Path(directory), trees, "--accept")
            second = await _replayed(endpoints, Path(directory), trees)
    return {
        "cells": cells,
        "districts": len(keepers),
        "events stored": rows,
        "writing the year, events/s": rows / wrote,
        "from nothing": first,
        "again, compared with all rows": second,
        "histories, MiB": await _histories(endpoints),
        "reporting's tables, MiB": await _tables(endpoints),
    }


async def _replayed(endpoints: Endpoints, directory: Path, trees: Trees, *options: str) -> dict[str, Any]:
    """Replay reporting in a process of its own; events, seconds, and what it took of memory and processor time."""
    trees.pop("rebuild", None)
    began = time.perf_counter()
    async with watched(trees) as usage:
        rebuilt = await replayed(
            "reporting", directory, *options, started=lambda process: trees.update(rebuild=(process,))
        )
    took = time.perf_counter() - began
    events = sum(one["events"] for one in rebuilt)
    return {
        "events": events,
        "seconds": took,
        "events/s": events / took,
        **{f"CPU of {name}, µs/event": usage.seconds[name] / events * 1e6 for name in WHO},
        **{f"peak memory of {name}, MiB": usage.memory[name] for name in WHO},
    }


async def _trees(endpoints: Endpoints, node: Processes) -> Trees:
    server = await asyncpg.connect(endpoints.admin_url("reporting"))
    postmaster = postmaster_of(server.get_server_pid())
    await server.close()
    return {"owners": tuple(node.children[name].pid for name in OWNERS), "PostgreSQL": (postmaster,)}


async def _histories(endpoints: Endpoints) -> dict[str, float]:
    sizes = {}
    for owner in OWNERS:
        server = await asyncpg.connect(endpoints.admin_url(owner))
        sizes[owner] = await server.fetchval("SELECT pg_database_size(current_database())") / MEBIBYTE
        await server.close()
    return sizes


async def _tables(endpoints: Endpoints) -> Mapping[str, float]:
    """The largest tables with their indexes."""
    server = await asyncpg.connect(endpoints.admin_url("reporting"))
    sizes = {name: size / MEBIBYTE for name, size in await server.fetch(SIZE, "reporting_facts") if size > MEBIBYTE}
    await server.close()
    return dict(sorted(sizes.items(), key=lambda table: -table[1]))
