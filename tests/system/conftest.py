"""The undisturbed run that others are compared with: the small district's months, all services in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from services.chassis.feed import Feed
from sinhhoat.node import Node
from sinhhoat.stack import Stack
from tests.fresh import empty_system
from tests.system.callers import Callers
from tests.system.district import KEEPER
from tests.system.level import settled
from tests.system.months import live
from tests.system.reports import Reports, reports
from tests.system.stored import numbers, stored
from tests.system.terminal import Terminal


@dataclass(frozen=True)
class Undisturbed:
    """What a run without any disturbance came to."""

    reports: Reports
    accepted: set[UUID]
    commands: dict[Feed, int]


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A place of its own to start and ask a system."""
    with Terminal.somewhere() as here:
        yield here


@pytest.fixture(scope="package")
async def undisturbed(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    directory: Path = tmp_path_factory.mktemp("undisturbed")
    async with empty_system(stack.endpoints.postgres_admin, directory / "bus") as endpoints:
        node = Node(endpoints, (KEEPER,), "simulated", directory / "keys", clock=lambda: datetime.now(UTC))
        async with node, Callers.at(KEEPER, endpoints.nats["cli"], endpoints.nats["sealed_portal"],
                                    directory / "keys") as callers:  # fmt: skip
            after = await live(callers)
            await settled(node)
            found = await reports(callers.staff(), KEEPER, after)
        histories = await stored(endpoints, KEEPER)
    return Undisturbed(found, set(callers.book.accepted), numbers(histories))
