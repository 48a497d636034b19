"""A load that keeps its pace whatever becomes of it, and how its latencies are told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

Act = Callable[[int, float], Awaitable[None]]
"""Told its number and when it was due (seconds of `perf_counter`)."""


async def at_pace(rate: int, acts: int, act: Act) -> None:
    """Begin `rate` acts a second, each when it is due and never later because an earlier one is not done.

    So whoever measures from when an act was due counts the waiting that a slow answer brings to those behind it.
    """
    began = time.perf_counter()
    async with asyncio.TaskGroup() as under_way:
        for number in range(acts):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            under_way.create_task(_begun(act, number, due))


async def _begun(act: Act, number: int, due: float) -> None:
    await act(number, due)


def spread(seconds: Sequence[float]) -> dict[str, Any]:
    """Percentiles in milliseconds."""
    ordered = sorted(seconds)
    at = {"p50, ms": 0.5, "p95, ms": 0.95, "p99, ms": 0.99, "max, ms": 1.0}
    return {name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for name, share in at.items()}
