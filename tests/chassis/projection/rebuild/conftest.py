"""A bench on which a projection can be rebuilt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.given import Rebuilding


@pytest.fixture
async def rebuilding(bench: Bench[Notes], module_endpoints: Endpoints) -> AsyncIterator[Rebuilding[Notes]]:
    async with Rebuilding.of(bench, module_endpoints) as made:
        yield made
