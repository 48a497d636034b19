"""`history`: every event of one aggregate, or everything that was told about one unit."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated, Any
from uuid import UUID

import typer

from contracts.history import HISTORIES
from contracts.reporting import ReadUnitHistory
from sinhhoat import printing, words
from sinhhoat.asking import client_of
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

OWNERS = {
    "structure": "registry",
    "unit": "registry",
    "meeting": "meetings",
    "notice": "assignments",
    "visit": "assignments",
    "cell_rating": "ratings",
    "rubrics": "ratings",
}
"""Which service keeps aggregates of a kind; `cell` and `committee` are told by reporting, by code."""


def history(
    kind: Annotated[str, typer.Argument(help=f"cell, committee (by code), or {', '.join(OWNERS)} (by id).")],
    which: Annotated[str, typer.Argument(help="A unit's code, or the id of an aggregate.")],
    keeper: Annotated[str | None, typer.Option(help="Keeper; the district of the node.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")] = "node",
    most: Annotated[int, typer.Option(min=1, help="At most so many events of a unit.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """When each thing happened, when it was recorded, by whom, why, and at which position."""
    running = find(run_folder(dict(os.environ)))
    if kind in ("cell", "committee"):
        asyncio.run(_unit(running, keeper or running.district, which, as_person, most, as_json))
        return
    if kind not in OWNERS:
        raise typer.BadParameter(f"no such kind; there are cell, committee, {', '.join(OWNERS)}")
    try:
        aggregate_id = UUID(which)
    except ValueError as error:
        raise typer.BadParameter(f"{kind} is named by its id (a UUID)") from error
    asyncio.run(_aggregate(running, keeper or running.district, kind, aggregate_id, as_person, as_json))


async def _unit(running: Running, keeper: str, code: str, name: str, most: int, as_json: bool) -> None:
    async with client_of(running, keeper, name) as client:
        told = await client.ask(keeper, ReadUnitHistory(unit_code=code))
        if as_json:
            print(told.model_dump_json())
            return
        shown = told.events[:most]
        references = [(event.feed.split(".")[1], str(event.reason)) for event in shown if event.reason]
        reasons = await words.texts(client, keeper, references)
        console().print(printing.unit_table(told, most, await words.people(client, keeper), reasons))


async def _aggregate(running: Running, keeper: str, kind: str, aggregate_id: UUID, name: str, as_json: bool) -> None:
    service = OWNERS[kind]
    query = next(one for one in HISTORIES if one.service() == service)
    async with client_of(running, keeper, name) as client:
        told = await client.ask(keeper, query(kind=kind, aggregate_id=aggregate_id))
        if as_json:
            print(told.model_dump_json())
            return
        references = [(service, text_id) for entry in told.entries for text_id in _text_ids(entry.happened)]
        reasons = await words.texts(client, keeper, references)
        who = await words.people(client, keeper)
        heading = printing.headed(f"{kind} {aggregate_id}", running.simulated)
        console().print(printing.aggregate_table(heading, told.entries, who, reasons))


def _text_ids(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["text_id"])] if "text_id" in value else []
        return own + [found for part in value.values() for found in _text_ids(part)]
    return []
