"""`load`: a district's register, checked whole, through the ordinary commands; loading again changes nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from services.chassis.messaging.serving import LOCAL
from sinhhoat.asking import client_of, instant_of
from sinhhoat.known import known_to
from sinhhoat.loading import Loaded, Loader
from sinhhoat.printing import table_of
from sinhhoat.registers import Findings, Register, read_register
from sinhhoat.registers.templates import write_template
from sinhhoat.running import Running, find, run_folder
from sinhhoat.stack.errors import StackError
from sinhhoat.terminal import console


def load(
    files: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="CSV or Excel files, or directories of them.")
    ] = None,
    keeper: Annotated[str | None, typer.Option(help="Keeper to load into; the district of the node.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="Who loads: a person's code or id.")] = "node",
    at: Annotated[datetime | None, typer.Option(help="Instant (Viet Nam's time) in a simulated store.")] = None,
    template: Annotated[Path | None, typer.Option(help="Write an empty register into this directory and end.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings and result as JSON.")] = False,
) -> None:
    """Load a register: units, rolls, people, notices, assignments. docs/registers.md describes the sheets."""
    if template is not None:
        print("\n".join(str(path) for path in _template(template)))
        return
    if not files:
        raise typer.BadParameter("name the files of the register, or --template DIRECTORY")
    running = find(run_folder(dict(os.environ)))
    instant = instant_of(running, at)
    raise typer.Exit(asyncio.run(_load(running, files, keeper or running.district, as_person, instant, as_json)))


async def _load(running: Running, files: list[Path], keeper: str, name: str, at: datetime | None, as_json: bool) -> int:
    async with client_of(running, keeper, name) as client:
        today = (at or datetime.now(UTC)).astimezone(LOCAL).date()
        known = await known_to(client, keeper, today)
        register = read_register(files, known.register, today)
        if isinstance(register, Findings):
            show_findings(register, as_json)
            return 1
        with progress_of(register) as progress:
            loaded = await Loader(client, keeper, progress, at=at, by=name).load(register, known)
    _show_loaded(loaded, as_json)
    return 1 if loaded.refused or loaded.not_sent else 0


def _template(directory: Path) -> list[Path]:
    try:
        return write_template(directory)
    except FileExistsError as error:
        there = error.args[0]
        raise StackError(
            f"{there} đã có, không ghi đè; hãy chọn thư mục khác. / "
            f"{there} is there already and is not overwritten; choose another directory."
        ) from None


@contextmanager
def progress_of(register: Register) -> Iterator[Callable[[str, int], None]]:
    """A bar per sheet, on standard error."""
    totals = {
        "cell_types": 1,
        "units": len(register.units),
        "rolls": len(register.rolls),
        "people": len(register.people),
        "notices": len(register.notices),
    }
    columns = (TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(stderr=True)) as bars:
        tasks = {sheet: bars.add_task(sheet, total=total) for sheet, total in totals.items() if total}
        yield lambda sheet, count: bars.update(tasks[sheet], advance=count)


def show_findings(findings: Findings, as_json: bool) -> None:
    """What is wrong, as a table or as JSON."""
    if as_json:
        print(json.dumps({"findings": [asdict(item) for item in findings.items]}, ensure_ascii=False))
        return
    table = table_of("Tệp / File", "Dòng / Line", "Cột / Column", "Giá trị / Value", "Sai ở đâu / What is wrong")
    for item in findings.items:
        table.add_row(item.file, str(item.line or ""), item.column, item.value, f"{item.vi}\n[dim]{item.en}[/dim]")
    out = console(stderr=True)
    out.print(table)
    out.print(f"{len(findings)} lỗi; chưa ghi gì. / {len(findings)} findings; nothing was stored.")


def _show_loaded(loaded: Loaded, as_json: bool) -> None:
    refused = [{"about": about, **refusal.model_dump()} for about, refusal in loaded.refused]
    if as_json:
        told = {"new": loaded.new, "already_there": loaded.already_there, "refused": refused}
        print(json.dumps({**told, "not_sent": loaded.not_sent, "positions": loaded.positions}, ensure_ascii=False))
        return
    numbers = (loaded.new, loaded.already_there, len(loaded.refused), len(loaded.not_sent))
    said = (
        "{} mới · {} đã có · {} bị từ chối · {} chưa gửi vì phần liên quan bị từ chối",
        "{} new, {} already there, {} refused, {} not sent because what they hang on was refused",
    )
    print(" / ".join(words.format(*numbers) for words in said), file=sys.stderr)
    for about, refusal in loaded.refused:
        print(f"{about}: {refusal.code}: {refusal.vi} / {refusal.en}", file=sys.stderr)
    for about in loaded.not_sent:
        print(f"{about}: chưa gửi / not sent", file=sys.stderr)
