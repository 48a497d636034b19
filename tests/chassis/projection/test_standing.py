"""What is looked at beside the reading outlives a database that goes away in the middle of a look."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from prometheus_client import CollectorRegistry

from services.chassis.ending import end
from services.chassis.projection.standing import Standing, StandingMetrics
from tests.eventually import eventually


@dataclass(frozen=True)
class Reader:
    """Reads one history."""

    name: str = "notes_facts"
    sources: tuple[str, ...] = ("notes",)
    schema_sql: Path | None = None


class Pool(asyncpg.Pool):
    """Fails as the driver does when its session ends in the middle of a statement, or as it is told."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, 0

    async def fetch(self, query: str, *args: Any, **more: Any) -> Any:
        self.asked += 1
        raise self.error


def looking(error: Exception) -> tuple[Pool, asyncio.Task[None]]:
    pool = Pool(error)
    metrics = StandingMetrics(CollectorRegistry())
    standing = Standing(pool, [Reader()], ["hoc-mon"], metrics, structlog.get_logger())
    return pool, asyncio.create_task(standing.run())


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
        asyncpg.ConnectionDoesNotExistError("08003"),
        TimeoutError(),
    ],
)
async def test_a_session_that_ends_in_the_middle_ends_no_task(error: Exception) -> None:
    pool, task = looking(error)
    asked: bool = await eventually(lambda: pool.asked == 1)
    await asyncio.wait([task], timeout=0.05)

    assert (asked, task.done()) == (True, False)
    await end(task)


async def test_a_mistake_of_ours_ends_it() -> None:
    _, task = looking(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await task
