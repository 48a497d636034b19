"""`status`: how far every feed has come, at every keeper of the node."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Annotated

import typer

from contracts.reporting import FeedState, ReadStatus
from sinhhoat.asking import client_of
from sinhhoat.printing import headed, table_of
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console


def status(
    keeper: Annotated[str | None, typer.Option(help="One keeper only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Feeds, positions, lag and parked events, as the reporting service sees them."""
    running = find(run_folder(dict(os.environ)))
    feeds = asyncio.run(_feeds(running, [keeper] if keeper else list(running.keepers)))
    if as_json:
        print(json.dumps({"feeds": [feed.model_dump() | {"lag": feed.published - feed.position} for feed in feeds]}))
        return
    table = table_of("Feed", "Đã áp dụng / Applied", "Đã phát / Published", "Trễ / Lag", "Gác lại / Parked", "")
    table.title = headed("Các nguồn sự kiện / Feeds", running.simulated)
    for feed in feeds:
        state = feed.forked or ("behind" if feed.behind else "ok")
        lag = str(feed.published - feed.position)
        table.add_row(feed.feed, str(feed.position), str(feed.published), lag, str(feed.parked), state)
    console().print(table)


async def _feeds(running: Running, keepers: list[str]) -> list[FeedState]:
    feeds: list[FeedState] = []
    for keeper in keepers:
        async with client_of(running, keeper) as client:
            feeds += (await client.ask(keeper, ReadStatus())).feeds
    return feeds
