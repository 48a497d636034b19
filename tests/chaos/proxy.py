"""A line between clients and a server that can be cut one way or both ways, slowed, reset, or lose what it carries."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from services.chassis.ending import end

PIECE = 1 << 16
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Ends]]


class Way:
    """One direction. While it is cut, whatever is sent, a hang-up as well, waits as it would in a network."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self.delay = 0.0
        """Seconds for which each piece is held; the next one waits behind it."""

    def cut(self) -> None:
        self._open.clear()

    def heal(self) -> None:
        self._open.set()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    async def passed(self) -> None:
        """Wait until something sent now has passed."""
        if self.delay:
            await asyncio.sleep(self.delay)
        await self._open.wait()


class Link:
    """One connection: a client's end, the server's end, and two tasks that carry."""

    def __init__(self, client: Ends, server: Ends, up: Way, down: Way) -> None:
        self._writers = (client[1], server[1])
        self._lost = False
        self._tasks = [
            asyncio.create_task(self._carry(client[0], server[1], up)),
            asyncio.create_task(self._carry(server[0], client[1], down)),
        ]

    async def ended(self) -> None:
        """Until both directions have hung up."""
        await asyncio.wait(self._tasks)

    def lose(self) -> None:
        """From now on nothing arrives at either end, no hang-up either: neither learns that the other is gone."""
        self._lost = True

    def reset(self) -> None:
        """Both ends are told at once that the connection is gone, by a reset where the line has one."""
        for writer in self._writers:
            line: socket.socket = writer.get_extra_info("socket")
            with suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            writer.transport.abort()

    async def close(self) -> None:
        await end(*self._tasks)
        self.reset()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                await way.passed()
                if not self._lost:
                    writer.write(piece)
                    await writer.drain()
        await way.passed()
        if self._lost:
            await asyncio.Event().wait()
        if writer.can_write_eof():
            with suppress(OSError):
                writer.write_eof()


class Proxy:
    """Listens in place of a server; `up` leads to it, `down` back to the clients."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self.up, self.down = Way(), Way()
        self._links: set[Link] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def tcp(cls, host: str, port: int) -> AsyncIterator[tuple[Proxy, str]]:
        """Before a server at host:port; gives the proxy and its own host:port, on the loopback."""
        proxy = cls(lambda: asyncio.open_connection(host, port))
        server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
        async with proxy._listening(server):
            yield proxy, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    @classmethod
    @asynccontextmanager
    async def unix(cls, path: Path, server_path: Path) -> AsyncIterator[Proxy]:
        """A socket at `path` before the one at `server_path`."""
        proxy = cls(lambda: asyncio.open_unix_connection(server_path))
        async with proxy._listening(await asyncio.start_unix_server(proxy._serve, path)):
            yield proxy

    @property
    def connections(self) -> int:
        """How many there are; those that were lost count until both ends have hung up or were reset."""
        return len(self._links)

    def heal(self) -> None:
        """Both ways are open and fast again; what waited arrives."""
        for way in (self.up, self.down):
            way.delay = 0.0
            way.heal()

    def lose(self) -> None:
        """What is connected now stays so for ever, and nothing arrives any more; new connections work."""
        for link in self._links:
            link.lose()

    def reset(self) -> None:
        """Whatever is connected now is told that it is not any more."""
        for link in list(self._links):
            link.reset()

    @asynccontextmanager
    async def _listening(self, server: asyncio.Server) -> AsyncIterator[None]:
        try:
            yield
        finally:
            server.close()
            await asyncio.gather(*(link.close() for link in list(self._links)))
            await end(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            await self._join(reader, writer)
        except OSError:
            pass  # The server is not there: the client sees a connection that ends at once.
        finally:
            writer.transport.abort()
            self._serving.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A connection is made by messages in both directions: no half of a line is enough.
        while not (self.up.is_open and self.down.is_open):
            await asyncio.gather(self.up.passed(), self.down.passed())
        link = Link((reader, writer), await self._connect(), self.up, self.down)
        self._links.add(link)
        try:
            await link.ended()
        finally:
            self._links.discard(link)
            await link.close()
