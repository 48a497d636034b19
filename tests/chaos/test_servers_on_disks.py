"""What our servers keep of what they have acknowledged when their disk loses its power, or has no space any more."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import nats
import pytest
from nats.js.errors import NotFoundError

from sinhhoat.stack.directories import STACK_LOCK, take_lock
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.postgres import PostgresServer
from sinhhoat.stack.secrets import Secrets
from tests.chaos.disks import Disk, Disks, disks
from tests.eventually import eventually

pytestmark = [pytest.mark.system, pytest.mark.root]

MIB = 1 << 20
STREAM, SUBJECT = "EVT_REGISTRY", "evt.lang-mau.registry.RollReported.v1"


@pytest.fixture
def made() -> Iterator[Disks]:
    with disks() as made:
        yield made


@asynccontextmanager
async def postgres_on(disk: Disk, directory: Path) -> AsyncIterator[PostgresServer]:
    """A server on the disk with an empty table of numbers; its log lies beside."""
    (disk.at / "postgres.log").symlink_to(directory / "postgres.log")
    lock = take_lock(directory / STACK_LOCK)
    server = PostgresServer(disk.at, lock)
    await server.start()
    try:
        async with connected(server) as connection:
            await connection.execute("CREATE TABLE numbers (n int PRIMARY KEY, filling text)")
        yield server
    finally:
        await server.stop()
        os.close(lock)


@asynccontextmanager
async def connected(server: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url.format(database="postgres"))
    try:
        yield connection
    finally:
        connection.terminate()


async def write(server: PostgresServer, first: int, *, most: int = 100_000) -> list[int]:
    """One commit after the other until one fails or there are enough; the numbers that were acknowledged."""
    acknowledged: list[int] = []
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        async with connected(server) as connection:
            for number in range(first, first + most):
                await connection.execute("INSERT INTO numbers VALUES ($1, repeat('x', 4000))", number)
                acknowledged.append(number)
    return acknowledged


async def stored(server: PostgresServer) -> list[int]:
    async with connected(server) as connection:
        return [row["n"] for row in await connection.fetch("SELECT n FROM numbers ORDER BY n")]


async def test_postgresql_loses_no_acknowledged_commit_when_the_power_is_cut(made: Disks, tmp_path: Path) -> None:
    disk = made.ext4("postgres", tmp_path / "disk", 1024 * MIB)
    async with postgres_on(disk, tmp_path) as server:
        acknowledged = await write(server, 0, most=300)
        (disk.at / "plain").write_bytes(b"not synced")
        disk.cut()
        assert server.child is not None
        await server.child.ended()
        await server.start()

        assert await stored(server) == acknowledged
        assert not (disk.at / "plain").exists()


@pytest.mark.parametrize("first", ["tables", "log"])
async def test_postgresql_on_a_full_disk_refuses_and_loses_nothing(made: Disks, tmp_path: Path, first: str) -> None:
    disk = made.tmpfs("postgres", tmp_path / "disk", 256 * MIB)
    async with postgres_on(disk, tmp_path) as server:
        acknowledged = await write(server, 0, most=100)
        disk.fill(leave=0 if first == "tables" else 4 * MIB)
        acknowledged += await write(server, 1_000)
        disk.give_back()

        async def there() -> bool:
            assert server.child is not None
            if not server.child.running:
                await server.start()
            try:
                return set(acknowledged) <= set(await stored(server))
            except (OSError, asyncpg.PostgresError):
                return False

        kept: bool = await eventually(there, within=60)
        assert kept
        assert await write(server, 200_000, most=10) == list(range(200_000, 200_010))


async def test_nats_loses_what_it_has_acknowledged_when_the_power_is_cut(made: Disks, tmp_path: Path) -> None:
    """Why the bus is a cache: the owners have everything, and readers heal from them."""
    disk = made.ext4("nats", tmp_path / "disk", 4096 * MIB)
    server = NatsServer(disk.at, Secrets(tmp_path / "secrets"))
    await server.start()
    try:
        async with await nats.connect(server.url("registry")) as client:
            jetstream = client.jetstream()
            await jetstream.add_stream(name=STREAM, subjects=["evt.*.registry.>"], max_bytes=64 * MIB)
            for _ in range(50):
                await jetstream.publish(SUBJECT, b"{}")
        disk.cut()
        assert server.child is not None
        await server.child.ended()
        await server.start()

        assert await messages(server) < 50
    finally:
        await server.stop()


async def messages(server: NatsServer) -> int:
    """How many messages the stream holds; none where it is gone."""
    async with await nats.connect(server.url("registry")) as client:
        try:
            found: int = (await client.jetstream().stream_info(STREAM)).state.messages
        except NotFoundError:
            return 0
        return found
