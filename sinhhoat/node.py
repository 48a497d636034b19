"""All services of a node in one process: the same code, the same bus and the same databases as one process each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr

from services.assignments.main import SERVICE as ASSIGNMENTS
from services.chassis.messaging.keys import make_node_keys
from services.chassis.runtime import Service, ServiceProcess
from services.chassis.settings import Settings
from services.meetings.main import SERVICE as MEETINGS
from services.ratings.main import SERVICE as RATINGS
from services.registry.main import SERVICE as REGISTRY
from services.reporting.main import SERVICE as REPORTING
from sinhhoat.stack.endpoints import Endpoints

SERVICES: Mapping[str, Service] = {
    service.name: service for service in (REGISTRY, MEETINGS, ASSIGNMENTS, RATINGS, REPORTING)
}
Kind = Literal["real", "simulated"]


def settings_of(
    service: str, endpoints: Endpoints, keepers: tuple[str, ...], kind: Kind, keys: Path, http_port: int = 0
) -> Settings:
    """What one service of the node is told; only assignments is told the way into the sealed account."""
    sealed = endpoints.nats["sealed_assignments"] if service == "assignments" else None
    return Settings(
        database_url=SecretStr(endpoints.postgres_service[service]),
        migration_url=SecretStr(endpoints.postgres_migration[service]),
        nats_url=SecretStr(endpoints.nats[service]),
        sealed_nats_url=SecretStr(sealed) if sealed else None,
        keepers=keepers,
        store=kind,
        keys=keys,
        http_port=http_port,
    )


def environment_of(
    service: str, endpoints: Endpoints, keepers: tuple[str, ...], kind: Kind, keys: Path, ready_file: Path
) -> dict[str, str]:
    """The same as environment variables, for a process of its own; nothing of ours but what Python itself needs."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "LANG", "TZ", "HOME")}
    told = {
        "DATABASE_URL": endpoints.postgres_service[service],
        "MIGRATION_URL": endpoints.postgres_migration[service],
        "NATS_URL": endpoints.nats[service],
        "KEEPERS": ",".join(keepers),
        "STORE": kind,
        "KEYS": str(keys),
        "READY_FILE": str(ready_file),
    }
    if service == "assignments":
        told["SEALED_NATS_URL"] = endpoints.nats["sealed_assignments"]
    return kept | {f"SINHHOAT_{name}": value for name, value in told.items()}


class Node:
    """`async with Node(endpoints, keepers, kind, keys, clock=…)`: every service of the node, started one by one."""

    def __init__(
        self,
        endpoints: Endpoints,
        keepers: tuple[str, ...],
        kind: Kind,
        keys: Path,
        *,
        clock: Callable[[], datetime],
        services: Mapping[str, Service] = SERVICES,
    ) -> None:
        self._services = services
        self._endpoints, self._keepers, self._kind, self._keys, self._clock = endpoints, keepers, kind, keys, clock
        self._exit = AsyncExitStack()
        self.processes: dict[str, ServiceProcess] = {}

    @property
    def http(self) -> dict[str, int]:
        """Where each service tells its health and its metrics."""
        return {name: process.http_port for name, process in self.processes.items()}

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(make_node_keys, self._keys, self._services)
        try:
            for name, service in self._services.items():
                settings = settings_of(name, self._endpoints, self._keepers, self._kind, self._keys)
                process = ServiceProcess(service, settings, clock=self._clock)
                self.processes[name] = await self._exit.enter_async_context(process)
        except BaseException:
            await self._exit.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()
