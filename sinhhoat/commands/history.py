"""`history`: every event of one aggregate with what it changed, or everything that was told about one unit."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from contracts.history import History, HistoryEntry
from contracts.reporting import ReadUnitHistory, UnitEvent, UnitHistory
from services.chassis.messaging import Client
from services.chassis.messaging.serving import LOCAL
from services.registry.domain import id_of_unit
from sinhhoat import printing, words
from sinhhoat.asking import client_of
from sinhhoat.histories.kinds import KINDS, located, question_of
from sinhhoat.histories.naming import Unnamed
from sinhhoat.histories.table import Words, history_table
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

TIMELINES = ("cell", "committee")
"""What reporting tells of a unit, by its code: events of all services, by the day on which they count."""

PAGE = 200
PAGE_OF_UNIT = 1000
USAGE = "; ".join(f"{kind} {named.usage}".strip() for kind, named in KINDS.items())
Which = Annotated[list[str] | None, typer.Argument(help="What names it, as said beside the kind; or its id.")]


@dataclass(frozen=True)
class Wish:
    """Which history, and which part of it."""

    keeper: str
    service: str
    kind: str
    aggregate_id: UUID
    above: int
    since: datetime | None
    about: UUID | None
    field: str | None
    most: int


def history(
    kind: Annotated[str, typer.Argument(help=f"cell CODE; committee CODE; {USAGE}.")],
    which: Which = None,
    keeper: Annotated[str | None, typer.Option(help="Keeper; the district of the node.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")] = "node",
    most: Annotated[int, typer.Option(min=1, help="At most so many events.")] = 200,
    offset: Annotated[int, typer.Option(min=0, help="Of cell and committee: leave out so many.")] = 0,
    above: Annotated[int, typer.Option(min=0, help="Only events above this version.")] = 0,
    since: Annotated[datetime | None, typer.Option(help="Only what was recorded at this instant or later.")] = None,
    about: Annotated[str | None, typer.Option(help="Only what names this unit (code) or id.")] = None,
    changed: Annotated[str | None, typer.Option("--field", help="Only what changed this field.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """What each event changed, old → new; when it was recorded, by whom, why, on which command, at which position."""
    running = find(run_folder(dict(os.environ)))
    here = keeper or running.district
    if kind in TIMELINES:
        query = ReadUnitHistory(unit_code=_code(kind, which or ()), offset=offset)
        asyncio.run(_unit(running, here, query, as_person, most, as_json))
        return
    if offset:
        raise typer.BadParameter("chỉ dùng với / only with: cell, committee; --above", param_hint="--offset")
    if kind not in KINDS:
        raise typer.BadParameter(f"no such kind; there are {', '.join((*TIMELINES, *KINDS))}")
    try:
        service, aggregate_id = located(kind, here, which or ())
    except Unnamed as error:
        raise typer.BadParameter(str(error)) from error
    wish = Wish(here, service, kind, aggregate_id, above, _instant(since), _id(here, about), changed, most)
    asyncio.run(_aggregate(running, wish, as_person, as_json))


def _code(kind: str, which: Sequence[str]) -> str:
    if len(which) != 1:
        raise typer.BadParameter(f"{kind} is named by CODE")
    return which[0]


async def _unit(running: Running, keeper: str, query: ReadUnitHistory, name: str, most: int, as_json: bool) -> None:
    async with client_of(running, keeper, name) as client:
        told = await read_unit(client, keeper, query, most)
        if as_json:
            print(told.model_dump_json())
            return
        references = [(event.feed.split(".")[1], str(event.reason)) for event in told.events if event.reason]
        reasons = await words.texts(client, keeper, references)
        console().print(printing.unit_table(told, await words.people(client, keeper), reasons))


async def read_unit(client: Client, keeper: str, query: ReadUnitHistory, most: int) -> UnitHistory:
    """As many events as are wished for from the query's offset on, page by page."""
    events: list[UnitEvent] = []
    while True:
        page = query.model_copy(
            update={"offset": query.offset + len(events), "limit": min(PAGE_OF_UNIT, most - len(events))}
        )
        told = await client.ask(keeper, page)
        events += told.events
        if not told.events or len(events) >= most or query.offset + len(events) >= told.total:
            return told.model_copy(update={"events": events})


async def _aggregate(running: Running, wish: Wish, name: str, as_json: bool) -> None:
    async with client_of(running, wish.keeper, name) as client:
        told = await read(client, wish)
        if as_json:
            print(json.dumps(_json(running, wish, told), ensure_ascii=False))
            return
        heading = printing.headed(f"{wish.kind} {wish.aggregate_id} · {wish.keeper}.{wish.service}", running.simulated)
        console().print(history_table(heading, told, await _words(client, wish, told)))


async def read(client: Client, wish: Wish) -> History:
    """As many events as are wished for, page by page; `more` says above which version there may be others.

    The pages bear one correlation, so that the record of sealed reads shows them as one.
    """
    query, reading = question_of(wish.kind, wish.service), str(uuid4())
    found: list[HistoryEntry] = []
    above: int | None = wish.above
    total = 0
    while above is not None and len(found) < wish.most:
        asked = query(
            kind=wish.kind,
            aggregate_id=wish.aggregate_id,
            above=above,
            since=wish.since,
            about=wish.about,
            limit=PAGE if wish.field else min(PAGE, wish.most - len(found)),
        )
        page: History = await client.ask(wish.keeper, asked, correlation=reading)
        found += [entry for entry in page.entries if _wished(entry, wish.field)]
        above, total = page.more, page.total
    if len(found) > wish.most:
        found = found[: wish.most]
        above = found[-1].version
    return History(entries=found, total=total, more=above)


def _wished(entry: HistoryEntry, field: str | None) -> bool:
    return field is None or any(field in change.field for change in entry.changes)


async def _words(client: Client, wish: Wish, told: History) -> Words:
    references = [(wish.service, text_id) for entry in told.entries for text_id in _text_ids(entry.happened)]
    day = _day_of_codes(wish, told)
    units = await words.units(client, wish.keeper, day) if day else {}
    codes = units | await words.people(client, wish.keeper)
    return Words(codes, await words.texts(client, wish.keeper, references))


def _day_of_codes(wish: Wish, told: History) -> date | None:
    """The day whose units are asked of the registry, which must not learn of sealed histories when they were made."""
    if KINDS[wish.kind].sealed:
        return datetime.now(LOCAL).date()
    return max((entry.recorded_at.astimezone(LOCAL).date() for entry in told.entries), default=None)


def _text_ids(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["text_id"])] if "text_id" in value and "sha256" in value else []
        return own + [found for part in value.values() for found in _text_ids(part)]
    return []


def _json(running: Running, wish: Wish, told: History) -> dict[str, Any]:
    which = {"keeper": wish.keeper, "service": wish.service, "kind": wish.kind, "aggregate_id": str(wish.aggregate_id)}
    return which | {"simulated": running.simulated} | told.model_dump(mode="json")


def _instant(since: datetime | None) -> datetime | None:
    """An instant without a zone is meant as it is in Viet Nam."""
    return since and since.replace(tzinfo=since.tzinfo or LOCAL)


def _id(keeper: str, about: str | None) -> UUID | None:
    """An id as it is, anything else as the code of a unit."""
    if about is None:
        return None
    try:
        return UUID(about)
    except ValueError:
        return id_of_unit(keeper, about)
