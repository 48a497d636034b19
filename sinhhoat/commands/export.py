"""`export history` and `import history`: a whole history in a file, and back into an empty store."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from contracts.archive import HistoryEnd
from services.chassis.feed import SEALED, Feed
from sinhhoat.asking import client_of
from sinhhoat.histories import stores
from sinhhoat.histories.exporting import ASKED, export
from sinhhoat.histories.files import writing
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

exporting = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Write a whole history into a file, checked row by row."
)
importing = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Bring an exported history into an empty store."
)

ROLES = ("auditor", "operator")
Database = Annotated[
    str | None,
    typer.Option(
        envvar="SINHHOAT_MIGRATION_URL",
        show_envvar=True,
        help="The service's database, as its migration role; the running stack's own.",
    ),
]


@exporting.callback()
def _exporting() -> None:
    """Keeps `history` a word of its own while it is the only one."""


@importing.callback()
def _importing() -> None:
    """Keeps `history` a word of its own while it is the only one."""


@exporting.command("history")
def export_history(
    to: Annotated[Path, typer.Option(help="A new file, such as meetings.ndjson.zst.")],
    service: Annotated[
        str | None,
        typer.Option(help=f"Whose history: {', '.join(ASKED)}. Without it: every open one, each in a file of its own."),
    ] = None,
    keeper: Annotated[str | None, typer.Option(help="Keeper; the district of the node.")] = None,
    with_texts: Annotated[bool, typer.Option("--with-texts", help="The words of the free texts too.")] = False,
    as_person: Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")] = "node",
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Every stored row with all its columns and the message that readers were told; free texts only if asked for.

    Without --service the files are named after it: hoc-mon.ndjson.zst becomes hoc-mon.registry.ndjson.zst and so on.
    Visit plans are exported under the name `sealed` alone, and to an auditor. The file holds who did what: keep it so.
    """
    if service is not None and service not in ASKED:
        raise typer.BadParameter(f"no such history; there are {', '.join(ASKED)}")
    files = {service: to} if service else {name: _beside(to, name) for name in ASKED if name != SEALED}
    if there := [str(file) for file in files.values() if file.exists()]:
        raise typer.BadParameter(f"{', '.join(there)} is there already")
    running = find(run_folder(dict(os.environ)))
    here = keeper or running.district
    _tell_all(
        (
            (str(file), asyncio.run(_export(running, Feed(here, name), file, with_texts, as_person)))
            for name, file in files.items()
        ),
        as_json,
    )


@importing.command("history")
def import_history(
    files: Annotated[list[Path], typer.Argument(help="What `export history` has written.")],
    database: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Write the rows as they are into each feed's own store, which must be empty and of the same kind.

    Each file is checked whole before anything of it is written. Its service may run meanwhile: the relay tells the
    readers.
    """
    _tell_all(((str(file), _brought_in(file, database)) for file in files), as_json)


def address_of(feed: Feed, database: str | None) -> str:
    """The database that was named, or the one of the running stack."""
    return database or find(run_folder(dict(os.environ))).postgres.format(database=stores.owner_of(feed))


async def _export(running: Running, feed: Feed, to: Path, texts: bool, who: str) -> HistoryEnd:
    with Progress(console=console(stderr=True), transient=True) as progress, writing(to) as writer:
        task = progress.add_task(str(feed))
        async with client_of(running, feed.keeper, who, ROLES) as client:
            return await export(
                client,
                feed,
                writer,
                texts=texts,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )


def _beside(to: Path, service: str) -> Path:
    """`hoc-mon.registry.ndjson.zst` beside `hoc-mon.ndjson.zst`."""
    stem, dot, endings = to.name.partition(".")
    return to.with_name(f"{stem}.{service}{dot}{endings}")


def _brought_in(file: Path, database: str | None) -> HistoryEnd:
    _, end = asyncio.run(stores.bring_in(address_of(stores.feed_of(file), database), file))
    return end


def _tell_all(done: Iterator[tuple[str, HistoryEnd]], as_json: bool) -> None:
    """Each as soon as it is done: a later one may be refused."""
    for file, end in done:
        if as_json:
            print(json.dumps({"file": file} | end.model_dump()))
        else:
            told = (f"{name}: {value}" for name, value in end.model_dump().items())
            console().print(file, *told, sep="\n", markup=False, highlight=False, soft_wrap=True)
