"""`parked`: the events that readers have set aside, asked of the services themselves; tried again, or let go."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

import typer

from contracts.message import Command, CommandOutcome
from contracts.parking import PARKING, DropParked, ParkedEvent, ParkedList, ReadParked, RetryParked
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging.serving import LOCAL
from sinhhoat.asking import client_of
from sinhhoat.printing import table_of
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

parked = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Events that a reader could not apply: see, retry, or let go."
)

ROLES = ("operator", "auditor")
SIDES = {SEALED if kinds[0].subject.startswith(SEALED) else kinds[0].service(): kinds for kinds in PARKING}
"""What is asked of each service; under `sealed` what is asked of assignments about visit plans."""

Who = Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")]
Service = Annotated[str, typer.Argument(help="Whose reader it is: reporting, ratings …")]
Projection = Annotated[str, typer.Argument(help="The reader, as the list shows it: reporting_facts.")]
Where = Annotated[str, typer.Argument(help="Feed and position, as the list shows them: hoc-mon.meetings:1742.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@dataclass(frozen=True)
class Place:
    """One parked event, or all of a reader's feed; a sealed feed is named like any other."""

    service: str
    projection: str
    feed: Feed
    position: int | None = None

    @classmethod
    def read(cls, service: str, projection: str, where: str) -> Place:
        """From the words on the command line; BadParameter for what is none."""
        name, _, position = where.partition(":")
        if position and re.fullmatch(r"[1-9][0-9]{0,17}", position) is None:
            raise typer.BadParameter(f"{position!r} is no position")
        try:
            feed = Feed.parse(name)
        except ValueError:
            raise typer.BadParameter(f"{where!r} is no feed; one is written hoc-mon.meetings") from None
        if service not in SIDES:
            raise typer.BadParameter(f"no such service; there are {', '.join(SIDES)}")
        return cls(service, projection, feed, int(position) if position else None)

    @property
    def kinds(self) -> tuple[type[ReadParked], type[RetryParked], type[DropParked]]:
        return SIDES[SEALED if self.feed.service == SEALED else self.service]

    def one(self) -> int:
        """The position; BadParameter where a single event is meant and none was named."""
        if self.position is None:
            raise typer.BadParameter(f"name one event: {self.feed}:POSITION")
        return self.position


@parked.command("list")
def show_list(
    service: Annotated[
        str | None, typer.Option(help="One service's readers; all of them. `sealed` only by name.")
    ] = None,
    keeper: Annotated[str | None, typer.Option(help="One keeper; all of the node.")] = None,
    as_person: Who = "node",
    as_json: AsJson = False,
) -> None:
    """What is parked and what was let go. Events of visit plans only where `--service sealed` asks for them."""
    if service is not None and service not in SIDES:
        raise typer.BadParameter(f"no such service; there are {', '.join(SIDES)}")
    running = find(run_folder(dict(os.environ)))
    services = [service] if service else [name for name in SIDES if name != SEALED]
    found = asyncio.run(_all(running, [keeper] if keeper else list(running.keepers), services, as_person))
    if as_json:
        print(found.model_dump_json())
        return
    table = table_of("Bộ đọc / Reader", "Vị trí / Position", "Sự kiện / Event", "Lỗi / Error", "Gác lại lúc / Parked")
    table.add_column("Bỏ qua / Dropped", overflow="fold")
    for event in found.events:
        where = f"{event.feed}:{event.position}"
        at = f"{event.parked_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"
        table.add_row(event.projection, where, event.contract, _plain(event.error), at, _plain(_dropped(event)))
    if found.total > len(found.events):
        table.caption = f"{len(found.events)} / {found.total} sự kiện / events"
    console().print(table)


@parked.command()
def show(
    service: Service, projection: Projection, where: Where, as_person: Who = "node", as_json: AsJson = False
) -> None:
    """One event with everything that is kept of it."""
    place = Place.read(service, projection, where)
    query = place.kinds[0](projection=projection, source=place.feed.service, position=place.one())
    running = find(run_folder(dict(os.environ)))
    found = asyncio.run(_ask(running, place.feed.keeper, [query], as_person))
    if not found.events:
        raise Refused("not_there")
    if as_json:
        print(found.events[0].model_dump_json())
        return
    for name, value in found.events[0].model_dump(mode="json").items():
        console().print(f"{name}: {value}", markup=False, highlight=False)


@parked.command()
def retry(
    service: Service,
    projection: Projection,
    feed: Annotated[str, typer.Argument(help="The feed whose events are tried again: hoc-mon.meetings.")],
    aggregate: Annotated[UUID | None, typer.Option(help="Only the events of this aggregate.")] = None,
    as_person: Who = "node",
    as_json: AsJson = False,
) -> None:
    """Apply a feed's parked events again, in order; what fails again stays, with its newest error."""
    place = Place.read(service, projection, feed)
    wish = place.kinds[1](command_id=uuid4(), projection=projection, source=place.feed.service, aggregate_id=aggregate)
    _tell(asyncio.run(_send(place.feed.keeper, wish, as_person)), as_json)


@parked.command()
def drop(
    service: Service,
    projection: Projection,
    where: Where,
    reason: Annotated[str, typer.Option(help="One line, which stays: say why, quote nothing.")],
    as_person: Who = "node",
    as_json: AsJson = False,
) -> None:
    """Let one event go, for ever. Every figure that may miss it goes on saying so; later events need a retry."""
    place = Place.read(service, projection, where)
    wish = place.kinds[2](
        command_id=uuid4(), projection=projection, source=place.feed.service, position=place.one(), reason=reason
    )
    _tell(asyncio.run(_send(place.feed.keeper, wish, as_person)), as_json)


async def _all(running: Running, keepers: list[str], services: list[str], who: str) -> ParkedList:
    found = [await _ask(running, keeper, [SIDES[name][0]() for name in services], who) for keeper in keepers]
    return ParkedList(events=[event for one in found for event in one.events], total=sum(one.total for one in found))


async def _ask(running: Running, keeper: str, queries: list[ReadParked], who: str) -> ParkedList:
    async with client_of(running, keeper, who, ROLES) as client:
        told = [await client.ask(keeper, query) for query in queries]
    return ParkedList(events=[event for one in told for event in one.events], total=sum(one.total for one in told))


async def _send(keeper: str, wish: Command, who: str) -> CommandOutcome:
    async with client_of(find(run_folder(dict(os.environ))), keeper, who, ROLES) as client:
        [outcome] = await client.send(keeper, [wish])
    return outcome


def _tell(outcome: CommandOutcome, as_json: bool) -> None:
    why = outcome.refusal
    if why is not None and outcome.outcome == "refused":
        raise Refused(why.code, field=why.field, **why.numbers)
    if why is not None:
        raise Unavailable(why.code, **why.numbers)
    if as_json:
        print(outcome.model_dump_json(include={"command_id", "decided"}))
        return
    for name, value in outcome.decided.items():
        console().print(f"{name}: {value}", markup=False, highlight=False)


def _dropped(event: ParkedEvent) -> str:
    if event.dropped is None:
        return ""
    return f"{event.dropped.at.astimezone(LOCAL):%d/%m/%Y %H:%M} {event.dropped.by}: {event.dropped.reason}"


def _plain(words: str) -> str:
    """An error may hold brackets that rich would take for markup."""
    return words.replace("[", r"\[")
