"""`calendar`: a month's plan of meetings from CSV or iCalendar, checked whole; the same plan again changes nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.chassis.messaging.serving import LOCAL
from sinhhoat.asking import client_of, instant_of
from sinhhoat.calendars import read_plan
from sinhhoat.calendars.announcing import Announced, Announcer
from sinhhoat.commands.load import show_findings
from sinhhoat.known import known_to
from sinhhoat.registers import Findings
from sinhhoat.running import Running, find, run_folder


def calendar(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files .csv or .ics.")],
    month: Annotated[str, typer.Option(help="The month that is planned: 2024-07.")],
    cell: Annotated[
        str | None, typer.Option(help="Code of the cell where an event of an .ics file names none.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="Place where an event of an .ics file names none.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why meetings that are scheduled otherwise are moved.")] = None,
    keeper: Annotated[str | None, typer.Option(help="Keeper of the meetings; the district of the node.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="Who announces: a person's code or id.")] = "node",
    at: Annotated[datetime | None, typer.Option(help="Instant (Viet Nam's time) in a simulated store.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings and result as JSON.")] = False,
) -> None:
    """Announce a month's meetings from a calendar. docs/registers.md describes the columns and the events."""
    running = find(run_folder(dict(os.environ)))
    wanted, where = _month(month), keeper or running.district
    instant = instant_of(running, at)
    raise typer.Exit(
        asyncio.run(_announce(running, files, wanted, cell, place, reason, where, as_person, instant, as_json))
    )


async def _announce(
    running: Running,
    files: list[Path],
    month: date,
    cell: str | None,
    place: str | None,
    reason: str | None,
    keeper: str,
    name: str,
    at: datetime | None,
    as_json: bool,
) -> int:
    async with client_of(running, keeper, name) as client:
        today = (at or datetime.now(UTC)).astimezone(LOCAL).date()
        known = await known_to(client, keeper, today)
        cells = [unit.code for unit in known.register.units.values() if unit.kind == "cell"]
        plan = read_plan(files, month, cells, cell=cell, place=place)
        if isinstance(plan, Findings):
            show_findings(plan, as_json)
            return 1
        head = known.heads.get(f"{keeper}.meetings", 0)
        announcer = Announcer(client, keeper, by=name, head=head, at=at, reason=reason)
        done = await announcer.send(plan, known.units)
    _show(done, plan.left_out, as_json)
    return 1 if done.refused else 0


def _month(written: str) -> date:
    try:
        return datetime.strptime(written, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise typer.BadParameter("write the month as 2024-07", param_hint="--month") from None


def _show(done: Announced, left_out: int, as_json: bool) -> None:
    if as_json:
        refused = [{"about": about, **refusal.model_dump()} for about, refusal in done.refused]
        told = {"new": done.new, "already_there": done.already_there, "moved": done.moved, "left_out": left_out}
        print(json.dumps({**told, "refused": refused}, ensure_ascii=False))
        return
    numbers = (done.new, done.already_there, done.moved, len(done.refused), left_out)
    said = (
        "{} mới · {} đã có · {} dời · {} bị từ chối · {} việc khác trong lịch được bỏ qua",
        "{} new, {} already there, {} moved, {} refused, {} other entries of the calendar left out",
    )
    print(" / ".join(words.format(*numbers) for words in said), file=sys.stderr)
    for about, refusal in done.refused:
        print(f"{about}: {refusal.code}: {refusal.vi} / {refusal.en}", file=sys.stderr)
