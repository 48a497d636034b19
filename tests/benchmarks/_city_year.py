"""Carries a generated district's year out in the histories themselves; a process for each district that decides."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time

import asyncpg
import uvloop

from services.chassis.event_store import EventStore
from services.chassis.feed import Feed
from services.chassis.runtime.prepare import prepare_database
from sinhhoat.asking import person
from sinhhoat.known import Known
from sinhhoat.loading import Loader
from sinhhoat.node import SERVICES
from sinhhoat.simulation.calendar import evening
from sinhhoat.simulation.drive import Driver, Year
from sinhhoat.simulation.people import Cast
from sinhhoat.stack import Endpoints
from tests.benchmarks._city import FIRST_DAY, SEED, YEAR, register_of
from tests.benchmarks._city_copies import copy
from tests.benchmarks._offline import Keeper, pools_of

AT_ONCE = 4
"""Districts that one process writes at a time: while one waits for the disk, another decides."""
COPIES = 12
"""So many districts live the same year: one decides it, the others store it as theirs."""


async def lived(endpoints: Endpoints, districts: Mapping[str, int]) -> None:
    """Write the year of every district (keeper -> cells), in as many processes as there are cores."""
    for name in SERVICES:
        admin = await asyncpg.connect(endpoints.postgres_migration[name])
        await prepare_database(admin, SERVICES[name], tuple(districts), "simulated")
        await admin.close()
    deciding = list(districts)[: -(-len(districts) // COPIES)]
    copies = {
        name: [other for other in list(districts)[place :: len(deciding)] if other != name]
        for place, name in enumerate(deciding)
    }
    await asyncio.gather(*(_in_a_process(endpoints, name, districts[name], copies[name]) for name in deciding))


async def _in_a_process(endpoints: Endpoints, name: str, cells: int, copies: Sequence[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, name, str(cells), *copies), stdin=asyncio.subprocess.PIPE
    )
    await process.communicate(endpoints.to_json().encode())
    if process.returncode:
        raise RuntimeError(f"the year of {name} could not be written")


async def write(endpoints: Endpoints, name: str, cells: int, copies: Sequence[str]) -> None:
    """Write the year of a district, and then that of its copies."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(original: EventStore, other: str) -> None:
        async with turns:
            owner = original.feed.service
            to = await EventStore.open(pools[owner], Feed(other, owner), original.codec)
            await copy(original, to)
            await to.close()

    async with pools_of(endpoints, connections=2 * AT_ONCE) as pools:
        keeper = await Keeper.open(name, pools)
        await _live(keeper, cells)
        await asyncio.gather(*(one(store, other) for other in copies for store in keeper.stores.values()))
        await keeper.close()


async def _live(keeper: Keeper, cells: int) -> None:
    """Load the register, then everything that happened, day by day, by the commands of the simulated year."""
    register, known = register_of(keeper.name, cells), Known()
    staff = keeper.speaking_as(person("node", keeper.name))
    at = evening(FIRST_DAY, time(7, 0))
    loaded = await Loader(staff, keeper.name, lambda sheet, rows: None, at=at).load(register, known)
    if loaded.refused or loaded.not_sent:
        raise RuntimeError(f"{keeper.name}: {(loaded.refused or loaded.not_sent)[0]}")
    year = Year(keeper.name, YEAR, Cast.of(register, known, SEED), f"{SEED}:{keeper.name}", FIRST_DAY)
    # Plans are sealed: reporting reads nothing of them.
    year.visits = [replace(visit, planned_on=None) for visit in year.visits]
    driver = Driver(year, staff, keeper.speaking_as, lambda day: None)
    await driver.adopt_rubrics(FIRST_DAY)
    await driver.run()


if __name__ == "__main__":
    told, named = sys.stdin.read(), sys.argv[1:]
    uvloop.run(write(Endpoints.from_json(told), named[0], int(named[1]), named[2:]))
