"""A second system, empty, for what is brought into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sinhhoat.stack import Endpoints, Stack
from tests.fresh import empty_system


@pytest.fixture
async def stack_of_another(stack: Stack, tmp_path: Path) -> AsyncIterator[Endpoints]:
    """Databases that no other test has seen, beside those of `fresh_endpoints`."""
    async with empty_system(stack.endpoints.postgres_admin, tmp_path / "another-bus") as endpoints:
        yield endpoints
