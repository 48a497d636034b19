"""What a scenario looks at: figures of a report, what was decided, and what becomes so only after a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

PAUSE = 0.05
T = TypeVar("T")


class Failed(Exception):
    """What did not come out as the scenario says, in one sentence."""


def figures_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Every figure of a quarter by its key; coverage as `assigned_…` and `visited_…`; stocks by their names."""
    stocks = {name: report[name] for name in ("members", "observers", "assignments")} | report["units"]
    found = {name: {"numerator": stock, "denominator": None} for name, stock in stocks.items()}
    found |= {figure["key"]: figure for figure in report["figures"]}
    found |= {figure["key"]: figure for figure in report["coverage"]}
    return found | {figure["key"]: figure for figure in report["visited_coverage"]}


def value_at(decided: Any, path: str, about: str) -> Any:
    """`pairs.0.assignment_id` in what was decided."""
    for name in path.split("."):
        try:
            decided = decided[int(name)] if isinstance(decided, list) else decided[name]
        except (KeyError, IndexError, ValueError, TypeError):
            raise Failed(f"{about}: nothing decided at {path}: {decided}") from None
    return decided


async def soon(look: Callable[[], Awaitable[T | str]], within: float) -> T:
    """Look until there is an answer other than a sentence about what is wrong; Failed with the last one."""
    until = time.monotonic() + within
    while isinstance(found := await look(), str):
        if time.monotonic() > until:
            raise Failed(found)
        await asyncio.sleep(PAUSE)
    return found
