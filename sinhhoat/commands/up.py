"""`up`: the whole system on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.table import Table

from services.chassis import logs
from services.chassis.feed import check_keepers
from sinhhoat import hosted
from sinhhoat.node import Kind, Node
from sinhhoat.processes import Processes
from sinhhoat.running import Running, announce, run_folder
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.stack.settings import StackSettings
from sinhhoat.stack.stack import Stack
from sinhhoat.terminal import console

KEEPERS = ["hoc-mon", "city"]
DATA = Path(".sinhhoat")
Failure = Callable[[], Awaitable[StackError]]


def up(
    data: Annotated[Path, typer.Option(help="Directory that keeps everything.")] = DATA,
    keeper: Annotated[
        list[str] | None,
        typer.Option(
            help="Keeper to host; several times for several. Without any: those of a generated city,"
            " else hoc-mon and city."
        ),
    ] = None,
    simulated: Annotated[bool, typer.Option(help="Make stores whose clock the caller moves.")] = False,
    processes: Annotated[bool, typer.Option(help="Run each service as a process of its own.")] = False,
) -> None:
    """Start PostgreSQL, NATS and all services; everything is kept in the data directory."""
    there = hosted.remembered(data)
    keepers = tuple(keeper or (there.keepers if there else KEEPERS))
    simulated = simulated or (there is not None and there.kind == "simulated")
    try:
        check_keepers(list(keepers))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--keeper") from error
    raise typer.Exit(run_until_stopped(_up(data, keepers, "simulated" if simulated else "real", processes)))


async def _up(data: Path, keepers: tuple[str, ...], kind: Kind, processes: bool) -> int:
    async with system(data, keepers, kind, processes) as (running, failure):
        console(stderr=True).print(listening(running))
        print(await failure(), file=sys.stderr)
        return 1


@asynccontextmanager
async def system(
    directory: Path, keepers: tuple[str, ...], kind: Kind, processes: bool = False
) -> AsyncIterator[tuple[Running, Failure]]:
    """Everything started and announced to the other commands; stopped in order on leaving.

    With it comes what waits until one of the processes ends by itself, and answers the sentence about it.
    """
    logs.configure()
    # Whoever sits before it reads tables and progress; that a relay leads is for log files.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    async with Stack(directory, StackSettings()) as stack:
        keys = directory.absolute() / "keys"
        node: Node | Processes
        failure: Failure
        if processes:
            node = Processes(stack.endpoints, keepers, kind, keys, directory.absolute())
            failure = partial(_first_of, stack.failure, node.failure)
        else:
            node = Node(stack.endpoints, keepers, kind, keys, clock=lambda: datetime.now(UTC))
            failure = stack.failure
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
                repair={"open": stack.endpoints.nats["operator"], "sealed": stack.endpoints.nats["sealed_operator"]},
            )
            file = announce(running, run_folder(dict(os.environ)))
            try:
                yield running, failure
            finally:
                await asyncio.to_thread(file.unlink, missing_ok=True)


async def _first_of(*failures: Failure) -> StackError:
    waiting = [asyncio.ensure_future(failure()) for failure in failures]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return done.pop().result()


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
