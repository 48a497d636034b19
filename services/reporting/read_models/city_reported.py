"""A city's quarter as it was reported: of each keeper the newest revision of the report that he closed on it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.json import Decoder

from contracts.city_quarter import KeeperSums, ReadCityQuarter
from contracts.reporting import Pair, ReportedAs
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.quarters import Quarter
from services.reporting.read_models import known, structure, tables
from services.reporting.read_models.city_then import KEEPERS
from services.reporting.read_models.in_numbers import Groups
from services.reporting.read_models.known import Wanted
from services.reporting.read_models.totals import Totals

# The closing of each keeper's own committee, and what each restatement moved, in their order.
# $1 quarter; $2 keepers, $3 their committees.
SIGNED = """
SELECT r.keeper, r.unit_code, r.revision, r.known::text, r.known_at, r.sha256,
       r.cause IS NULL AS closing, r.figures::text
  FROM unnest($2::text[], $3::uuid[]) w(keeper, unit_id)
  JOIN reporting_revisions.revision r ON r.keeper = w.keeper AND r.unit_id = w.unit_id AND r.quarter = $1
 ORDER BY r.keeper, r.revision"""

# Who owes a report on the quarter: a keeper whose own committee stands on its last day. $1 keepers, $2 that day.
OWING = """
SELECT DISTINCT keeper FROM reporting_facts.unit_version
 WHERE keeper = ANY($1) AND known_until IS NULL AND parent_id IS NULL AND kind = 'committee'
   AND valid_from <= $2 AND valid_until > $2"""


class Figure(Struct):
    """`ReportedFigure` as it was told."""

    key: str
    numerator: int
    denominator: int | None = None


class Moved(Struct):
    """`FigureMoved` as it was told."""

    key: str
    new: Figure | None = None


FIGURES, MOVED, KNOWN = Decoder(list[Figure]), Decoder(list[Moved]), Decoder(dict[str, int])


class Signed(NamedTuple):
    """A keeper's newest revision: whose it is, where it is pinned, and all its figures."""

    reported: ReportedAs
    known: dict[str, int]
    known_at: datetime | None
    figures: dict[str, Figure]


class Reported(NamedTuple):
    """What a city is answered of those that have closed the quarter, and who owes that, in the order of names."""

    keepers: list[tuple[KeeperSums, Groups]]
    not_closed: list[str]


async def sums(totals: Totals, query: ReadCityQuarter) -> Reported:
    """Refused `quarter_needed`, `reported_is_pinned`; `quarter_not_closed` where nobody has closed it."""
    if query.quarter is None:
        raise Refused("quarter_needed", field="quarter")
    if query.known or query.known_at or query.structure_on:
        raise Refused("reported_is_pinned", field="lens")
    quarter = Quarter.parse(query.quarter)
    async with tables.of_all_keepers(totals.pool) as connection:
        keepers = [row["keeper"] for row in await connection.fetch(KEEPERS)]
        now = await known.vectors(connection, keepers, Wanted())
        registries = {keeper: vector["registry"] for keeper, vector in now.items()}
        tops = await structure.tops(connection, registries, quarter.last)
        signed = await _signed(connection, quarter, tops)
        if not signed:
            raise Refused("quarter_not_closed", field="quarter", quarter=quarter.name)
        owing = {row["keeper"] for row in await connection.fetch(OWING, keepers, quarter.last)}
        return Reported(await _told(connection, quarter, signed), sorted(owing - signed.keys()))


async def _signed(connection: Connection, quarter: Quarter, tops: dict[str, structure.Top]) -> dict[str, Signed]:
    found: dict[str, Signed] = {}
    for row in await connection.fetch(SIGNED, quarter.name, list(tops), [top.unit_id for top in tops.values()]):
        keeper = row["keeper"]
        if row["closing"]:
            figures = {one.key: one for one in FIGURES.decode(row["figures"])}
        else:
            moved = {one.key: one.new for one in MOVED.decode(row["figures"])}
            figures = {key: new for key, new in (found[keeper].figures | moved).items() if new}
        reported = ReportedAs(unit_code=row["unit_code"], revision=row["revision"], sha256=row["sha256"])
        found[keeper] = Signed(reported, KNOWN.decode(row["known"]), row["known_at"], figures)
    return found


async def _told(connection: Connection, quarter: Quarter, signed: dict[str, Signed]) -> list[tuple[KeeperSums, Groups]]:
    """Names and groups are those that were known where the report is pinned."""
    vectors = {
        keeper: {feed.removeprefix(f"{keeper}."): position for feed, position in one.known.items()}
        for keeper, one in signed.items()
    }
    registries = {keeper: vector["registry"] for keeper, vector in vectors.items()}
    tops = await structure.tops(connection, registries, quarter.last)
    groups = await structure.groups_of_each(connection, registries, quarter.last)
    parked = await known.parked_of(connection, vectors)
    return [
        (_sums(keeper, one, tops[keeper].name, parked.get(keeper, 0)), groups.get(keeper, {}))
        for keeper, one in sorted(signed.items())
    ]


def _sums(keeper: str, one: Signed, name: str, parked: int) -> KeeperSums:
    pairs: dict[str, Pair] = {key: (each.numerator, each.denominator or 0) for key, each in one.figures.items()}
    return KeeperSums(
        keeper=keeper,
        unit_code=one.reported.unit_code,
        unit_name=name,
        known=one.known,
        known_at=one.known_at,
        parked=parked,
        figures={key: pair for key, pair in pairs.items() if pair != (0, 0)},
        reported=one.reported,
    )
