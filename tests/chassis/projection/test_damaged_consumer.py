"""A reader whose consumer the server cannot read any more reads from the stream again, and asks no owner for it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import nats
import pytest
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError, ServerError

from services.chassis.projection.consumer import Consumer
from sinhhoat.stack import Endpoints
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.secrets import Secrets
from tests.chassis.projection.bench import QUICK, STREAM, Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish

pytestmark = pytest.mark.connected

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "zeroed": lambda content: bytes(len(content)),
    "half": lambda content: content[: len(content) // 2],
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[NatsServer]:
    server = NatsServer(tmp_path / "own", Secrets(tmp_path / "secrets"))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def bench(module_endpoints: Endpoints, server: NatsServer) -> AsyncIterator[Bench[Notes]]:
    """Whoever reads has the rights of a service on the bus, and no more."""
    endpoints = replace(module_endpoints, nats={"operator": server.url("operator")})
    async with Bench.made(endpoints, Notes(f"notes_{secrets.token_hex(4)}"), ["hoc-mon"]) as made:
        operator, made.bus = made.bus, await nats.connect(server.url("reporting"))
        yield made
        await made.stop()
        await made.bus.close()
        made.bus = operator


async def damaged(server: NatsServer, directory: Path, durable: str, damage: Callable[[bytes], bytes]) -> None:
    """Restart the server over a state file of the durable that a cut of the power has spoilt."""
    await server.stop()
    (state,) = directory.rglob(f"obs/{durable}/o.dat")
    state.write_bytes(damage(state.read_bytes()))
    await server.start()


async def published(server: NatsServer, bench: Bench[Notes], count: int) -> None:
    """Over a connection that knows of no restart."""
    bus = await nats.connect(server.url("operator"))
    await publish(bus, bench.owner().record_many(count))
    await bus.close()


async def is_kept_in_memory(server: NatsServer, durable: str) -> bool:
    bus = await nats.connect(server.url("operator"))
    info = await bus.jetstream().consumer_info(STREAM, durable)
    await bus.close()
    return info.config.mem_storage is True


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_reader_whose_consumers_state_is_damaged_reads_from_the_stream_again(
    bench: Bench[Notes], server: NatsServer, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    reader = bench.reader()
    bench.start(reader)
    await published(server, bench, 5)
    await bench.comes_to(range(1, 6))
    bench.owners.unreachable.add("hoc-mon")
    await damaged(server, tmp_path, reader.durable, damage)
    await published(server, bench, 5)

    await bench.comes_to(range(1, 11), within=30.0)
    assert await is_kept_in_memory(server, reader.durable)


async def test_it_does_so_after_every_later_restart_of_the_server_too(
    bench: Bench[Notes], server: NatsServer, tmp_path: Path
) -> None:
    reader = bench.reader()
    bench.start(reader)
    await published(server, bench, 5)
    await bench.comes_to(range(1, 6))
    bench.owners.unreachable.add("hoc-mon")
    await damaged(server, tmp_path, reader.durable, DAMAGES["zeroed"])
    await published(server, bench, 5)
    await bench.comes_to(range(1, 11), within=30.0)
    await server.stop()
    await server.start()
    await published(server, bench, 5)

    await bench.comes_to(range(1, 16), within=30.0)


async def test_a_reader_whose_consumer_is_sound_keeps_it_in_a_file(bench: Bench[Notes], server: NatsServer) -> None:
    reader = bench.reader()
    bench.start(reader)
    await published(server, bench, 1)
    await bench.comes_to([1])

    assert not await is_kept_in_memory(server, reader.durable)


class OnlyInAFile(Consumer):
    async def _create(self) -> None:
        await self._add(in_memory=False)


async def test_without_the_second_way_such_a_reader_has_its_owner_alone(
    bench: Bench[Notes], server: NatsServer, tmp_path: Path
) -> None:
    reader = bench.reader()
    reader._consumer = OnlyInAFile(bench.bus, "meetings", reader.durable, 500, QUICK.ack_wait, lambda: None)
    bench.start(reader)
    await published(server, bench, 5)
    await bench.comes_to(range(1, 6))
    bench.owners.unreachable.add("hoc-mon")
    await damaged(server, tmp_path, reader.durable, DAMAGES["zeroed"])
    await published(server, bench, 5)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 11), within=5.0)
    assert await bench.applied() == [1, 2, 3, 4, 5]


async def test_the_server_refuses_a_damaged_durable_and_has_nothing_to_delete(
    bench: Bench[Notes], server: NatsServer, tmp_path: Path
) -> None:
    """Were it otherwise, readers would need no second way."""
    reader = bench.reader()
    bench.start(reader)
    await published(server, bench, 1)
    await bench.comes_to([1])
    await bench.stop()
    await damaged(server, tmp_path, reader.durable, DAMAGES["zeroed"])
    bus = await nats.connect(server.url("operator"))
    config = ConsumerConfig(durable_name=reader.durable, ack_policy=AckPolicy.ALL)

    with pytest.raises(NotFoundError):
        await bus.jetstream().delete_consumer(STREAM, reader.durable)
    with pytest.raises(ServerError, match="10012"):
        await bus.jetstream().add_consumer(STREAM, config)
    await bus.close()
