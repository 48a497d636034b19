"""An empty store of one feed for each test, on the databases that the tests of a module share."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from services.chassis.event_store.repository import Repository
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.ledger import codec, publish
from tests.chassis.event_store.place import Place


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A schema of its own, simulated, with a pool of the service role."""
    feed = Feed(f"k-{secrets.token_hex(4)}", "meetings")
    async with Place.made(module_endpoints, feed, "simulated") as made:
        yield made


@pytest.fixture
async def store(place: Place) -> EventStore:
    return await EventStore.open(place.pool, place.feed, codec())


@pytest.fixture
def repository(store: EventStore) -> Repository:
    return Repository(store, publish, lambda: b"\0" * 16)
