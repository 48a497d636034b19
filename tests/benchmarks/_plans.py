"""The plans behind an answer: every statement that it took is run again under EXPLAIN, and what that says condensed."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from asyncpg.connection import LoggedQuery

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
READING, BEFORE_IT = ("SELECT", "WITH"), ("BEGIN", "COMMIT", "ROLLBACK", "SET", "LOCK")
NOT_ITS_OWN = ("pg_advisory_unlock_all", "typeinfo_tree")
"""A session that goes back to its pool is reset, and a new one asks once for the types of what it is told."""
SHARE, SCANS, LETTERS = 0.01, 5, 44

Plan = Mapping[str, Any]


class Recorder:
    """Notes what is said over every session of a pool that was made with `init=recorder.begin`."""

    def __init__(self) -> None:
        self._sessions: list[list[LoggedQuery]] = []

    async def begin(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        said: list[LoggedQuery] = []
        connection.add_query_logger(said.append)
        self._sessions.append(said)

    async def of(self, ask: Callable[[], Awaitable[object]]) -> list[list[LoggedQuery]]:
        """What a question says, by session, in order."""
        for said in self._sessions:
            said.clear()
        await ask()
        # Statements are noted by the loop, after they were answered.
        await asyncio.sleep(0)
        return [list(said) for said in self._sessions if said]


@dataclass
class Statement:
    """One statement of a question, over all times that it was run: milliseconds, pages, and rows looked at."""

    times: int = 0
    planned: float = 0.0
    ran: float = 0.0
    pages: int = 0
    from_disk: int = 0
    nodes: int = 0
    rows: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    looks: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, explained: Plan) -> None:
        """Take in what EXPLAIN has told of one run."""
        root = explained["Plan"]
        self.times += 1
        self.planned += explained["Planning Time"]
        self.ran += explained["Execution Time"]
        self.pages += root["Shared Hit Blocks"] + root["Shared Read Blocks"]
        self.from_disk += root["Shared Read Blocks"]
        nodes = list(_nodes(root))
        self.nodes = max(self.nodes, len(nodes))
        for node in nodes:
            if (through := _scanned(node)) is not None:
                loops = node["Actual Loops"]
                self.looks[through] += loops
                self.rows[through] += round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * loops)

    @property
    def milliseconds(self) -> float:
        return self.planned + self.ran

    def __str__(self) -> str:
        widest = sorted(self.rows, key=lambda one: -self.rows[one])[:SCANS]
        scans = ", ".join(f"{one} {self.rows[one]:,} rows in {self.looks[one]:,}" for one in widest if self.rows[one])
        return (
            f"{self.times:,} ×: planned {self.planned:,.1f} ms, ran {self.ran:,.1f} ms; {self.nodes:,} nodes, "
            f"{self.pages:,} pages, {self.from_disk:,} of them not in the server's memory; {scans or 'no table'}"
        )


async def explained(
    pool: asyncpg.Pool[asyncpg.Record], recorder: Recorder, ask: Callable[[], Awaitable[object]]
) -> dict[str, str]:
    """What a question's statements take, the dearest first; those that take less than a hundredth are left out.

    Each is run again where it stood, behind what its session had set: with a plan of its own, as the first time is.
    """
    found: defaultdict[str, Statement] = defaultdict(Statement)
    for said in await recorder.of(ask):
        async with pool.acquire() as connection:
            for sql, plan in await _run_again(connection, said):
                found[sql].add(plan)
    whole = sum(one.milliseconds for one in found.values())
    ordered = sorted(found.items(), key=lambda one: -one[1].milliseconds)
    return {called(sql): str(one) for sql, one in ordered if one.milliseconds >= SHARE * whole}


async def _run_again(connection: Any, said: Sequence[LoggedQuery]) -> list[tuple[str, Plan]]:
    plans = []
    for one in said:
        sql = one.query.strip()
        if sql.startswith(BEFORE_IT):
            await connection.execute(sql)
        elif sql.startswith(READING) and not any(word in sql for word in NOT_ITS_OWN):
            [told] = json.loads(await connection.fetchval(EXPLAIN + sql, *one.args))
            plans.append((sql, told))
    return plans


def called(sql: str) -> str:
    """How a statement begins and ends: that tells one from another."""
    words = " ".join(sql.split())
    return words if len(words) <= 2 * LETTERS else f"{words[:LETTERS]} … {words[-LETTERS:]} ({len(words):,} letters)"


def _nodes(node: Plan) -> Iterator[Plan]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _scanned(node: Plan) -> str | None:
    """The index that a node goes through, or the table that it reads from one end to the other."""
    if "Index Name" in node:
        return str(node["Index Name"])
    return f"all of {node['Relation Name']}" if node["Node Type"] == "Seq Scan" else None
