"""A network between the services and their servers, and cuts in it: one way, both ways, and with what afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final, Literal, get_args
from urllib.parse import parse_qs, urlsplit

from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from sinhhoat.stack.directories import private_directory
from tests.chaos.explained import NATS_AWAY, POSTGRES_AWAY, said
from tests.chaos.faults import Expected, Fault
from tests.chaos.proxy import Proxy
from tests.chaos.system import NATS, POSTGRES, System

PURPOSE = "network"
SECONDS = (2.0, 8.0)
SEALED: Final = "assignments"
"""The service that also enters the sealed account, over the same line."""

CUT_OFF: Final = {
    POSTGRES: (
        *POSTGRES_AWAY,
        said("database_connections_lost"),
        *(
            said(event, "LockNotAvailableError")
            for event in ("reader_begins_again", "batch_sent_back", "beside_begins_again")
        ),
        said("relay_disturbed", "LockNotAvailableError"),
        Expected(POSTGRES, "terminating connection due to (idle-session|idle-in-transaction|transaction) timeout"),
        Expected(POSTGRES, "terminating connection due to administrator command"),
        Expected(POSTGRES, "canceling statement due to (lock timeout|user request)"),
        Expected(POSTGRES, "(could not (receive data from|send data to) client|unexpected EOF on client connection)"),
    ),
    NATS: (*NATS_AWAY, said("page_not_taken"), Expected(NATS, "Stale|Slow Consumer|i/o timeout")),
}
"""Sessions whose client was never told stay until the server has heard nothing for a while, and hold their locks."""

Server = Literal["PostgreSQL", "NATS"]
Ways = Literal["up", "down", "both"]
Aftermath = Literal["flows on", "reset", "lost"]
"""What becomes of the connections of the time of the cut once it is healed: what was sent arrives late; both ends are
told that they are gone; or neither end is ever told, and nothing arrives any more."""


class Network:
    """A line from each service to each server."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Server], Proxy] = {}

    @asynccontextmanager
    async def through(self, endpoints: Endpoints) -> AsyncIterator[Endpoints]:
        """What the services are told instead; operators and clients keep their own ways."""
        async with AsyncExitStack() as closing:
            directory = closing.enter_context(private_directory(PURPOSE))
            told = endpoints
            for service in SERVICES:
                told = await self._before_postgres(service, told, directory / service, closing)
                told = await self._before_nats(service, told, closing)
            yield told

    def lines(self, server: Server, services: Iterable[str]) -> list[Proxy]:
        return [self._lines[service, server] for service in services]

    @contextmanager
    def cut(self, server: Server, services: Iterable[str], ways: Ways) -> Iterator[list[Proxy]]:
        """Cut off, until the block ends, those services from that server."""
        lines = self.lines(server, services)
        try:
            for line in lines:
                for way in (line.up, line.down) if ways == "both" else (getattr(line, ways),):
                    way.cut()
            yield lines
        finally:
            for line in lines:
                line.heal()

    async def _before_postgres(
        self, service: str, told: Endpoints, directory: Path, closing: AsyncExitStack
    ) -> Endpoints:
        query = parse_qs(urlsplit(told.postgres_service[service]).query)
        [host], [port] = query["host"], query["port"]
        directory.mkdir(mode=0o700)
        socket = f".s.PGSQL.{port}"
        line = await closing.enter_async_context(Proxy.unix(directory / socket, Path(host, socket)))
        self._lines[service, "PostgreSQL"] = line
        return replace(
            told,
            postgres_service=_with(told.postgres_service, service, f"host={host}", f"host={directory}"),
            postgres_migration=_with(told.postgres_migration, service, f"host={host}", f"host={directory}"),
        )

    async def _before_nats(self, service: str, told: Endpoints, closing: AsyncExitStack) -> Endpoints:
        there = told.nats[service].rpartition("@")[2]
        host, port = there.rsplit(":", 1)
        line, here = await closing.enter_async_context(Proxy.tcp(host, int(port)))
        self._lines[service, "NATS"] = line
        users = [service, f"sealed_{service}"] if service == SEALED else [service]
        nats = told.nats
        for user in users:
            nats = _with(nats, user, there, here)
        return replace(told, nats=nats)


class NetworkCut(Fault):
    """Services are cut off from a server for some seconds."""

    kind = "network cut"

    def __init__(
        self, server: Server, services: Sequence[str], ways: Ways, seconds: float, aftermath: Aftermath
    ) -> None:
        who = " and ".join(services) if len(services) < len(SERVICES) else "all services"
        self.name = f"network cut {ways} between {who} and {server}, {seconds:.1f} s, then {aftermath}"
        self.expected_in_log = CUT_OFF[server]
        self._server, self._services, self._ways, self._seconds = server, services, ways, seconds
        self._aftermath = aftermath

    @classmethod
    def drawn(cls, random: Random) -> NetworkCut:
        services = random.choice([tuple(SERVICES), (random.choice(tuple(SERVICES)),)])
        server, ways = random.choice(get_args(Server)), random.choice(get_args(Ways))
        return cls(server, services, ways, random.uniform(*SECONDS), random.choice(get_args(Aftermath)))

    async def inject(self, system: System) -> None:
        if not isinstance(system.network, Network):
            raise RuntimeError("the system has no network of its own that could be cut")
        with system.network.cut(self._server, self._services, self._ways) as lines:
            await asyncio.sleep(self._seconds)
            for line in lines:
                if self._aftermath == "reset":
                    line.reset()
                elif self._aftermath == "lost":
                    line.lose()


def _with(urls: dict[str, str], name: str, old: str, new: str) -> dict[str, str]:
    return urls | {name: urls[name].replace(old, new)}
