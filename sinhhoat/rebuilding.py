"""What rebuilding takes on a node: a session as the owner of a service's tables, the way to the feeds, and a bar."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.chassis.call import Actor, Role
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from services.chassis.projection.rebuild import Surroundings
from sinhhoat.asking import person
from sinhhoat.running import Running
from sinhhoat.terminal import console

CONNECTIONS = 8


def roles(service: str) -> tuple[str, str]:
    """Who owns the tables of a service, and who reads and writes them."""
    return f"{service}_owner", f"{service}_service"


@asynccontextmanager
async def as_owner(running: Running, service: str) -> AsyncIterator[asyncpg.Connection]:
    """A session that acts as the owner of the service's tables."""
    url = running.postgres.format(database=service)
    admin = await asyncpg.connect(url, server_settings={"role": roles(service)[0]})
    try:
        yield admin
    finally:
        await admin.close()


@asynccontextmanager
async def surroundings(running: Running, service: str) -> AsyncIterator[Surroundings]:
    """Such sessions, and the way to the owners of the feeds."""
    # What a power cut takes from the workers is made again: only the session that swaps waits for the disk.
    hasty = {"role": roles(service)[0], "synchronous_commit": "off"}
    url = running.postgres.format(database=service)
    client = await Client.connect(running.nats, _token(running), name="sinhhoat-replay")
    try:
        async with (
            as_owner(running, service) as admin,
            asyncpg.create_pool(url, min_size=1, max_size=CONNECTIONS, server_settings=hasty) as pool,
        ):
            yield Surroundings(admin, pool, client.read_feed, now=lambda: datetime.now(UTC))
    finally:
        await client.close()


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Told how many positions are passed of how many; drawn on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True)) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _token(running: Running) -> Callable[[], str]:
    """Feeds are read by services: whoever sits at the node holds its key, and speaks as one."""
    held = tuple(Role("service", keeper, None) for keeper in running.keepers)
    actor = Actor(person("node", running.district), held)
    return renewed(signing_tokens(Path(running.keys)), actor, lambda: datetime.now(UTC))
