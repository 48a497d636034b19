"""An empty system for one test or one module: databases, and a bus of its own, on the servers of the session."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sinhhoat.stack import Endpoints
from sinhhoat.stack.names import APP_USERS, SEALED_USERS
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.provision import drop_databases, provision
from sinhhoat.stack.secrets import Secrets


@asynccontextmanager
async def empty_databases(postgres_admin: str, *services: str) -> AsyncIterator[Endpoints]:
    """New databases of these services alone, with the usual roles, and no bus: most tests of a service need no more."""
    suffix = secrets.token_hex(4)
    try:
        roles = await provision(postgres_admin, database_of=lambda service: f"{service}_{suffix}", services=services)
        yield Endpoints(postgres_admin, roles.service, roles.migration, nats={}, nats_monitor=None)
    finally:
        await drop_databases(postgres_admin, lambda service: f"{service}_{suffix}", services)


@asynccontextmanager
async def empty_system(postgres_admin: str, directory: Path) -> AsyncIterator[Endpoints]:
    """New databases `<service>_<random>` with the usual roles, and a NATS server whose files lie in `directory`."""
    suffix = secrets.token_hex(4)
    bus = NatsServer(directory, Secrets(directory.with_suffix(".secrets")))
    try:
        await bus.start()
        roles = await provision(postgres_admin, database_of=lambda service: f"{service}_{suffix}")
        urls = {user: bus.url(user) for user in (*APP_USERS, *SEALED_USERS)}
        yield Endpoints(postgres_admin, roles.service, roles.migration, nats=urls, nats_monitor=bus.monitor)
    finally:
        await bus.stop()
        await drop_databases(postgres_admin, lambda service: f"{service}_{suffix}")
