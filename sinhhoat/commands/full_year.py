"""`demo --full`: a year of 290 cells in which every command is used, and its quarters counted again from raw events."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from contracts.reporting import Figure, QuarterReport
from sinhhoat import printing
from sinhhoat.commands.up import listening, system
from sinhhoat.figures import shown, whole
from sinhhoat.running import Running
from sinhhoat.simulation.full.district import District
from sinhhoat.simulation.full.outcome import KEEPER, KEEPERS, Outcome, lived
from sinhhoat.simulation.sending import SimulationFailed
from sinhhoat.stack.directories import own_directory
from sinhhoat.stack.errors import StackError
from sinhhoat.terminal import console

CELLS, YEAR = 290, 2026


async def full_year(once: bool, as_json: bool, seed: str) -> int:
    """Play, count again, print; the code to end with is 1 where something is left out or differs."""
    async with own_directory("demo") as directory, system(directory, KEEPERS, "simulated") as (running, failure):
        try:
            with _bar() as progress:
                outcome = await lived(running, District(KEEPER, CELLS, YEAR, seed), progress)
        except SimulationFailed as failed:
            raise StackError(str(failed)) from None
        if as_json:
            print(json.dumps(_json(outcome, running), ensure_ascii=False), flush=True)
        else:
            _print(outcome, running)
        if once:
            return 0 if outcome.good else 1
        print("Ctrl-C để dừng / Ctrl-C to stop", file=sys.stderr)
        print(await failure(), file=sys.stderr)
        return 1


@contextmanager
def _bar() -> Iterator[Callable[[date], None]]:
    columns = (
        TextColumn("{task.description:>12}"),
        BarColumn(),
        TextColumn("{task.fields[month]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(stderr=True)) as bars:
        task = bars.add_task(str(YEAR), total=12, month="")
        yield lambda first: bars.update(task, advance=1, month=f"{first:%m/%Y}")


def summary(outcome: Outcome) -> str:
    """What was held against what, in one line."""
    found, beside = outcome.checked, outcome.beside
    held = f"{found.figures} figures × {len(found.quarters)} quarters × {len(found.units)} units"
    held += f", {len(beside.units)} units of the neighbour and {len(outcome.today.reports)} reports in lens today"
    return f"checked: {held}, {len(outcome.differences)} differences"


def _json(outcome: Outcome, running: Running) -> dict[str, Any]:
    found = outcome.checked
    return {
        "simulated": True,
        "commands": {
            "used": outcome.used.number,
            "of": outcome.used.of,
            "left_out": outcome.used.left_out,
            "refused": outcome.used.refused,
            "accepted": outcome.commands,
        },
        "events": dict(outcome.events.most_common()),
        "quarters": {quarter: found.of_all(quarter).model_dump(mode="json") for quarter in found.quarters},
        "checked": {
            "figures": found.figures,
            "quarters": found.quarters,
            "units": found.units,
            "units_of_neighbour": outcome.beside.units,
            "reports_today": len(outcome.today.reports),
            "differences": outcome.differences,
        },
        "listening": {"http": running.http, "nats": running.nats.rsplit("@", 1)[-1], "pid": os.getpid()},
    }


def _print(outcome: Outcome, running: Running) -> None:
    out = console()
    out.print(_events(outcome))
    out.print(_figures([outcome.checked.of_all(quarter) for quarter in outcome.checked.quarters]))
    out.print(f"lệnh đã dùng / commands used: {outcome.used.number}/{outcome.used.of} ({whole(outcome.commands)})")
    for name in outcome.used.left_out:
        out.print(f"  chưa dùng / left out: {name}")
    for name in outcome.used.refused:
        out.print(f"  không có dịp dùng, bị từ chối đúng quy tắc / no occasion, refused as it must be: {name}")
    out.print(f"đếm lại từ sự kiện gốc / counted again from the raw events; {summary(outcome)}")
    for line in outcome.differences:
        out.print(f"  {line}", markup=False)
    out.print(listening(running))


def _events(outcome: Outcome) -> Table:
    table = printing.table_of("Sự kiện / Event", "Số / Count", title=printing.headed("Sự kiện của năm / events", True))
    for name, count in outcome.events.most_common():
        table.add_row(name, whole(count))
    return table


def _figures(reports: list[QuarterReport]) -> Table:
    """A column for each quarter."""
    title = printing.title(reports[-1].head, "Bốn quý đến", "the four quarters up to")
    table = printing.table_of("Chỉ tiêu / Figure", *(report.head.quarter for report in reports), title=title)
    table.add_row("Đảng viên / Members", *(whole(report.members) for report in reports))
    for key, figure in _by_key(reports[-1]).items():
        values = [_by_key(report).get(key) for report in reports]
        table.add_row(f"{figure.name_vi} / {figure.name_en}", *(shown(one) if one else "" for one in values))
    return table


def _by_key(report: QuarterReport) -> dict[str, Figure]:
    return {figure.key: figure for figure in (*report.figures, *report.coverage, *report.visited_coverage)}
