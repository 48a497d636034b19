"""Each service as a process of its own, started and watched by this one, which they do not outlive."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

import anyio

from services.chassis.messaging.keys import make_node_keys
from sinhhoat.node import SERVICES, Kind, environment_of
from sinhhoat.stack.children import Child, Program, first_failure, tail
from sinhhoat.stack.endpoints import Endpoints
from sinhhoat.stack.errors import StackError

READY_SECONDS = 60.0
LOOK_SECONDS = 0.05


def of_its_own(name: str) -> tuple[str, ...]:
    """As a container starts it, with no other service in reach."""
    return ("-m", f"services.{name}.main")


class Processes:
    """`async with Processes(...)`: every service by its `main` module or as `arguments` say; all ready once entered."""

    def __init__(
        self,
        endpoints: Endpoints,
        keepers: tuple[str, ...],
        kind: Kind,
        keys: Path,
        directory: Path,
        arguments: Callable[[str], tuple[str, ...]] = of_its_own,
    ) -> None:
        """`arguments` of Python start the service of a name."""
        self._endpoints, self._keepers, self._kind, self._keys = endpoints, keepers, kind, keys
        self._directory, self._arguments = directory, arguments
        self.children: dict[str, Child] = {}
        self.http: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(make_node_keys, self._keys, SERVICES)
        try:
            await asyncio.gather(*(self.start(name) for name in SERVICES))
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def start(self, name: str) -> None:
        """Start a service, again after it was killed, and wait until it listens; StackError when it ends instead."""
        ready = self._directory / f"{name}.ready"
        ready.unlink(missing_ok=True)
        environment = environment_of(name, self._endpoints, self._keepers, self._kind, self._keys, ready)
        program = Program(
            name=name,
            command=(sys.executable, *self._arguments(name)),
            log=self._directory / f"{name}.log",
            stop_signal=signal.SIGTERM,
            orphan_signal=signal.SIGTERM,
            environment=environment,
        )
        child = self.children[name] = await Child.start(program)
        try:
            await asyncio.wait_for(_written(ready, child), READY_SECONDS)
        except TimeoutError:
            raise StackError(f"{name} was not ready in {READY_SECONDS:.0f} s: {tail(program.log)}") from None
        self.http[name] = json.loads(ready.read_text(encoding="utf-8"))["http"]

    async def failure(self) -> StackError:
        """Wait until a service ends by itself and answer the sentence about it."""
        return await first_failure(list(self.children.values()))

    async def _stop(self) -> None:
        # Shielded: leaving because of a cancellation must not cancel the leaving.
        with anyio.CancelScope(shield=True):
            await asyncio.gather(*(child.stop(within=20.0) for child in self.children.values()))


async def _written(ready: Path, child: Child) -> None:
    while not ready.exists():
        if not child.running:
            raise child.failure()
        await asyncio.sleep(LOOK_SECONDS)
