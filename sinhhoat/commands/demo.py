"""`demo`: Hóc Môn through a simulated year of real services, its quarter, and what a late visit makes of it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contracts.reporting import Evidence, QuarterReport, ReadEvidence, ReadQuarter, ReadUnitHistory, UnitHistory
from contracts.restatements import RevisionDiff
from services.chassis.messaging import Client
from sinhhoat import printing, revisions, words
from sinhhoat.asking import client_of
from sinhhoat.commands.full_year import full_year
from sinhhoat.commands.load import progress_of
from sinhhoat.commands.up import listening, system
from sinhhoat.figures import Published, quarter_json
from sinhhoat.known import Known
from sinhhoat.loading import Loader
from sinhhoat.registers import Findings, Register, read_register
from sinhhoat.running import Running
from sinhhoat.simulation.calendar import evening
from sinhhoat.simulation.drive import Driver, Year
from sinhhoat.simulation.people import Cast
from sinhhoat.simulation.signed import Signing
from sinhhoat.stack.directories import own_directory
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.terminal import console

EXAMPLE = Path(__file__).parents[2] / "examples" / "hoc-mon-2019"
KEEPER, ROOT, QUARTER, FIGURE = "hoc-mon", "HU", "2019-Q1", "divergence"
FIRST_DAY = date(2019, 1, 2)
SEED = "2019"
SHOWN = 12


@dataclass(frozen=True)
class Shown:
    """What the demo ends with; `who` are codes by person id, `reasons` words by text id.

    `restated`: what the quarter says otherwise since it was closed.
    """

    report: QuarterReport
    evidence: Evidence
    history: UnitHistory
    who: Mapping[str, str]
    reasons: Mapping[str, str]
    restated: RevisionDiff


def demo(
    once: Annotated[bool, typer.Option(help="End after printing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on standard output.")] = False,
    seed: Annotated[str, typer.Option(help="Another seed, another year.")] = SEED,
    full: Annotated[bool, typer.Option(help="290 cells, every command, all quarters counted again.")] = False,
) -> None:
    """A district's year through real services, a real bus and a real database, in a private directory."""
    raise typer.Exit(run_until_stopped((full_year if full else _demo)(once, as_json, seed)))


async def _demo(once: bool, as_json: bool, seed: str) -> int:
    async with (
        own_directory("demo") as directory,
        system(directory, (KEEPER, "city"), "simulated") as (running, failure),
    ):
        shown = await run_year(running, seed)
        published = Published.read(EXAMPLE / "published.json")
        if as_json:
            print(json.dumps(_json(shown, running, published), ensure_ascii=False), flush=True)
        else:
            _print(shown, running, published)
        if once:
            return 0
        print("Ctrl-C để dừng / Ctrl-C to stop", file=sys.stderr)
        print(await failure(), file=sys.stderr)
        return 1


async def run_year(running: Running, seed: str) -> Shown:
    """Load the register, drive the year, and ask for what is shown."""
    register = read_register([EXAMPLE])
    if isinstance(register, Findings):
        raise StackError(f"the example register has {len(register)} findings")
    async with AsyncExitStack() as opened:
        staff = await opened.enter_async_context(client_of(running, KEEPER))
        known = await _load(staff, register)
        cast = Cast.of(register, known, seed)
        observers = {
            observer.person_id: await opened.enter_async_context(
                client_of(running, KEEPER, str(observer.person_id), ("observer",))
            )
            for observer in cast.observers
        }
        year = Year(KEEPER, FIRST_DAY.year, cast, seed, FIRST_DAY)
        after = await _drive(staff, observers, year)
        city = await opened.enter_async_context(client_of(running, "city"))
        signing = Signing(year, cast, known.units[ROOT.casefold()], staff, city, observers.__getitem__)
        return await _ask(staff, after, _moved_cell(year, cast), signing)


def _moved_cell(year: Year, cast: Cast) -> str:
    """A cell that has observers, and whose first move falls into the quarter that is shown."""
    observed = {cell_id for observer in cast.observers for cell_id in observer.cells}
    moved = (meeting for meeting in year.meetings if meeting.moved_on and meeting.cell.cell_id in observed)
    return min(moved, key=lambda meeting: meeting.month).cell.code


async def _ask(staff: Client, after: dict[str, int], code: str, signing: Signing) -> Shown:
    """The report as it was, before anything is told late."""
    report = await staff.ask(KEEPER, ReadQuarter(quarter=QUARTER, after=after))
    history = await staff.ask(KEEPER, ReadUnitHistory(unit_code=code, limit=SHOWN))
    references = [(event.feed.split(".")[1], str(event.reason)) for event in history.events if event.reason]
    return Shown(
        report=report,
        evidence=await staff.ask(KEEPER, ReadEvidence(figure=FIGURE, quarter=QUARTER, limit=SHOWN)),
        history=history,
        who=await words.people(staff, KEEPER),
        reasons=await words.texts(staff, KEEPER, references),
        restated=await signing.restated(after),
    )


async def _load(staff: Client, register: Register) -> Known:
    known = Known()
    with progress_of(register) as progress:
        at = evening(FIRST_DAY, time(7, 30))
        loaded = await Loader(staff, KEEPER, progress, at=at).load(register, known)
    if loaded.refused:
        about, why = loaded.refused[0]
        raise StackError(f"the example register was refused: {about}: {why.en}")
    return known


async def _drive(staff: Client, observers: dict[UUID, Client], year: Year) -> dict[str, int]:
    with _year_bar(len(year.days())) as progress:
        driver = Driver(year, staff, observers.__getitem__, progress)
        await driver.adopt_rubrics(FIRST_DAY)
        await driver.run()
    return driver.after


@contextmanager
def _year_bar(days: int) -> Iterator[Callable[[date], None]]:
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.fields[day]}"), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True)) as bars:
        task = bars.add_task("2019", total=days, day="")
        yield lambda day: bars.update(task, advance=1, day=f"{day:%d/%m/%Y}")


def _json(shown: Shown, running: Running, published: Published) -> dict[str, Any]:
    return {
        **quarter_json(shown.report, published),
        "evidence": shown.evidence.model_dump(mode="json"),
        "history": shown.history.model_dump(mode="json"),
        "restated": shown.restated.model_dump(mode="json"),
        "listening": {"http": running.http, "nats": running.nats.rsplit("@", 1)[-1], "pid": os.getpid()},
    }


def _print(shown: Shown, running: Running, published: Published) -> None:
    out = console()
    report = shown.report
    out.print(printing.quarter_table(report))
    out.print(printing.coverage_table(report.head, report.coverage, report.visited_coverage, published))
    out.print(printing.evidence_table(shown.evidence, SHOWN, shown.who))
    out.print(printing.unit_table(shown.history, shown.who, shown.reasons))
    out.print(*revisions.short(shown.restated), sep="\n")
    out.print(listening(running))
