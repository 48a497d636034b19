"""A bench with the feeds of three keepers, on servers that the tests of a module share."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes


@pytest.fixture
async def bench(module_endpoints: Endpoints) -> AsyncIterator[Bench[Notes]]:
    notes = Notes(f"notes_{secrets.token_hex(4)}")
    async with Bench.made(module_endpoints, notes, ["hoc-mon", "cu-chi", "city"]) as made:
        yield made
