"""What a service is connected to: its database twice, the bus, and the sealed account where it may enter it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import asyncpg
from nats.aio.client import Client as NatsClient
from structlog.typing import FilteringBoundLogger

from services.chassis.bus import PING_SECONDS, UNANSWERED_PINGS, connected
from services.chassis.ending import end
from services.chassis.feed import SEALED
from services.chassis.runtime.pulse import Pulse
from services.chassis.runtime.service import Service
from services.chassis.runtime.sessions import Sessions
from services.chassis.settings import Settings

COMMAND_CONNECTIONS, KEPT_FOR_STATEMENTS = 12, 6
RELAYS, MORE = 2, 6
"""Standing connections beside those of projections: an open and a sealed relay; reactions, and what is done beside."""
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 35.0
"""Longer than the server lets a statement of ours run: whatever has no answer by then never gets one."""
CLOSE_SECONDS = 5.0


@dataclass(frozen=True)
class Connections:
    """`pool` serves commands and questions, `standing` relays and readers, whose locks live in sessions of `locks`."""

    pool: asyncpg.Pool
    standing: asyncpg.Pool
    locks: asyncpg.Pool
    bus: NatsClient
    sealed_bus: NatsClient | None

    def bus_of(self, source: str) -> NatsClient:
        """The connection to the account that a source's stream is in; ValueError without a way into it."""
        bus = self.sealed_bus if source == SEALED else self.bus
        if bus is None:
            raise ValueError("SINHHOAT_SEALED_NATS_URL is missing: this service reads or writes sealed events")
        return bus


class Opening:
    """Opens connections that `closing` will close."""

    def __init__(
        self, service: Service, settings: Settings, closing: AsyncExitStack, log: FilteringBoundLogger
    ) -> None:
        self._service, self._settings, self._closing, self._log = service, settings, closing, log
        self._url = settings.database_url.get_secret_value()
        # Of this process alone, so that it can tell the server which sessions it has lost.
        self._named = {"application_name": f"{service.name}-{token_hex(4)}"}
        self._pulse = Pulse(self._connect, self._named["application_name"], log)

    async def open(self) -> Connections:
        """Everything that the service needs, and no more: only who keeps a sealed history enters the sealed account."""
        sealed_url = self._settings.sealed_nats_url
        # Begun before the pools, so that it ends after them: on the way out, too, somebody may wait on a dead line.
        self._closing.push_async_callback(end, asyncio.create_task(self._pulse.run(), name="pulse"))
        return Connections(
            # Nothing but a lock stays behind in a session: spare all others the round trip that would clear it.
            pool=await self._pool(COMMAND_CONNECTIONS, kept=KEPT_FOR_STATEMENTS, reset=_nothing_to_clear),
            standing=await self._pool(self._standing_connections(), kept=1, reset=_nothing_to_clear),
            locks=await self._pool(self._standing_connections(), kept=0),
            bus=await self._bus(self._settings.nats_url.get_secret_value()),
            sealed_bus=await self._bus(sealed_url.get_secret_value()) if sealed_url and self._service.sealed else None,
        )

    def _standing_connections(self) -> int:
        """One for each reader and each relay, and some for reactions, which are made later than connections."""
        readers = sum(len(projection.sources) for projection in self._service.projections)
        return readers + RELAYS + MORE

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self._url, timeout=CONNECT_SECONDS, server_settings=self._named)

    async def _pool(self, size: int, *, kept: int, **more: Any) -> Sessions:
        pool = Sessions(
            self._url,
            kept=kept,
            min_size=1,
            max_size=size,
            init=self._pulse.know,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            # Reporting's statements are the longest, and gain most by being known to the server.
            max_cacheable_statement_size=0,
            server_settings=self._named,
            **more,
        )
        await pool
        self._closing.push_async_callback(_close, pool)
        return pool

    async def _bus(self, url: str) -> NatsClient:
        client = await connected(
            url,
            name=self._service.name,
            max_reconnect_attempts=-1,
            error_cb=self._bus_error,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=UNANSWERED_PINGS,
        )
        self._closing.push_async_callback(client.close)
        return client

    async def _bus_error(self, error: Exception) -> None:
        # The words of the error may name a sealed subject.
        self._log.warning("bus_error", error=type(error).__name__)


def check_lock_sessions(sessions: int, holders: Sequence[str]) -> None:
    """RuntimeError where more hold a lock, each for as long as the service runs, than there are sessions for locks.

    The last of them would wait for ever, and look like a reader for which there is nothing to read.
    """
    if len(holders) > sessions:
        raise RuntimeError(
            f"{len(holders)} locks are held as long as the service runs, and there are sessions for {sessions}:"
            f" raise MORE in {__name__} ({', '.join(holders)})"
        )


async def _close(pool: asyncpg.Pool) -> None:
    """In order, or without a farewell where the server does not answer."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _nothing_to_clear(connection: Any) -> None:
    """Instead of the driver's reset."""
