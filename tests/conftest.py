"""Real servers for the tests marked `connected` or `system`: started once, on free ports, in a temporary place."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from services.chassis.runtime.garbage import look_seldom
from sinhhoat.stack import Endpoints, Stack
from tests.fresh import empty_system

# On a busy machine any example may take longer than the fifth of a second that hypothesis allows it.
settings.register_profile("however slow", deadline=None)
settings.load_profile("however slow")

WAITING = {"system": 0, "connected": 1}
"""What waits for servers and processes comes first: a module goes to one worker, and no long one is to be the last."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share them, order modules by what their slowest kind of test waits for."""
    if not hasattr(config, "workerinput"):
        return
    ranks: dict[str, int] = {}
    for item in items:
        rank = min((rank for name, rank in WAITING.items() if item.get_closest_marker(name)), default=len(WAITING))
        module = module_of(item)
        ranks[module] = min(rank, ranks.get(module, rank))
    items.sort(key=lambda item: ranks[module_of(item)])


def module_of(item: pytest.Item) -> str:
    return item.nodeid.split("::")[0]


def pytest_collection_finish() -> None:
    """All modules and tests are there by now, and stay."""
    look_seldom()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say by which command what was drawn can be drawn again, also where nothing failed."""
    reports = [report for group in ("passed", "failed") for report in terminalreporter.stats.get(group, ())]
    for _, command in (one for report in reports for one in report.user_properties if one[0] == "repeat"):
        terminalreporter.write_line(f"to repeat what was drawn: {command}")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """PostgreSQL and NATS for the whole session; each start checks that the server answering is the one started."""
    async with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
async def fresh_endpoints(stack: Stack, tmp_path: Path) -> AsyncIterator[Endpoints]:
    """Empty databases and an empty bus for this test alone."""
    async with empty_system(stack.endpoints.postgres_admin, tmp_path / "bus") as endpoints:
        yield endpoints


@pytest.fixture(scope="module")
async def module_endpoints(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Endpoints]:
    """Empty databases and an empty bus that the tests of one module share."""
    async with empty_system(stack.endpoints.postgres_admin, tmp_path_factory.mktemp("module") / "bus") as endpoints:
        yield endpoints
