"""A service is ready when the bus knows what it listens for, and not before."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

import nats
import pytest
from faststream.nats import NatsBroker
from nats.errors import NoRespondersError

from contracts.message import QueryReply
from services.chassis.messaging.subscriptions import connect, heard, listen
from sinhhoat.stack.nats import NatsServer

pytestmark = pytest.mark.connected

SUBJECT = "query.*.notes.read_note.v1"


class Desk:
    """Answers anything."""

    async def answer(self, keeper: str, headers: object, body: bytes) -> QueryReply:
        return QueryReply(outcome="answered", answer={"keeper": keeper})


class SlowWay:
    """A way to the bus on which subscriptions, and all that comes after them, are held up until `free`."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.free, self.held_up = asyncio.Event(), asyncio.Event()
        self.served: set[asyncio.Task[None]] = set()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection, until both sides have closed it; `served` is how the test waits for that."""
        if (task := asyncio.current_task()) is not None:
            self.served.add(task)
        there, onward = await asyncio.open_connection(self._host, self._port)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(reader, onward, slow=True))
                both.create_task(self._carry(there, writer, slow=False))
        finally:
            for side in (writer, onward):
                side.close()
                with suppress(ConnectionError):
                    await side.wait_closed()

    async def _carry(self, reader: StreamReader, writer: StreamWriter, *, slow: bool) -> None:
        while data := await reader.read(65536):
            if slow and b"SUB " in data:
                self.held_up.set()
                await self.free.wait()
            writer.write(data)
            await writer.drain()
        writer.write_eof()


@asynccontextmanager
async def slow_way(bus: NatsServer) -> AsyncIterator[tuple[SlowWay, str]]:
    """The way, and the address at its other end."""
    url = urlsplit(bus.url("operator"))
    assert url.hostname
    assert url.port
    way = SlowWay(url.hostname, url.port)
    async with await asyncio.start_server(way.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield way, url._replace(netloc=url.netloc.replace(f":{url.port}", f":{port}")).geturl()
        for task in way.served:
            task.cancel()
        # A connection that outlives its test is found, and reported, by whichever test runs when it is collected.
        await asyncio.gather(*way.served, return_exceptions=True)


@pytest.fixture
async def started(bus: NatsServer) -> AsyncIterator[tuple[SlowWay, NatsBroker]]:
    """A broker that was started and of whose subscriptions the bus knows nothing yet."""
    async with slow_way(bus) as (way, url), AsyncExitStack() as closing:
        broker = connect(url, "notes")
        listen(broker, SUBJECT, "notes", "notes.read_note.v1", Desk(), None)
        await broker.start()
        closing.push_async_callback(broker.stop)
        closing.callback(way.free.set)
        yield way, broker


async def asked(bus: NatsServer) -> bytes:
    client = await nats.connect(bus.url("cli"))
    try:
        return (await client.request(SUBJECT.replace("*", "hoc-mon"), b"", timeout=10)).data
    finally:
        await client.close()


async def test_a_started_broker_alone_may_not_be_heard_yet(
    bus: NatsServer, started: tuple[SlowWay, NatsBroker]
) -> None:
    way, _ = started
    await way.held_up.wait()

    with pytest.raises(NoRespondersError):
        await asked(bus)


async def test_whoever_is_ready_is_heard(bus: NatsServer, started: tuple[SlowWay, NatsBroker]) -> None:
    way, broker = started
    ready = asyncio.create_task(heard(broker))
    await way.held_up.wait()
    with pytest.raises(NoRespondersError):
        await asked(bus)
    assert not ready.done()

    way.free.set()
    await ready

    assert b'"hoc-mon"' in await asked(bus)
