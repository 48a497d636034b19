"""Tables of reporting that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints, Stack
from tests.fresh import empty_databases
from tests.reporting.tables import Tables


@pytest.fixture(scope="module")
async def module_endpoints(stack: Stack) -> AsyncIterator[Endpoints]:
    """An empty database of reporting for the tests of a module, which need neither the others nor a bus."""
    async with empty_databases(stack.endpoints.postgres_admin, "reporting") as endpoints:
        yield endpoints


@pytest.fixture
async def one_database(stack: Stack) -> AsyncIterator[Endpoints]:
    """The same for one test alone."""
    async with empty_databases(stack.endpoints.postgres_admin, "reporting") as endpoints:
        yield endpoints


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    async with Tables.made(module_endpoints) as made:
        yield made
