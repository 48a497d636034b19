"""A city's quarter as known at another moment, or under the structure of one day: each keeper at his vector."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from contracts.city_quarter import ReadCityQuarter
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts
from services.reporting.facts.told import local_day
from services.reporting.quarters import Quarter
from services.reporting.read_models import kept_parts, known, structure, tables, today
from services.reporting.read_models.in_numbers import SUMS, Groups, Sums, groups_of
from services.reporting.read_models.kept_parts import Part, Wanted
from services.reporting.read_models.known import Vectors
from services.reporting.read_models.known import Wanted as Known
from services.reporting.read_models.newest import newest
from services.reporting.read_models.settled import settled
from services.reporting.read_models.totals import Totals, counted_at, counted_with, in_turns

KEEPERS = "SELECT DISTINCT split_part(feed, '.', 1) AS keeper FROM reporting_facts.positions ORDER BY keeper"

# What had arrived of each feed by an instant.
ARRIVED = """
SELECT p.feed, a.position FROM reporting_facts.positions p
 CROSS JOIN LATERAL (
   SELECT position FROM reporting_facts.arrival a WHERE a.feed = p.feed AND a.at <= $1
    ORDER BY a.at DESC, a.position DESC LIMIT 1) a"""


UNREAD = dict.fromkeys(Facts.sources, 0)
"""What is known of a keeper that is not read here, though a unit has been his."""


class Moment(NamedTuple):
    """What is asked for: a quarter, what is known of every keeper, on which day's structure (None: each fact's own).

    `told_at`: when the last of it was recorded, of each keeper of whom anything is known.
    """

    quarter: Quarter
    vectors: Vectors
    told_at: Mapping[str, datetime]
    structure_on: date | None


class Head(NamedTuple):
    """What a keeper's figures are of, whenever they were counted."""

    unit_code: str
    unit_name: str
    known: dict[str, int]
    known_at: datetime | None
    parked: int


def is_of_now(query: ReadCityQuarter) -> bool:
    """Whether the quarter is asked for as known now, in the structure of each fact's day: that one is kept whole."""
    return not query.known and query.known_at is None and query.lens == "then" and query.replay is None


async def sums(totals: Totals, query: ReadCityQuarter) -> tuple[Moment, list[tuple[Sums, Groups]]]:
    """Which moment is meant, and figures and groups of all keepers, in the order of their names.

    What is kept was counted from the live tables: of a replay, all are counted. Refused `feed_not_read`,
    `known_ahead`, `nothing_known`, `replay_unknown`, `replay_outdated`.
    """
    async with tables.of_all_keepers(totals.pool, query.replay) as connection:
        moment = await _moment(connection, query, totals.simulated)
        heads, wanted = await _wanted(connection, moment)
        found = {} if query.replay else await kept_parts.find(connection, moment.quarter, wanted.values())
    name = moment.quarter.name
    found |= await in_turns(
        sorted(wanted.keys() - found.keys()), lambda keeper: totals.count_part(name, wanted[keeper], query.replay)
    )
    return moment, [_as_asked(found[keeper], heads[keeper]) for keeper in sorted(found)]


async def count_ahead(totals: Totals, keeper: str, quarter: str) -> None:
    """Count a keeper's quarter as known now, and under the structure of the day that the city would be shown."""
    if await totals.count(keeper, quarter) is None:
        return
    query = ReadCityQuarter(quarter=quarter, lens="today")
    async with tables.of_all_keepers(totals.pool) as connection:
        _, wanted = await _wanted(connection, await _moment(connection, query, totals.simulated), [keeper])
        found = await kept_parts.find(connection, Quarter.parse(quarter), wanted.values())
    if keeper in wanted and keeper not in found:
        await totals.count_part(quarter, wanted[keeper])


def _as_asked(part: Part, head: Head) -> tuple[Sums, Groups]:
    sums = SUMS.decode(part.sums)
    for name, value in head._asdict().items():
        setattr(sums, name, value)
    return sums, groups_of(part.groups)


