"""A city's quarter as known at another moment, or under the structure of one day: each keeper counted at his vector."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts
from services.reporting.facts.told import local_day
from services.reporting.quarters import Quarter
from services.reporting.read_models import known, tables, today
from services.reporting.read_models.known import Vectors, Wanted
from services.reporting.read_models.newest import newest
from services.reporting.read_models.totals import Totals, in_turns

KEEPERS = "SELECT DISTINCT split_part(feed, '.', 1) AS keeper FROM reporting_facts.positions ORDER BY keeper"

# What had arrived of each feed by an instant.
ARRIVED = """
SELECT p.feed, a.position FROM reporting_facts.positions p
 CROSS JOIN LATERAL (
   SELECT position FROM reporting_facts.arrival a WHERE a.feed = p.feed AND a.at <= $1
    ORDER BY a.at DESC, a.position DESC LIMIT 1) a"""


class Moment(NamedTuple):
    """What is asked for: a quarter, what is known of every keeper, on which day's structure (None: each fact's own).

    `with_whom`: whose facts count with a keeper's under that structure.
    """

    quarter: str
    vectors: Vectors
    structure_on: date | None
    with_whom: Mapping[str, list[str]]

    def question(self, keeper: str) -> ReadQuarter:
        """The same at one keeper."""
        vectors = {one: self.vectors[one] for one in self.with_whom.get(keeper, [keeper])}
        positions = {f"{of}.{service}": at for of, vector in vectors.items() for service, at in vector.items()}
        lens = "then" if self.structure_on is None else "today"
        return ReadQuarter(quarter=self.quarter, known=positions, lens=lens, structure_on=self.structure_on)


def is_of_now(query: ReadCityQuarter) -> bool:
    """Whether the quarter is asked for as known now, in the structure of each fact's day: that one is kept."""
    return not query.known and query.known_at is None and query.lens == "then"


async def sums(totals: Totals, query: ReadCityQuarter) -> tuple[Moment, list[tuple[str, str]]]:
    """Which moment is meant, and figures and groups of all keepers, in the order of their names.

    Refused `feed_not_read`, `known_ahead`, `nothing_known`.
    """
    async with (
        totals.pool.acquire() as session,
        session.transaction(isolation="repeatable_read", readonly=True),
    ):
        moment = await _moment(await tables.opened(session, "city", None), query, totals.simulated)
    counted = await in_turns(moment.vectors, lambda keeper: totals.count_then(keeper, moment.question(keeper)))
    return moment, [(counted[keeper].sums, counted[keeper].groups) for keeper in sorted(counted)]


async def _moment(connection: Connection, query: ReadCityQuarter, simulated: bool) -> Moment:
    vectors = await _vectors(connection, query, simulated)
    told = {keeper: await known.at(connection, {keeper: vector}) for keeper, vector in vectors.items()}
    last = max((instant for instant in told.values() if instant), default=None)
    if last is None:
        raise Refused("nothing_known")
    quarter = query.quarter or await _newest(connection, vectors, told)
    if query.lens == "then":
        return Moment(quarter, vectors, None, {})
    with_whom = {keeper: await today.keepers(connection, keeper) for keeper in vectors}
    return Moment(quarter, vectors, query.structure_on or local_day(last), with_whom)


async def _vectors(connection: Connection, query: ReadCityQuarter, simulated: bool) -> Vectors:
    """The clocks of simulated keepers are one clock, which the machine's has nothing to do with."""
    keepers = [row["keeper"] for row in await connection.fetch(KEEPERS)]
    recorded_by = query.known_at if simulated else None
    vectors = await known.vectors(connection, keepers, Wanted(query.known, recorded_by))
    if query.known_at is None or simulated:
        return vectors
    arrived = {row["feed"]: row["position"] for row in await connection.fetch(ARRIVED, query.known_at)}
    return {
        keeper: {of: query.known.get(f"{keeper}.{of}", arrived.get(f"{keeper}.{of}", 0)) for of in Facts.sources}
        for keeper in keepers
    }


async def _newest(connection: Connection, vectors: Vectors, told: Mapping[str, datetime | None]) -> str:
    found: list[Quarter] = []
    for keeper, vector in vectors.items():
        try:
            found.append(await newest(connection, keeper, vector, told[keeper]))
        except Refused:
            continue
    if not found:
        raise Refused("nothing_known")
    return max(found).name
