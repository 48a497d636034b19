"""The databases as their superuser sees them, for checks that trust no service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg

from services.chassis.event_store import Codec
from services.chassis.feed import SEALED, Feed
from sinhhoat.node import SERVICES
from tests.chaos.system import KEEPER, System

FEEDS = {feed: name for name, service in SERVICES.items() for feed in service.feeds((KEEPER,))}
"""Every history, and the service in whose database it lies."""

READERS = """
SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relname = 'positions' AND n.nspname !~ '_(next|former|shadow)$' ORDER BY 1"""


@asynccontextmanager
async def opened(system: System, service: str, role: str | None = None) -> AsyncIterator[asyncpg.Connection]:
    """A session in a service's database."""
    settings = {"role": role} if role else {}
    connection = await asyncpg.connect(system.endpoints.admin_url(service), server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


def codec_of(feed: Feed) -> Codec:
    """What the events of a history are stored with."""
    service = SERVICES[FEEDS[feed]]
    side = service.sealed if feed.service == SEALED else service
    assert side is not None
    assert side.codec is not None
    return side.codec


def feeds_of(service: str) -> Iterator[Feed]:
    """The histories in a service's database."""
    return (feed for feed, owner in FEEDS.items() if owner == service)
