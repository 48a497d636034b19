"""What somebody who may not know of plans can see of a running system, and where two runs differ in it.

Bytes are compared as they are: nothing is normalised. Left out is only what design.md leaves out of the promise,
execution time and totals of processes and servers; they depend on the machine in any two runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import asyncpg
from pydantic import BaseModel

from services.chassis.feed import SEALED, Feed

Observed: TypeAlias = Mapping[str, str]
"""Where something was seen -> what was seen there."""

OF_TIME = re.compile(
    r"sinhhoat_(?:request_seconds_(?:bucket|sum)"
    r"|append_(?:lock_wait_)?seconds_(?:bucket|sum|count)|append_batch_\w+_(?:bucket|count)"
    r"|projection_batch_messages_|projection_duplicates_total)"
)
"""Series whose value is execution time, or a matter of it: how many events or commands come in one batch, and what
comes twice. Their names and labels are compared, and so is all of every series not named here.
"""

WHETHER_YET = ('{contract="feed.read"', "sinhhoat_duties", "sinhhoat_coverage_cells")
"""Whether there is such a series, and of when it tells, is a matter of time: pages of a feed are asked for by readers
that were late, and duties are counted a minute after they were counted before. So who looks has them counted himself.
"""


async def rows_seen(admin_url: str, feeds: Iterable[Feed]) -> Observed:
    """Every row of the histories that are not sealed, and every remembered answer."""
    seen: dict[str, str] = {}
    admin = await asyncpg.connect(admin_url)
    try:
        for feed in (feed for feed in feeds if feed.service != SEALED):
            rows = await admin.fetch(f"SELECT * FROM {feed.schema}.stored_events ORDER BY notification_id")
            seen |= {f"row {feed} {row['notification_id']}": _exact(row) for row in rows}
            answers = await admin.fetch(f"SELECT command_id, last_position, reply FROM {feed.schema}.commands")
            seen |= {f"answer {feed} {row['command_id']}": _exact(row) for row in answers}
    finally:
        await admin.close()
    return seen


def replies_seen(replies: Mapping[str, BaseModel | str]) -> Observed:
    """Outcomes and answers by the name of what was asked."""
    return {
        f"reply {name}": reply if isinstance(reply, str) else reply.model_dump_json() for name, reply in replies.items()
    }


def metrics_seen(service: str, text: str) -> Observed:
    """What a scraper sees of a process: every line of the answer of /metrics."""
    seen = {}
    for line in text.splitlines():
        series, _, value = ("", "", line) if line.startswith("#") else line.rpartition(" ")
        if not any(name in series for name in WHETHER_YET):
            seen[f"metric {service} {series or line}"] = "a matter of time" if OF_TIME.match(series) else value
    return seen


def logs_seen(lines: Sequence[Mapping[str, Any]]) -> Observed:
    """The lines of a log, however often and in whatever order they came: both depend on time."""
    return {f"log {json.dumps(line, sort_keys=True, default=str)}": "said" for line in lines}


def merged(*parts: Observed) -> Observed:
    """Everything that was seen."""
    return {where: what for part in parts for where, what in part.items()}


def differences(one: Observed, other: Observed) -> list[str]:
    """Where the two differ, or only one of them saw anything; empty where nothing can be learned."""
    return sorted(where for where in one.keys() | other.keys() if one.get(where) != other.get(where))


def _exact(row: asyncpg.Record) -> str:
    return repr([(name, bytes(value) if isinstance(value, memoryview) else value) for name, value in row.items()])
