"""The servers under the services: embedded ones over a data directory, or those that the settings name."""

import asyncio
import os
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import anyio

from sinhhoat.stack.children import first_failure
from sinhhoat.stack.directories import STACK_LOCK, taken_lock
from sinhhoat.stack.endpoints import Endpoints
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.names import APP_USERS, SEALED_USERS
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.postgres import PostgresServer
from sinhhoat.stack.provision import Roles, provision
from sinhhoat.stack.secrets import Secrets
from sinhhoat.stack.settings import StackSettings


class Stack:
    """`async with Stack(directory) as stack: stack.endpoints`; stops its servers in order on leaving.

    Enter it from a thread that lives on, best the main one: the servers die with the thread that started them.
    """

    endpoints: Endpoints

    def __init__(self, directory: Path, settings: StackSettings | None = None) -> None:
        """`directory` keeps data and passwords; without settings both servers are embedded."""
        self.directory = directory.absolute()
        self.postgres: PostgresServer | None = None
        self.nats: NatsServer | None = None
        self._settings = settings
        self._lock: int | None = None

    async def __aenter__(self) -> Self:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Servers inherit the lock: once we have it, none of a former start is alive over these files.
        self._lock = await taken_lock(self.directory / STACK_LOCK)
        try:
            self.endpoints = await self._start(self._lock, Secrets(self.directory / "secrets.json"))
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def failure(self) -> StackError:
        """Wait until an embedded server ends by itself and answer the sentence about it; with none, wait for ever."""
        return await first_failure([server.child for server in (self.postgres, self.nats) if server and server.child])

    async def _start(self, lock: int, passwords: Secrets) -> Endpoints:
        starting = asyncio.gather(
            self._start_postgres(lock, passwords), self._start_nats(lock, passwords), return_exceptions=True
        )
        roles, bus = await starting
        # Both have come to an end by now, so that nothing is still starting while the other's error is reported.
        if isinstance(roles, BaseException):
            raise roles
        if isinstance(bus, BaseException):
            raise bus
        monitor = self.nats.monitor if self.nats else None
        return Endpoints(roles.admin, roles.service, roles.migration, nats=bus, nats_monitor=monitor)

    async def _start_postgres(self, lock: int, passwords: Secrets) -> Roles:
        if self._settings and self._settings.postgres_url:
            admin = server_template(self._settings.postgres_url.get_secret_value())
            return await provision(admin, lambda role: passwords.password(f"postgres.{role}"))
        self.postgres = PostgresServer(self.directory / "postgres", lock)
        await self.postgres.start()
        return await provision(self.postgres.url)

    async def _start_nats(self, lock: int, passwords: Secrets) -> dict[str, str]:
        settings = self._settings
        if settings and settings.nats_url and settings.sealed_nats_url:
            app, sealed = settings.nats_url.get_secret_value(), settings.sealed_nats_url.get_secret_value()
            return dict.fromkeys(APP_USERS, app) | dict.fromkeys(SEALED_USERS, sealed)
        self.nats = NatsServer(self.directory / "nats", passwords, lock)
        await self.nats.start()
        return {user: self.nats.url(user) for user in (*APP_USERS, *SEALED_USERS)}

    async def _stop(self) -> None:
        # Shielded: leaving because of a cancellation must not cancel the leaving.
        with anyio.CancelScope(shield=True):
            servers = [server for server in (self.postgres, self.nats) if server]
            await asyncio.gather(*(server.stop() for server in servers))
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def server_template(url: str) -> str:
    """A superuser's address with `{database}` in place of its database; braces in a password are escaped."""
    address = urlsplit(url)
    credentials = address.netloc.replace("{", "%7B").replace("}", "%7D")
    query = f"?{address.query}" if address.query else ""
    return f"postgresql://{credentials}/{{database}}{query}"
