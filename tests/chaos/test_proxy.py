"""The line can be cut one way and both ways, slowed, reset and lost; healed, it gives what it has held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.chaos.proxy import Proxy
from tests.eventually import eventually

pytestmark = pytest.mark.connected

NOTHING_COMES = 0.2


@dataclass
class Server:
    """Answers each line by the same in capitals, and keeps what it was told."""

    told: list[bytes] = field(default_factory=list)
    ended: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self.told.append(line)
                writer.write(line.upper())
        except ConnectionError:
            pass
        self.ended += 1
        writer.close()


@dataclass
class Line:
    """A server, the proxy before it, and a client through it."""

    server: Server
    proxy: Proxy
    address: tuple[str, int]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> bytes:
        return await asyncio.wait_for(self.reader.readline(), 10)

    async def assert_silent(self) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(NOTHING_COMES):
                await self.reader.readline()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    server = Server()
    async with AsyncExitStack() as closing:
        listening = await closing.enter_async_context(await asyncio.start_server(server.serve, "127.0.0.1", 0))
        host, port = listening.sockets[0].getsockname()
        proxy, address = await closing.enter_async_context(Proxy.tcp(host, port))
        own = address.rsplit(":", 1)
        reader, writer = await asyncio.open_connection(own[0], int(own[1]))
        closing.callback(writer.close)
        yield Line(server, proxy, (own[0], int(own[1])), reader, writer)


async def test_what_is_sent_is_answered(line: Line) -> None:
    line.writer.write(b"one\n")

    assert await line.answer() == b"ONE\n"


async def test_cut_on_the_way_up_the_server_hears_nothing_until_it_is_healed(line: Line) -> None:
    line.proxy.up.cut()
    line.writer.write(b"one\n")
    await line.assert_silent()
    assert line.server.told == []

    line.proxy.heal()

    assert await line.answer() == b"ONE\n"


async def test_cut_on_the_way_down_the_server_hears_and_the_client_does_not(line: Line) -> None:
    line.proxy.down.cut()
    line.writer.write(b"one\n")
    await eventually(lambda: line.server.told == [b"one\n"])
    await line.assert_silent()

    line.proxy.heal()

    assert await line.answer() == b"ONE\n"


@pytest.mark.parametrize("way", ["up", "down"])
async def test_a_line_that_is_cut_either_way_takes_no_new_connection(line: Line, way: str) -> None:
    await eventually(lambda: line.proxy.connections == 1)
    getattr(line.proxy, way).cut()
    reader, writer = await asyncio.open_connection(*line.address)
    writer.write(b"one\n")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(NOTHING_COMES):
            await reader.readline()
    assert line.server.told == []
    assert line.proxy.connections == 1

    line.proxy.heal()

    assert await asyncio.wait_for(reader.readline(), 10) == b"ONE\n"
    writer.close()


async def test_a_hang_up_waits_behind_a_cut_as_well(line: Line) -> None:
    await eventually(lambda: line.proxy.connections == 1)
    line.proxy.up.cut()
    line.writer.write_eof()
    await line.assert_silent()
    assert line.server.ended == 0

    line.proxy.heal()

    await eventually(lambda: line.server.ended == 1)


async def test_a_lost_connection_stays_silent_after_the_healing_and_neither_end_learns_of_it(line: Line) -> None:
    await eventually(lambda: line.proxy.connections == 1)
    line.proxy.lose()
    line.writer.write(b"one\n")
    await line.assert_silent()

    line.proxy.heal()
    await line.assert_silent()
    line.writer.close()
    reader, writer = await asyncio.open_connection(*line.address)
    writer.write(b"two\n")

    assert await asyncio.wait_for(reader.readline(), 10) == b"TWO\n"
    assert line.server.told == [b"two\n"]
    assert line.server.ended == 0
    writer.close()


async def test_both_ends_learn_of_a_reset_at_once(line: Line) -> None:
    await eventually(lambda: line.proxy.connections == 1)
    line.proxy.reset()

    with pytest.raises(ConnectionResetError):
        await line.answer()
    await eventually(lambda: line.server.ended == 1)
    await eventually(lambda: line.proxy.connections == 0)


async def test_a_slow_line_holds_everything_for_a_while(line: Line) -> None:
    line.proxy.down.delay = 2 * NOTHING_COMES
    line.writer.write(b"one\n")
    await line.assert_silent()

    assert await line.answer() == b"ONE\n"


async def test_where_no_server_is_the_connection_ends_at_once(tmp_path: Path) -> None:
    async with Proxy.unix(tmp_path / "here", tmp_path / "nowhere"):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "here")

        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()


async def test_a_server_on_a_socket_of_the_file_system_is_reached(tmp_path: Path) -> None:
    server = Server()
    async with (
        await asyncio.start_unix_server(server.serve, tmp_path / "server"),
        Proxy.unix(tmp_path / "proxy", tmp_path / "server"),
    ):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "proxy")
        writer.write(b"one\n")

        assert await asyncio.wait_for(reader.readline(), 10) == b"ONE\n"
        writer.close()
