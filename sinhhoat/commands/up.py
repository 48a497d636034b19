"""`up`: the whole system on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.chassis import logs
from services.chassis.feed import check_keepers
from sinhhoat.node import Kind, Node
from sinhhoat.processes import Processes
from sinhhoat.running import Running, announce, run_folder
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.stack.settings import StackSettings
from sinhhoat.stack.stack import Stack

KEEPERS = ["hoc-mon", "city"]
DATA = Path(".sinhhoat")


def up(
    data: Annotated[Path, typer.Option(help="Directory that keeps everything.")] = DATA,
    keeper: Annotated[list[str] | None, typer.Option(help="Keeper to host; several times for several.")] = None,
    simulated: Annotated[bool, typer.Option(help="Make stores whose clock the caller moves.")] = False,
    processes: Annotated[bool, typer.Option(help="Run each service as a process of its own.")] = False,
) -> None:
    """Start PostgreSQL, NATS and all services; everything is kept in the data directory."""
    keepers = tuple(keeper or KEEPERS)
    try:
        check_keepers(list(keepers))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--keeper") from error
    raise typer.Exit(run_until_stopped(_up(data, keepers, "simulated" if simulated else "real", processes)))


async def _up(data: Path, keepers: tuple[str, ...], kind: Kind, processes: bool) -> int:
    async with system(data, keepers, kind, processes) as (running, stack):
        Console(stderr=True).print(listening(running))
        failure = await stack.failure()
        print(failure, file=sys.stderr)
        return 1


@asynccontextmanager
async def system(
    directory: Path, keepers: tuple[str, ...], kind: Kind, processes: bool = False
) -> AsyncIterator[tuple[Running, Stack]]:
    """Everything started and announced to the other commands; stopped in order on leaving."""
    logs.configure()
    async with Stack(directory, StackSettings()) as stack:
        keys = directory.absolute() / "keys"
        node: Node | Processes
        if processes:
            node = Processes(stack.endpoints, keepers, kind, keys, directory.absolute())
        else:
            node = Node(stack.endpoints, keepers, kind, keys, clock=lambda: datetime.now(UTC))
        async with node:
            running = Running(
                pid=os.getpid(),
                directory=str(directory.absolute()),
                keepers=keepers,
                simulated=kind == "simulated",
                nats=stack.endpoints.nats["cli"],
                sealed_nats=stack.endpoints.nats["sealed_portal"],
                keys=str(keys),
                http=node.http,
                postgres=stack.endpoints.postgres_admin,
            )
            file = announce(running, run_folder(dict(os.environ)))
            try:
                yield running, stack
            finally:
                await asyncio.to_thread(file.unlink, missing_ok=True)


def listening(running: Running) -> Table:
    """Where things listen, without the passwords."""
    table = Table(title="Đang chạy / Up", title_justify="left")
    table.add_column("Dịch vụ / Service")
    table.add_column("Địa chỉ / Address")
    for service, port in running.http.items():
        table.add_row(service, f"http://127.0.0.1:{port}/livez /readyz /metrics")
    table.add_row("NATS", running.nats.rsplit("@", 1)[-1])
    table.add_row("keepers", ", ".join(running.keepers) + (" (SIMULATED)" if running.simulated else ""))
    table.add_row("dữ liệu / data", running.directory)
    return table
