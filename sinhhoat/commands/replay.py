"""`replay`: makes what a service keeps of others' histories anew, beside the live tables; or the state of a moment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
import uvloop
from rich.table import Table

from services.chassis.feed import SEALED
from services.chassis.projection.projection import Projection
from services.chassis.projection.rebuild import Rebuild, RebuildRefused, Surroundings, Undo
from sinhhoat import replays
from sinhhoat.moments import moment
from sinhhoat.node import SERVICES
from sinhhoat.rebuilding import bar, roles, surroundings
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

_DATABASE = "Cơ sở dữ liệu không làm được, chưa thay gì / The database failed us, nothing was replaced"
Told = dict[str, Any]
Work = Callable[[Projection, Surroundings, str], Awaitable[Told]]
T = TypeVar("T")


def replayable() -> dict[str, list[Projection]]:
    """Service -> what can be made anew. Of sealed histories not even the progress may be told."""
    found = {name: [p for p in service.projections if SEALED not in p.sources] for name, service in SERVICES.items()}
    return {name: projections for name, projections in found.items() if projections}


def replay(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(replayable())}.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was live before the last replay.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Replace the tables also where rows differ.")] = False,
    until: Annotated[
        str | None,
        typer.Option(help="Build the state of a moment beside the live tables: of a kept report, a file, an instant."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="With --until: what to call it; else it follows from it.")] = None,
    keeper: Annotated[list[str] | None, typer.Option(help="With an instant: these keepers alone.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="What has been built by --until.")] = False,
    drop: Annotated[str | None, typer.Option(help="Let one of these go.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Rebuild a service's tables from the owners' histories while it goes on reading and answering.

    Ends with 0 when they were replaced, 1 when anything stood against it: then nothing was changed. Rows that differ
    from the live ones are a finding: they are named, and replace them only with --accept. With --until nothing is
    replaced: reports are read from what was built by `report … --replay NAME`.
    """
    projections = replayable().get(service)
    if projections is None:
        raise typer.BadParameter(f"nothing to rebuild; there are {', '.join(replayable())}")
    _check(service, [undo or accept, until is not None, listing, drop is not None], of_until=bool(name or keeper))
    running = find(run_folder(dict(os.environ)))
    if until is not None:
        _until(running, service, until, name, keeper or [], as_json=as_json)
    elif listing:
        found = _done(replays.listed(running, service))
        _tell({"replays": [replays.told(side) for side in found]}, partial(replays.show_all, found), as_json=as_json)
    elif drop is not None:
        _done(replays.drop(running, service, drop))
        _tell({"dropped": drop}, lambda: print(f"Đã bỏ / dropped: {drop}"), as_json=as_json)
    else:
        work = _undone if undo else partial(_rebuilt, accept=accept)
        done = _done(_each(running, service, projections, work))
        _tell({"rebuilt": done}, partial(_show, done), as_json=as_json)


def _check(service: str, acts: Sequence[bool], *, of_until: bool) -> None:
    """One thing at a time, and moments only of what can be asked about them."""
    if sum(acts) > 1:
        raise typer.BadParameter("one of --undo or --accept, --until, --list and --drop at a time")
    if of_until and not acts[1]:
        raise typer.BadParameter("--name and --keeper go with --until")
    if any(acts[1:]) and service not in replays.ASKED:
        raise typer.BadParameter(f"nobody answers from a moment of it; there are {', '.join(replays.ASKED)}")


def _until(
    running: Running, service: str, text: str, name: str | None, keepers: Sequence[str], *, as_json: bool
) -> None:
    wanted = moment(text, now=datetime.now(UTC), simulated=running.simulated)
    if wanted.known is not None and keepers:
        raise typer.BadParameter("--keeper goes with an instant: a file names its feeds")
    if unknown := set(keepers) - set(running.keepers):
        raise typer.BadParameter(f"not on this node: {', '.join(sorted(unknown))}")
    side = _done(replays.build(running, service, wanted, name, keepers))
    _tell({"replay": replays.told(side)}, partial(replays.show, side, wanted), as_json=as_json)


def _done(work: Coroutine[Any, Any, T]) -> T:
    """Run it; what stands against it is one sentence, and the command ends with 1."""
    try:
        return uvloop.run(work)
    except RebuildRefused as no:
        print(no, file=sys.stderr)
        raise typer.Exit(1) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        # The swap is the last thing that happens, and happens whole or not at all.
        print(f"{_DATABASE} ({type(error).__name__})", file=sys.stderr)
        raise typer.Exit(1) from None


def _tell(told: Told, show: Callable[[], None], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        show()


async def _each(running: Running, service: str, projections: Sequence[Projection], work: Work) -> list[Told]:
    """One projection after the other, with a bar for each."""
    done: list[Told] = []
    async with surroundings(running, service) as around:
        for projection in projections:
            with bar(projection.name) as progress:
                done.append(await work(projection, replace(around, progress=progress), service))
    return done


async def _rebuilt(projection: Projection, around: Surroundings, service: str, *, accept: bool) -> Told:
    rebuild = Rebuild(projection, around, *roles(service), accept=accept)
    return {"projection": projection.name, **asdict(await rebuild.run())}


async def _undone(projection: Projection, around: Surroundings, service: str) -> Told:
    events = await Undo(projection, around, *roles(service)).run()
    return {"projection": projection.name, "taken_back": True, "events": events}


def _show(done: Sequence[Told]) -> None:
    for told in done:
        what = "đã quay lại bản trước / the former tables are live again" if "taken_back" in told else ""
        line = f"{told['projection']}: {told['events']} sự kiện / events"
        console().print(f"{line}; {what}" if what else line)
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
