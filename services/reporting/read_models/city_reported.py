"""A city's quarter as it was reported: the report that each keeper closed on it, in its newest revision or another.

What a question with revisions is answered does not change: a closed report keeps its revisions, each with its pin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import asyncpg
from msgspec import Struct
from msgspec.json import Decoder

from contracts.city_quarter import KeeperSums, ReadCityQuarter
from contracts.reporting import CountedOtherwise, Pair, ReportedAs
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import PREFIXES, QUARTER, stage_definitions
from services.reporting.quarters import Quarter
from services.reporting.read_models import known, structure, tables
from services.reporting.read_models.city_then import KEEPERS
from services.reporting.read_models.in_numbers import STOCKS, UNITS, Groups
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


CATALOGUE = dict.fromkeys([*STOCKS, *UNITS, *(one.key for one in QUARTER)])
COVERAGE = tuple(f"{prefix}_" for prefix in PREFIXES)
FIGURES, MOVED, KNOWN = Decoder(list[Figure]), Decoder(list[Moved]), Decoder(dict[str, int])


class Signed(NamedTuple):
    """One revision of a keeper's: whose it is, where it is pinned, and all its figures."""

    reported: ReportedAs
    known: dict[str, int]
    known_at: datetime | None
    figures: dict[str, Figure]


class Reported(NamedTuple):
    """What a city is answered of those that have closed the quarter, and who had not, in the order of names."""

    keepers: list[tuple[KeeperSums, Groups]]
    not_closed: list[str]


async def sums(totals: Totals, query: ReadCityQuarter) -> Reported:
    """Refused `quarter_needed`, `reported_is_pinned`, and `quarter_not_closed` where nobody has closed it.

    Where revisions are named, also `quarter_not_closed`, `revision_unknown` of a keeper who has none of that number.
    """
    if query.quarter is None:
        raise Refused("quarter_needed", field="quarter")
    if query.known or query.known_at or query.structure_on or query.replay:
        raise Refused("reported_is_pinned", field="lens")
    quarter = Quarter.parse(query.quarter)
    async with tables.of_all_keepers(totals.pool) as connection:
        keepers = [row["keeper"] for row in await connection.fetch(KEEPERS)]
        now = await known.vectors(connection, keepers, Wanted())
        registries = {keeper: vector["registry"] for keeper, vector in now.items()}
        tops = await structure.tops(connection, registries, quarter.last)
        rows = await connection.fetch(SIGNED, quarter.name, list(tops), [top.unit_id for top in tops.values()])
        newest = {row["keeper"]: row["revision"] for row in rows}
        _check(quarter, newest, query.revisions)
        signed = _signed(rows, query.revisions or newest)
        if not signed:
            raise Refused("quarter_not_closed", field="quarter", quarter=quarter.name)
        if query.revisions:
            not_closed = query.revisions.keys() - signed.keys()
        else:
            owing = {row["keeper"] for row in await connection.fetch(OWING, keepers, quarter.last)}
            not_closed = owing - signed.keys()
        return Reported(await _told(connection, quarter, signed), sorted(not_closed))


def _check(quarter: Quarter, newest: Mapping[str, int], wanted: Mapping[str, int]) -> None:
    """Refused `quarter_not_closed`, `revision_unknown`."""
    for keeper, number in wanted.items():
        if number and keeper not in newest:
            raise Refused("quarter_not_closed", field=f"revisions.{keeper}", quarter=quarter.name)
        if number > newest.get(keeper, 0):
            raise Refused("revision_unknown", field=f"revisions.{keeper}", revisions=newest[keeper])


def _signed(rows: Iterable[asyncpg.Record], wanted: Mapping[str, int]) -> dict[str, Signed]:
    """Of each keeper that is wanted the last row up to the number; of one whose number is 0, none."""
    found: dict[str, Signed] = {}
    for row in rows:
        keeper = row["keeper"]
        if row["revision"] > wanted.get(keeper, 0):
            continue
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
        reported=one.reported.model_copy(update={"otherwise": _otherwise(pairs)}),
    )


def _otherwise(signed: Mapping[str, Pair]) -> list[CountedOtherwise]:
    """Figures of the catalogue that the report has not got, and of its own those that the catalogue has no more.

    Whatever depends on what there is, such as a line of coverage, is no matter of the release.
    """
    added = [CountedOtherwise(key=key, signed=None, counted=None) for key in CATALOGUE if key not in signed]
    gone = [
        CountedOtherwise(key=key, signed=pair, counted=None)
        for key, pair in signed.items()
        if key not in CATALOGUE and not key.startswith(COVERAGE) and not stage_definitions([key])
    ]
    return [*added, *gone]
