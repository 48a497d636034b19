"""What is looked at beside the reading outlives a database that goes away in the middle of a look."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from services.chassis.ending import end
from services.chassis.feed import SEALED
from services.chassis.projection.standing import Standing, StandingMetrics
from services.chassis.runtime.sealed_health import SealedHealth
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


class Away(Pool):
    """Holds one parked event and a rebuild under way, and can be taken away."""

    def __init__(self) -> None:
        super().__init__(asyncpg.ConnectionDoesNotExistError("08003"))
        self.away = False

    async def fetch(self, query: str, *args: Any, **more: Any) -> Any:
        if self.away:
            return await super().fetch(query)
        if "parked" in query:
            return [{"projection": "notes_facts", "feed": "hoc-mon.notes", "parked": 1}]
        return [{"projection": "notes_facts", "passed": 3, "known": 7}]


async def test_what_cannot_be_read_is_not_shown_as_it_was_before() -> None:
    registry, pool = CollectorRegistry(), Away()
    standing = Standing(pool, [Reader()], ["hoc-mon"], StandingMetrics(registry), structlog.get_logger())

    def shown() -> list[float]:
        return sorted(sample.value for metric in registry.collect() for sample in metric.samples)

    await standing.look()
    assert shown() == [1, 3, 7]

    pool.away = True
    task = asyncio.create_task(standing.run())
    await eventually(lambda: pool.asked == 1)
    await eventually(lambda: shown() == [])
    await end(task)


class Connected(Client):
    """A bus that is there."""

    @property
    def is_connected(self) -> bool:
        return True


class Later(Standing):
    """Its clock is put forward by so many seconds."""

    def put_forward(self, seconds: float) -> None:
        now = self._time()
        self._time = lambda: now + seconds


async def test_a_sealed_side_that_nobody_could_look_at_for_a_minute_is_not_called_healthy_until_somebody_looks() -> (
    None
):
    pool = Away()
    sealed = Later(
        pool, [Reader(sources=(SEALED,))], ["hoc-mon"], StandingMetrics(CollectorRegistry()), structlog.get_logger()
    )
    health = SealedHealth(Connected(), [], [], sealed)
    assert health.healthy()
    sealed.put_forward(100)
    assert not health.healthy()

    await sealed.look()

    assert health.healthy()


async def test_where_nothing_sealed_is_read_nothing_is_missed() -> None:
    none = Later(Away(), [Reader()], ["hoc-mon"], StandingMetrics(CollectorRegistry()), structlog.get_logger())
    none.put_forward(100)

    assert none.sealed_unseen() == 0
