"""Makes a whole simulated city: empty stores, then every ward's histories, then what services keep of them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from typing import Any, TypeVar

import asyncpg

from services.chassis.event_store.restoring import Restoring
from services.chassis.feed import Feed
from services.chassis.runtime.prepare import prepare_database
from sinhhoat.generation import rebuilding, writing
from sinhhoat.generation.offline import OWNERS
from sinhhoat.generation.plan import CityPlan
from sinhhoat.generation.told import all_told
from sinhhoat.generation.writing import as_owner, told
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from sinhhoat.stack.errors import StackError

T = TypeVar("T")

Progress = Callable[[str, int], None]
"""Told of each keeper that is written and each service that is made: its name, and how many events that were."""


async def generate(endpoints: Endpoints, plan: CityPlan, progress: Progress, services: Sequence[str]) -> int:
    """Write the city into stores that must be empty, and make these services' tables; how many events it has.

    Refused `store_not_empty` before anything is written; MigrationRefused where a store is a real one.
    """
    await _prepared(endpoints, plan)
    await _check_empty(endpoints, plan)
    events = await _written(endpoints, plan, progress)
    await all_told(endpoints, plan.keepers)
    await _made(endpoints, plan, progress, services)
    return events


async def _prepared(endpoints: Endpoints, plan: CityPlan) -> None:
    """The tables of all services at the same time: each has its own database, and a schema for each keeper."""

    async def prepare(name: str) -> None:
        admin = await asyncpg.connect(endpoints.postgres_migration[name])
        try:
            await prepare_database(admin, SERVICES[name], plan.keepers, "simulated")
        finally:
            await admin.close()

    await together(map(prepare, SERVICES))


async def _check_empty(endpoints: Endpoints, plan: CityPlan) -> None:
    for owner in OWNERS:
        async with as_owner(endpoints, owner) as connection:
            for keeper in plan.keepers:
                await Restoring(connection, Feed(keeper, owner)).check_empty()


async def _written(endpoints: Endpoints, plan: CityPlan, progress: Progress) -> int:
    """The wards dealt out to as many processes as there are processors."""
    keepers, processes = plan.keepers, min(os.cpu_count() or 1, plan.wards)
    parts = [keepers[place::processes] for place in range(processes)]
    return sum(await together(_process(endpoints, plan, part, progress) for part in parts))


async def _made(endpoints: Endpoints, plan: CityPlan, progress: Progress, services: Sequence[str]) -> None:
    turns = asyncio.Semaphore(os.cpu_count() or 1)

    async def make(service: str) -> None:
        made = _lines(rebuilding.__name__, [service, *plan.keepers], endpoints.to_json())
        async with turns, aclosing(made) as lines:
            async for line in lines:
                progress(service, int(line))

    await together(map(make, services))


async def _process(endpoints: Endpoints, plan: CityPlan, keepers: Sequence[str], progress: Progress) -> int:
    total = 0
    async with aclosing(_lines(writing.__name__, keepers, endpoints.to_json(), told(plan))) as lines:
        async for line in lines:
            keeper, events = line.split()
            progress(keeper, int(events))
            total += int(events)
    return total


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each came to, all at the same time. Once one fails the others are ended and waited for; its error is raised.

    Nothing goes on writing into a city that is not made, and no process or session outlives the call.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


async def _lines(module: str, arguments: Sequence[str], *given: str) -> AsyncGenerator[str, None]:
    """What a module run as a process says; it ends with us, for its input does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{line}\n" for line in given).encode())
    await process.stdin.drain()
    try:
        async for line in process.stdout:
            yield line.decode()
        if await process.wait():
            raise StackError(
                f"Không tạo được: tiến trình {module} kết thúc với mã {process.returncode}. / "
                f"Could not be made: the process {module} ended with {process.returncode}."
            )
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