async def _moment(connection: Connection, query: ReadCityQuarter, simulated: bool) -> Moment:
    vectors = await _vectors(connection, query, simulated)
    told_at = await known.told_at(connection, vectors)
    if not told_at:
        raise Refused("nothing_known")
    quarter = Quarter.parse(query.quarter) if query.quarter else await _newest(connection, vectors, told_at)
    day = None if query.lens == "then" else query.structure_on or local_day(max(told_at.values()))
    return Moment(quarter, vectors, told_at, day)


async def _vectors(connection: Connection, query: ReadCityQuarter, simulated: bool) -> Vectors:
    """The clocks of simulated keepers are one clock, which the machine's has nothing to do with."""
    keepers = [row["keeper"] for row in await connection.fetch(KEEPERS)]
    recorded_by = query.known_at if simulated else None
    vectors = await known.vectors(connection, keepers, Known(of_those_read(query.known, keepers), recorded_by))
    if query.known_at is None or simulated:
        return vectors
    arrived = {row["feed"]: row["position"] for row in await connection.fetch(ARRIVED, query.known_at)}
    return {
        keeper: {of: query.known.get(f"{keeper}.{of}", arrived.get(f"{keeper}.{of}", 0)) for of in Facts.sources}
        for keeper in keepers
    }


def of_those_read(named: Mapping[str, int], keepers: Collection[str]) -> dict[str, int]:
    """The positions named, but for the 0 of keepers not read: answers say it of them, and may be asked for again."""
    return {feed: position for feed, position in named.items() if position or feed.partition(".")[0] in keepers}


async def _newest(connection: Connection, vectors: Vectors, told_at: Mapping[str, datetime]) -> Quarter:
    found: list[Quarter] = []
    for keeper, vector in vectors.items():
        try:
            found.append(await newest(connection, keeper, vector, told_at.get(keeper)))
        except Refused:
            continue
    if not found:
        raise Refused("nothing_known")
    return max(found, key=lambda one: one.first)


async def _wanted(
    connection: Connection, moment: Moment, keepers: Collection[str] | None = None
) -> tuple[dict[str, Head], dict[str, Wanted]]:
    """What is wanted of all keepers that have a committee, or of these; and what their answers say they are of.

    A keeper for whom it makes no difference whether a day's structure is meant is counted without.
    """
    registries = {keeper: vector["registry"] for keeper, vector in moment.vectors.items()}
    day = moment.structure_on
    tops = await structure.tops(connection, registries, day or moment.quarter.last)
    asked = [keeper for keeper in tops if keepers is None or keeper in keepers]
    groups, known_groups = await _with_whom(connection, moment, asked)
    same = set(asked)
    if day is not None:
        alone = {keeper: registries[keeper] for keeper in asked if groups[keeper] == [keeper]}
        same = await settled(connection, alone, moment.quarter, day)
    at = await counted_at(connection, None)
    parked = await known.parked_of(connection, moment.vectors)
    heads, wanted = {}, {}
    for keeper in asked:
        heads[keeper] = _head(moment, tops[keeper], known_groups[keeper], parked)
        vectors = {of: moment.vectors.get(of, UNREAD) for of in groups[keeper]}
        wanted[keeper] = Wanted(keeper, vectors, None if keeper in same else day, counted_with(groups[keeper], at))
    return heads, wanted


async def _with_whom(
    connection: Connection, moment: Moment, keepers: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Whose facts count with each keeper's, as was ever told, and as far as known; his alone but under one day."""
    if moment.structure_on is None:
        alone = {keeper: [keeper] for keeper in keepers}
        return alone, alone
    registries = {keeper: vector["registry"] for keeper, vector in moment.vectors.items()}
    ever = await today.keepers_of_each(connection, keepers)
    if all(len(group) == 1 for group in ever.values()):
        return ever, ever
    return ever, await today.keepers_of_each(connection, keepers, registries)


def _head(moment: Moment, top: structure.Top, group: Sequence[str], parked: Mapping[str, int]) -> Head:
    return Head(
        top.code,
        top.name,
        known={f"{of}.{service}": at for of in group for service, at in moment.vectors.get(of, UNREAD).items()},
        known_at=max((moment.told_at[of] for of in group if of in moment.told_at), default=None),
        parked=sum(parked.get(of, 0) for of in group),
    )
