"""An instant for the domain tests, as the chassis would set it for each command, and a database for the others."""

from collections.abc import AsyncIterator, Iterator

import pytest

from sinhhoat.stack import Endpoints, Stack
from tests.fresh import empty_databases
from tests.meetings.given import at


@pytest.fixture(autouse=True)
def an_instant() -> Iterator[None]:
    with at():
        yield


@pytest.fixture(scope="module")
async def module_endpoints(stack: Stack) -> AsyncIterator[Endpoints]:
    """An empty database of this service for the tests of a module, which need neither the others nor a bus."""
    async with empty_databases(stack.endpoints.postgres_admin, "meetings") as endpoints:
        yield endpoints
