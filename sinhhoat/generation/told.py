"""Histories as if everything in them had long been told and read, and the bus been emptied since.

What is measured then is not shared with relays and readers that still catch up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import asyncpg
import structlog
from prometheus_client import CollectorRegistry

from contracts.message import Command, CommandOutcome
from services.chassis.feed import Feed
from services.chassis.projection.projection import Reads
from services.chassis.projection.reactions import Because, Reacting, Refusals
from services.chassis.runtime import Service
from services.chassis.runtime.prepare import prepare_projections
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints

LAST = """SELECT notification_id, chain FROM {feed}.stored_events WHERE contract IS NOT NULL
           ORDER BY notification_id DESC LIMIT 1"""
TOLD = "UPDATE {feed}.relay_cursor SET scanned = $1, published = $1, published_chain = $2, stream_created = now()"
READ = """INSERT INTO {reader}.positions (feed, position, chain) VALUES ($1, $2, $3)
          ON CONFLICT (feed) DO UPDATE SET position = excluded.position, chain = excluded.chain"""
Ends = dict[Feed, tuple[int, bytes]]


async def all_told(endpoints: Endpoints, keepers: Sequence[str]) -> int:
    """Put every relay and every reader at the end of the open histories; how many positions that are in all."""
    ends: Ends = {}
    for name, service in SERVICES.items():
        if service.codec is not None:
            ends |= await _tell(endpoints, name, keepers)
    for service in SERVICES.values():
        await _read(endpoints, service, ends)
    return sum(position for position, _ in ends.values())


async def _tell(endpoints: Endpoints, name: str, keepers: Sequence[str]) -> Ends:
    admin = await asyncpg.connect(endpoints.admin_url(name))
    ends: Ends = {}
    for feed in (Feed(keeper, name) for keeper in keepers):
        if (last := await admin.fetchrow(LAST.format(feed=feed.schema))) is not None:
            ends[feed] = (last["notification_id"], last["chain"])
            await admin.execute(TOLD.format(feed=feed.schema), *ends[feed])
    await admin.close()
    return ends


async def _read(endpoints: Endpoints, service: Service, ends: Ends) -> None:
    readers = [*service.projections, *_reactions(service)]
    admin = await asyncpg.connect(endpoints.admin_url(service.name))
    await prepare_projections(admin, service.name, readers)
    for reader in readers:
        rows = [(str(feed), at, chain.hex()) for feed, (at, chain) in ends.items() if feed.service in reader.sources]
        await admin.executemany(READ.format(reader=reader.name), rows)
    await admin.close()


def _reactions(service: Service) -> Iterator[Reads]:
    """Reactions read feeds too; these are asked for nothing but where they stand."""
    refusals = Refusals(CollectorRegistry())
    for reaction in service.reactions({}) if service.reactions else ():
        yield Reacting(reaction, _nobody, refusals=refusals, log=structlog.get_logger())


async def _nobody(keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
    raise AssertionError("nothing is sent")
