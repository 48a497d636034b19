"""`sinhhoat replay` over a running node, as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sinhhoat.node import Kind
from sinhhoat.processes import Processes
from sinhhoat.running import FOLDER, Running, announce
from sinhhoat.stack import Endpoints


@asynccontextmanager
async def announced(
    endpoints: Endpoints, keepers: tuple[str, ...], kind: Kind, directory: Path
) -> AsyncIterator[Processes]:
    """All services at work, each a process, and the file by which the command line finds them."""
    keys = directory / "keys"
    async with Processes(endpoints, keepers, kind, keys, directory) as node:
        # In tests the databases of one system have names of their own.
        suffix = endpoints.database("reporting").removeprefix("reporting")
        running = Running(
            pid=os.getpid(),
            directory=str(directory),
            keepers=keepers,
            simulated=kind == "simulated",
            nats=endpoints.nats["cli"],
            sealed_nats=None,
            keys=str(keys),
            http=node.http,
            postgres=endpoints.postgres_admin.replace("{database}", "{database}" + suffix),
        )
        announce(running, directory / "run")
        yield node


async def replayed(
    service: str, directory: Path, *options: str, started: Callable[[int], None] = lambda pid: None
) -> list[dict[str, Any]]:
    """What the command answers for each projection; RuntimeError with its complaint, or where events are parked."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sinhhoat", "replay", service, "--json", *options),
        env={**os.environ, FOLDER: str(directory / "run")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    started(process.pid)
    try:
        told, complaint = await process.communicate()
    finally:
        # Only a measurement that was broken off leaves it running.
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        raise RuntimeError(f"the replay failed: {complaint.decode()[-2_000:]}")
    rebuilt: list[dict[str, Any]] = json.loads(told)["rebuilt"]
    if any(one["still_parked"] for one in rebuilt):
        raise RuntimeError(f"the replay could not apply everything: {rebuilt}")
    return rebuilt
