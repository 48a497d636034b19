"""`replay`: makes what a service keeps of others' histories anew, beside the live tables, and swaps the two."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
import uvloop
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.chassis.call import Actor, Role
from services.chassis.feed import SEALED
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from services.chassis.projection.projection import Projection
from services.chassis.projection.rebuild import Rebuild, RebuildRefused, Surroundings, Undo
from sinhhoat.asking import person
from sinhhoat.node import SERVICES
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

CONNECTIONS = 8
_DATABASE = "Cơ sở dữ liệu không làm được, chưa thay gì / The database failed us, nothing was replaced"
Told = dict[str, Any]
Work = Callable[[Projection, Surroundings, str], Awaitable[Told]]


def replayable() -> dict[str, list[Projection]]:
    """Service -> what can be made anew. Of sealed histories not even the progress may be told."""
    found = {name: [p for p in service.projections if SEALED not in p.sources] for name, service in SERVICES.items()}
    return {name: projections for name, projections in found.items() if projections}


def replay(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(replayable())}.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was live before the last replay.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Replace the tables also where rows differ.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Rebuild a service's tables from the owners' histories while it goes on reading and answering.

    Ends with 0 when they were replaced, 1 when anything stood against it: then nothing was changed. Rows that differ
    from the live ones are a finding: they are named, and replace them only with --accept.
    """
    projections = replayable().get(service)
    if projections is None:
        raise typer.BadParameter(f"nothing to rebuild; there are {', '.join(replayable())}")
    running = find(run_folder(dict(os.environ)))
    work = _undone if undo else partial(_rebuilt, accept=accept)
    try:
        done = uvloop.run(_each(running, service, projections, work))
    except RebuildRefused as no:
        print(no, file=sys.stderr)
        raise typer.Exit(1) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        # The swap is the last thing that happens, and happens whole or not at all.
        print(f"{_DATABASE} ({type(error).__name__})", file=sys.stderr)
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps({"rebuilt": done}, ensure_ascii=False))
    else:
        _show(done)


async def _each(running: Running, service: str, projections: Sequence[Projection], work: Work) -> list[Told]:
    """One projection after the other, with a bar for each."""
    done: list[Told] = []
    async with _surroundings(running, service) as around:
        for projection in projections:
            with _bar(projection.name) as progress:
                done.append(await work(projection, replace(around, progress=progress), service))
    return done


async def _rebuilt(projection: Projection, around: Surroundings, service: str, *, accept: bool) -> Told:
    rebuild = Rebuild(projection, around, f"{service}_owner", f"{service}_service", accept=accept)
    return {"projection": projection.name, **asdict(await rebuild.run())}


async def _undone(projection: Projection, around: Surroundings, service: str) -> Told:
    events = await Undo(projection, around, f"{service}_owner", f"{service}_service").run()
    return {"projection": projection.name, "events": events}


@asynccontextmanager
async def _surroundings(running: Running, service: str) -> AsyncIterator[Surroundings]:
    """Sessions that act as the owner of the service's tables, and the way to the owners of the feeds."""
    url, role = running.postgres.format(database=service), f"{service}_owner"
    # What a power cut takes from the workers is made again: only the session that swaps waits for the disk.
    hasty = {"role": role, "synchronous_commit": "off"}
    client = await Client.connect(running.nats, _token(running), name="sinhhoat-replay")
    admin = await asyncpg.connect(url, server_settings={"role": role})
    try:
        async with asyncpg.create_pool(url, min_size=1, max_size=CONNECTIONS, server_settings=hasty) as pool:
            yield Surroundings(admin, pool, client.read_feed, now=lambda: datetime.now(UTC))
    finally:
        await admin.close()
        await client.close()


def _token(running: Running) -> Callable[[], str]:
    """Feeds are read by services: whoever sits at the node holds its key, and speaks as one."""
    roles = tuple(Role("service", keeper, None) for keeper in running.keepers)
    actor = Actor(person("node", running.district), roles)
    return renewed(signing_tokens(Path(running.keys)), actor, lambda: datetime.now(UTC))


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True)) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _show(done: Sequence[Told]) -> None:
    for told in done:
        console().print(f"{told['projection']}: {told['events']} sự kiện / events")
        if "rows" in told:
            _show_tables(told)


def _show_tables(told: Told) -> None:
    table = Table("Bảng / Table", "Số dòng / Rows", "")
    names = sorted({*told["rows"], *told["different"]})
    for name in names:
        same = "khác / differs" if name in told["different"] else "như cũ / as before"
        table.add_row(name, str(told["rows"].get(name, "")), same)
    console().print(table)
    if told["freed"] or told["still_parked"]:
        freed, still = told["freed"], told["still_parked"]
        console().print(f"gác lại / parked: {freed} đã áp dụng / went through, {still} còn lại / stay")
