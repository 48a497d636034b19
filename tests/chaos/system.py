"""The system that faults strike: PostgreSQL, NATS and one process for each service, over directories of our choice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol, Self

from sinhhoat.node import SERVICES
from sinhhoat.processes import Processes
from sinhhoat.running import Running, announce
from sinhhoat.stack import Endpoints, Stack
from sinhhoat.stack.children import Child
from sinhhoat.stack.nats import NatsServer
from sinhhoat.stack.postgres import PostgresServer
from tests.chaos.gate import Gate
from tests.eventually import eventually
from tests.system.survivors import family, pids_of

KEEPER = "lang-mau"
POSTGRES: Final = "PostgreSQL"
NATS: Final = "NATS"
SERVERS = (POSTGRES, NATS)
EVERYBODY = (*SERVICES, *SERVERS)
"""Whom a fault can strike, by name."""


class Disks(Protocol):
    """Directories that exist before the system starts: on a loop device, say, or on a small file system."""

    @property
    def postgres(self) -> Path: ...

    @property
    def nats(self) -> Path: ...


class Network(Protocol):
    """Stands between the services and the servers, and may cut them off from each other."""

    def through(self, endpoints: Endpoints) -> AbstractAsyncContextManager[Endpoints]:
        """What the services are told instead; listens as long as it is entered."""


class System:
    """`async with System(directory) as system:`; a real store, one keeper, everything up once entered.

    `disks` and `network` are there for faults that need them. Checks and clients go to `endpoints`, which no network
    stands before.
    """

    def __init__(self, directory: Path, *, disks: Disks | None = None, network: Network | None = None) -> None:
        self.directory, self.disks, self.network = directory.absolute(), disks, network
        self.gate = Gate()
        self._stack = Stack(self.directory / "stack")
        self._closing = AsyncExitStack()
        self.services: Processes

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._closing.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def _start(self) -> None:
        self._place()
        stack = await self._closing.enter_async_context(self._stack)
        told = stack.endpoints
        if self.network is not None:
            told = await self._closing.enter_async_context(self.network.through(told))
        self.services = Processes(told, (KEEPER,), "real", self.keys, self.logs)
        await self._closing.enter_async_context(self.services)
        announce(self._running(), self.folder)

    def _place(self) -> None:
        """The servers find their directories under the stack's own, whichever file system they are on."""
        for path in (self._stack.directory, self.logs):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.disks is not None:
            (self._stack.directory / "postgres").symlink_to(self.disks.postgres)
            (self._stack.directory / "nats").symlink_to(self.disks.nats)

    def _running(self) -> Running:
        bus = self.endpoints.nats
        return Running(
            pid=os.getpid(),
            directory=str(self.directory),
            keepers=(KEEPER,),
            simulated=False,
            nats=bus["cli"],
            sealed_nats=bus["sealed_portal"],
            keys=str(self.keys),
            http=self.services.http,
            postgres=self.endpoints.postgres_admin,
            repair={"open": bus["operator"], "sealed": bus["sealed_operator"]},
        )

    @property
    def endpoints(self) -> Endpoints:
        """Where the servers are, past any network."""
        return self._stack.endpoints

    @property
    def folder(self) -> Path:
        """Where the command line finds the system: its SINHHOAT_RUN."""
        return self.directory / "run"

    @property
    def keys(self) -> Path:
        return self._stack.directory / "keys"

    @property
    def logs(self) -> Path:
        """Of the services; those of the servers lie in their directories."""
        return self.directory / "logs"

    @property
    def postgres(self) -> PostgresServer:
        assert self._stack.postgres is not None
        return self._stack.postgres

    @property
    def nats(self) -> NatsServer:
        assert self._stack.nats is not None
        return self._stack.nats

    @property
    def store(self) -> Path:
        """What NATS keeps of the streams."""
        return self._stack.directory / "nats" / "store"

    def log_of(self, name: str) -> Path:
        servers = {POSTGRES: "postgres/postgres.log", NATS: "nats/nats.log"}
        return self._stack.directory / servers[name] if name in servers else self.logs / f"{name}.log"

    def child(self, name: str) -> Child:
        """The process of a service or server, by its name in EVERYBODY."""
        child = {POSTGRES: self.postgres.child, NATS: self.nats.child}.get(name) or self.services.children[name]
        assert child is not None
        return child

    async def kill(self, name: str) -> None:
        """As `kill -9`; returns when the process has ended, and the backends that only notice that it has."""
        await self.child(name).kill()
        if name == POSTGRES:
            directory = (self._stack.directory / "postgres").resolve()
            gone: bool = await eventually(lambda: not pids_of(directory), within=30)
            assert gone

    async def start(self, name: str) -> None:
        """Start again what has ended, and wait until it answers; StackError when it does not."""
        if name == POSTGRES:
            await self.postgres.start()
        elif name == NATS:
            await self.nats.start()
        else:
            await self.services.start(name)

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """The process, and what it has started, as under SIGSTOP until the block ends."""
        pids = family(self.child(name).pid)
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in reversed(pids):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def left(self) -> dict[int, str]:
        """The processes that work in the system's directory or on its disks, or were told of them, but for this one."""
        places = [self.directory, *((self.disks.postgres, self.disks.nats) if self.disks else ())]
        return {pid: line for at in places for pid, line in pids_of(at.resolve()).items() if pid != os.getpid()}
