"""Stores that are full before anything is measured on them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg

from services.chassis.event_store import EventStore
from services.chassis.feed import Feed
from services.chassis.runtime.prepare import prepare_database
from sinhhoat.generation.told import all_told
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from tests.benchmarks._city_copies import copy
from tests.benchmarks._evening import Evening
from tests.benchmarks._offline import Keeper, Pools, pools_of

TEMPLATE, EVENTS_OF_MEETING = "template", 2
MOST_DECIDED = 1_000
READERS = ("assignments", "ratings", "reporting")
"""Who reads meetings, and has all of them once his tables are made anew."""


async def filled(endpoints: Endpoints, keeper: str, events: int) -> None:
    """Let a keeper's meetings have so many events, of meetings that were held; told and read long ago.

    Some are decided and stored by the meetings service's own application; the rest are their copies, by `append`.
    """
    if not events:
        return
    for name, service in SERVICES.items():
        admin = await asyncpg.connect(endpoints.postgres_migration[name])
        await prepare_database(admin, service, (keeper, TEMPLATE), "real")
        await admin.close()
    meetings = max(1, events // EVENTS_OF_MEETING)
    async with pools_of(endpoints, connections=2) as pools:
        template = await Keeper.open(TEMPLATE, pools)
        await _decide(template, min(meetings, MOST_DECIDED))
        await _copy(template.stores["meetings"], keeper, pools, max(1, meetings // MOST_DECIDED))
        await template.close()
    await all_told(endpoints, (keeper,))


async def _decide(template: Keeper, meetings: int) -> None:
    evening = Evening([uuid4() for _ in range(meetings)])
    client = template.speaking_as(uuid4())
    commands = [evening.record(meeting) for meeting in range(meetings)]
    await client.send(TEMPLATE, commands, at=datetime.now(UTC))


async def _copy(original: EventStore, keeper: str, pools: Pools, times: int) -> None:
    store = await EventStore.open(pools["meetings"], Feed(keeper, "meetings"), original.codec)
    for part in range(times):
        await copy(original, store, part, datetime.now(UTC))
    await store.close()
