"""Every reader's tables a second time, made from nothing by the owners' pages alone, to compare the live ones with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg

from contracts.feed import FeedPage, ReadFeed
from services.chassis.call import Actor, Role, service_id
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.projection import Projection, prepare
from services.chassis.projection.rebuild import RebuildRefused, comparison, live, schemas
from services.chassis.projection.rebuild.building import Builder
from services.chassis.projection.rebuild.elsewhere import Elsewhere
from services.chassis.projection.rebuild.own_rows import kept_tables
from sinhhoat.node import SERVICES
from tests.chaos.databases import opened
from tests.chaos.findings import Finding
from tests.chaos.level import WITHIN
from tests.chaos.system import KEEPER, System
from tests.eventually import eventually


def shadow_of(name: str) -> str:
    """The schema that no reader knows."""
    return f"{name}_shadow"


async def check(system: System, *, from_nothing: bool = False) -> list[Finding]:
    """Which tables of which reader differ, row by row; call it while everything is level and nothing is written.

    The second tables are kept and go on from where they are, unless `from_nothing`.
    """
    async with _client(system) as client:
        found = await asyncio.gather(
            *(
                _differ(system, client, name, projection, from_nothing)
                for name, service in SERVICES.items()
                for projection in service.projections
            )
        )
    return [one for wrong in found for one in wrong]


async def _differ(
    system: System, client: Client, service: str, projection: Projection, from_nothing: bool
) -> list[Finding]:
    shadow = shadow_of(projection.name)
    async with opened(system, service) as admin:
        if from_nothing:
            await schemas.drop(admin, shadow)
        elsewhere = Elsewhere(projection, shadow)
        if not await admin.fetchval("SELECT to_regnamespace($1) IS NOT NULL", shadow):
            await prepare(admin, elsewhere, f"{service}_owner", f"{service}_service")
        try:
            await _build(system, client, service, projection, elsewhere)
        except RebuildRefused as no:
            return [Finding("read model", f"{projection.name} cannot be rebuilt: {no}")]
        compared = await comparison.compare(admin, projection.name, shadow, leave_out=kept_tables(projection))
    return [
        Finding("read model", f"{projection.name}.{table} is not what the histories make of it")
        for table in compared.different
    ]


async def _build(system: System, client: Client, service: str, projection: Projection, elsewhere: Elsewhere) -> None:
    url = system.endpoints.admin_url(service)
    async with asyncpg.create_pool(url, min_size=1, max_size=4, server_settings={"synchronous_commit": "off"}) as pool:
        builder = Builder(
            elsewhere,
            pool,
            _asking(client),
            now=lambda: datetime.now(UTC),
            feeds_at_once=4,
            progress=lambda done, total: None,
        )
        await builder.reach(await live.look(pool, projection.name))


def _asking(client: Client) -> ReadPage:
    """An owner that has just lost the bus answers as soon as it has found it again, which we give it a minute for."""

    async def read(feed: Feed, wanted: ReadFeed) -> FeedPage:
        async def page() -> FeedPage:
            try:
                return await client.read_feed(feed, wanted)
            except Unavailable as no:
                raise AssertionError(f"the owner of {feed} does not answer") from no

        found: FeedPage = await eventually(page, WITHIN)
        return found

    return read


@asynccontextmanager
async def _client(system: System) -> AsyncIterator[Client]:
    """Histories are read by services: whoever has the node's key speaks as one."""
    actor = Actor(service_id("chaos"), (Role("service", KEEPER, None),))
    token = renewed(signing_tokens(system.keys), actor, lambda: datetime.now(UTC))
    urls = system.endpoints.nats
    client = await Client.connect(urls["cli"], token, sealed_url=urls["sealed_portal"], name="chaos")
    try:
        yield client
    finally:
        await client.close()
