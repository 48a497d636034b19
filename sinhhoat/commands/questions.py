"""How the words of `report` ask: the options that they share, and a question over the bus."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer

from services.chassis.messaging import Client
from sinhhoat.asking import client_as, client_of
from sinhhoat.doing.speaking import speaker
from sinhhoat.doing.wish import NODE, Said
from sinhhoat.moments import moment
from sinhhoat.running import Running, find, run_folder

T = TypeVar("T")
Keeper = Annotated[str | None, typer.Option(help="Keeper; the district of the node.")]
Quarter = Annotated[str | None, typer.Option(help="Such as 2019-Q1; without it the newest that anything is known of.")]
Unit = Annotated[str | None, typer.Option(help="Code of a unit of any level; without it the whole.")]
PublishedFile = Annotated[
    Path | None,
    typer.Option("--published", exists=True, dir_okay=False, help="A published.json to set beside."),
]
KnownThen = Annotated[
    str | None,
    typer.Option("--known-at", "--known", help="As known then: a day, an instant, a kept report, a file of positions."),
]
KnownInCity = Annotated[
    str | None,
    typer.Option(
        "--known-at", "--known", help="As known to the city then: a day, an instant, a kept report, positions."
    ),
]
Replay = Annotated[str | None, typer.Option(help="From what `replay reporting --until` has built under this name.")]
AsPerson = Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--lens",
        help="then: each fact under the structure of its day; today, or a day: all under that day's structure; "
        "reported: as the closed report has it.",
    ),
]
Revision = Annotated[int | None, typer.Option(min=1, help="With --lens reported: this revision, not the newest.")]
Offset = Annotated[int, typer.Option(min=0, help="Leave out so many of them.")]
ToFile = Annotated[
    Path | None,
    typer.Option(
        "--to", dir_okay=False, help="Into a file: .pdf, .docx, .xlsx, .csv, .json; `report verify` checks it."
    ),
]
InLanguage = Annotated[Literal["vi", "en"], typer.Option("--language", help="Words, numbers and days of the file.")]
LetterheadFile = Annotated[
    Path | None,
    typer.Option(
        "--letterhead", exists=True, dir_okay=False, help="JSON: above, body, number, place, recipients, signs …"
    ),
]
Question = Callable[[Client, str, Mapping[str, Any]], Awaitable[T]]
"""Asks at a keeper; the mapping holds what the query says of the moment and of the tables."""


def ask(
    who_and_when: tuple[str | None, str, str | None, str | None],
    question: Question[T],
    *,
    together: bool = False,
    everybody: bool = False,
) -> T:
    """`together`: in lens `today` a kept report pins the feeds of all keepers that it was counted from.

    `everybody`: a file of positions is meant for all keepers.
    """
    keeper, name, known, replay = who_and_when
    running = find(run_folder(dict(os.environ)))
    at = keeper or running.district
    named = moment(known, now=datetime.now(UTC), simulated=running.simulated) if known else None
    then = (named.of_all() if everybody else named.at(at, together=together)) if named else {}
    return run(running, at, name, lambda client, at: question(client, at, {**then, "replay": replay}))


def run(running: Running, keeper: str, name: str, question: Callable[[Client, str], Awaitable[T]]) -> T:
    """Ask as the node, or as somebody with the roles that were granted to him (`speaker`)."""

    async def asked() -> T:
        who = client_of(running, keeper)
        if name != NODE:
            spoken = await speaker(running, Said(as_person=name), keeper)
            who = client_as(running, spoken.actor, spoken.mark("ask"))
        async with who as client:
            return await question(client, keeper)

    return asyncio.run(asked())
