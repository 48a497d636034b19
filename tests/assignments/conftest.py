"""The district that the connected tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sinhhoat.stack import Endpoints
from tests.assignments.district import District


@pytest.fixture(scope="module")
async def district(module_endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[District]:
    """Each test brings cells, people and notices of its own."""
    async with District.at_work(module_endpoints, tmp_path_factory.mktemp("node") / "keys") as at_work:
        yield at_work
