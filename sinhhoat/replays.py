"""Side schemas as an operator handles them: build one for a moment, list them, let one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.chassis.feed import Feed
from services.chassis.messaging.serving import LOCAL
from services.chassis.projection.projection import Projection
from services.chassis.projection.rebuild import Until, sides
from services.chassis.projection.rebuild.sides import Side
from services.reporting.facts import Facts
from sinhhoat.figures import whole
from sinhhoat.moments import Moment
from sinhhoat.printing import table_of
from sinhhoat.rebuilding import as_owner, bar, roles, surroundings
from sinhhoat.running import Running
from sinhhoat.terminal import console

ASKED: Mapping[str, Projection] = {"reporting": Facts()}
"""Services that answer questions from side schemas -> the projection that they answer from."""


async def build(running: Running, service: str, moment: Moment, name: str | None, keepers: Sequence[str]) -> Side:
    """Build it under the name or one that follows from the moment; RebuildRefused, Unavailable."""
    projection = ASKED[service]
    wanted = moment.instant or {Feed.parse(feed): at for feed, at in (moment.known or {}).items()}
    async with surroundings(running, service) as around:
        with bar(projection.name) as progress:
            building = Until(projection, name or name_of(moment), replace(around, progress=progress), *roles(service))
            return await building.run(wanted, moment.words, keepers)


async def listed(running: Running, service: str) -> list[Side]:
    """All that there are."""
    async with as_owner(running, service) as admin:
        return await sides.listed(admin, ASKED[service])


async def drop(running: Running, service: str, name: str) -> None:
    """Let one go; RebuildRefused where there is none of that name."""
    async with as_owner(running, service) as admin:
        await sides.drop(admin, ASKED[service], name)


def name_of(moment: Moment) -> str:
    """The same moment has the same name: `20190331t100000z`, or `v` and the beginning of the vector's hash."""
    if moment.instant is not None:
        return f"{moment.instant:%Y%m%dt%H%M%Sz}"
    canonical = json.dumps(dict(moment.known or {}), sort_keys=True, separators=(",", ":"))
    return f"v{hashlib.sha256(canonical.encode()).hexdigest()[:8]}"


def told(side: Side) -> dict[str, Any]:
    """As JSON. `known` is a vector that --until and --known take."""
    return {
        "name": side.name,
        "asked": side.asked,
        "made_at": side.made_at.isoformat(),
        "events": side.events,
        "parked": side.parked,
        "bytes": side.bytes,
        "current": side.current,
        "known": {str(feed): at.position for feed, at in side.at.items()},
        "chains": {str(feed): at.chain for feed, at in side.at.items()},
    }


def show(side: Side, moment: Moment) -> None:
    """What was built, how far each feed goes in it, and how it is asked."""
    heading = f"Bản dựng lại {side.name} / replay {side.name}: {side.asked}"
    table = table_of("Nguồn / Feed", "Vị trí / Position", "Chuỗi băm / Chain", title=heading)
    for feed, at in side.at.items():
        table.add_row(str(feed), str(at.position), at.chain or "–")
    out = console()
    out.print(table)
    out.print(f"{whole(side.events)} sự kiện / events · {side.parked} gác lại / parked")
    if moment.instant is not None:
        out.print("Mỗi nguồn theo giờ ghi ở nơi giữ / each feed by the instant of recording at its keeper")
    out.print(f"./dev report quarter --replay {side.name}", highlight=False)


def show_all(found: Sequence[Side]) -> None:
    """A line for each."""
    table = table_of("Tên / Name", "Thời điểm / Moment", "Dựng lúc / Built", "Sự kiện / Events", "MB", "")
    for side in found:
        built = f"{side.made_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"
        state = "" if side.current else "của phiên bản khác / of another version"
        table.add_row(side.name, side.asked, built, whole(side.events), whole(side.bytes // 1_000_000), state)
    console().print(table)
