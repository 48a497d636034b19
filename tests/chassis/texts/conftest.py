"""An office of its own for each test, on the databases that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.texts.office import Office


@pytest.fixture
async def office(module_endpoints: Endpoints) -> AsyncIterator[Office]:
    async with Office.opened(module_endpoints) as opened:
        yield opened
