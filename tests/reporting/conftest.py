"""Tables of reporting that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints
from tests.reporting.tables import Tables


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    async with Tables.made(module_endpoints) as made:
        yield made
