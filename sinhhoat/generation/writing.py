"""A process that makes some wards and writes their histories; it says on standard output what it has written."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date

import asyncpg
import uvloop

from services.chassis.event_store.bulk import write_history
from services.chassis.event_store.rows import Submission
from services.chassis.feed import Feed
from services.chassis.runtime.garbage import look_seldom
from sinhhoat.generation.deciding import GatheringKeeper, city_standards, constants_of, stamp_of
from sinhhoat.generation.offline import OWNERS
from sinhhoat.generation.plan import CITY, CityPlan, wards_of
from sinhhoat.generation.ward import Person, Ward
from sinhhoat.stack import Endpoints

CELLS_OF_STORY, MOST_STORIES = 100, 60
PEOPLE = ("keeper", "person_id", "code", "name")
Histories = Mapping[str, Sequence[Submission]]


def stories_of(plan: CityPlan) -> int:
    """How many stories are decided; a multiple of five, so that the cells of an observer are never visited at once."""
    return max(5, min(MOST_STORIES, plan.cells // CELLS_OF_STORY // 5 * 5))


async def write(endpoints: Endpoints, plan: CityPlan, keepers: Sequence[str]) -> AsyncIterator[tuple[str, int]]:
    """Make and write these keepers; each with the number of its events, once all of it is stored."""
    city = GatheringKeeper(CITY)
    standards, constants = await city_standards(city, plan), constants_of(city)
    stamps = [await stamp_of(plan, number, standards, constants) for number in range(stories_of(plan))]
    wards = {ward.keeper: ward for ward in wards_of(plan)}
    for keeper in keepers:
        if keeper == CITY:
            gathered = {owner: store.submissions for owner, store in city.stores.items()}
            yield keeper, await _store(endpoints, keeper, gathered, ())
            continue
        ward = Ward(plan, wards[keeper], stamps, standards)
        await ward.live()
        histories = {owner: [entry.submission for entry in entries] for owner, entries in ward.histories.items()}
        yield keeper, await _store(endpoints, keeper, histories, ward.people)
        # A ward carries out one of its keeper's commands itself, so it is in a circle, and garbage is looked for
        # seldom: without this all wards would be in memory at the end.
        del ward, histories
        gc.collect()


async def _store(endpoints: Endpoints, keeper: str, histories: Histories, people: Sequence[Person]) -> int:
    """Each history in a transaction of its own, and with that of the registry the names of its people."""
    written = 0
    for owner in OWNERS:
        async with as_owner(endpoints, owner) as connection, connection.transaction():
            head = await write_history(connection, Feed(keeper, owner), histories.get(owner, ()))
            if owner == "registry":
                await connection.copy_records_to_table(
                    "person", schema_name="registry_people", columns=PEOPLE, records=people
                )
        written += head.position
    return written


@asynccontextmanager
async def as_owner(endpoints: Endpoints, service: str) -> AsyncIterator[asyncpg.Connection]:
    """A session that acts as the owner of the service's tables."""
    connection = await asyncpg.connect(endpoints.admin_url(service), server_settings={"role": f"{service}_owner"})
    try:
        yield connection
    finally:
        await connection.close()


def told(plan: CityPlan) -> str:
    """The plan for another process."""
    return json.dumps(asdict(plan), default=str)


def plan_of(text: str) -> CityPlan:
    """The plan that was told."""
    fields = json.loads(text)
    return CityPlan(**{**fields, "first": date.fromisoformat(fields["first"])})


async def _main() -> None:
    endpoints, plan = Endpoints.from_json(sys.stdin.readline()), plan_of(sys.stdin.readline())
    async for keeper, events in write(endpoints, plan, sys.argv[1:]):
        print(keeper, events, flush=True)


if __name__ == "__main__":
    look_seldom()
    uvloop.run(_main())
