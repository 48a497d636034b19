"""The quarter of a city: what the kept figures of its keepers add up to, and each of them in numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.json import Decoder

from contracts.city_quarter import CityQuarter, KeeperSums, ReadCityQuarter
from contracts.reporting import Pair, QuarterReport, ReportHead, UnitCounts
from services.chassis.errors import Refused
from services.reporting.catalogue import QUARTER, coverage_definition, coverage_keys, stage_definitions
from services.reporting.quarters import Quarter
from services.reporting.read_models import city_then
from services.reporting.read_models.asked import NOTHING, Sum
from services.reporting.read_models.coverage import figures
from services.reporting.read_models.totals import STOCKS, UNITS, Totals

Groups = Mapping[str, tuple[str, str]]


class Sums(Struct):
    """`KeeperSums` as it is kept: a city has 12,000 pairs of them, and they were checked when they were written."""

    keeper: str
    unit_code: str
    unit_name: str
    known: dict[str, int]
    known_at: datetime | None
    parked: int
    figures: dict[str, Pair]


SUMS = Decoder(Sums)


async def answer(totals: Totals, keeper: str, query: ReadCityQuarter) -> CityQuarter:
    """All keepers in the order of their names. Refused `nothing_known` where there is none, and as `city_then.sums`."""
    structure_on = None
    if city_then.is_of_now(query):
        quarter = query.quarter or await totals.newest()
        kept = await totals.sums(quarter)
    else:
        (quarter, _, structure_on, _), kept = await city_then.sums(totals, query)
    if not kept:
        raise Refused("nothing_known")
    keepers = [_told(SUMS.decode(sums)) for sums, _ in kept]
    groups: dict[str, tuple[str, str]] = {}
    for text in dict.fromkeys(groups for _, groups in kept):
        groups |= json.loads(text)
    head = _head(keepers, keeper, quarter, totals.simulated)
    head = head.model_copy(update={"lens": query.lens, "structure_on": structure_on})
    return CityQuarter(total=_total(keepers, groups, head), keepers=keepers)


def _told(sums: Sums) -> KeeperSums:
    return KeeperSums.model_construct(**{name: getattr(sums, name) for name in Sums.__struct_fields__})


def _head(keepers: Sequence[KeeperSums], keeper: str, quarter: str, simulated: bool) -> ReportHead:
    return ReportHead(
        keeper=keeper,
        quarter=quarter,
        unit_code="*",
        unit_name="Toàn thành phố",
        as_of=Quarter.parse(quarter).last,
        simulated=simulated,
        known={feed: position for one in keepers for feed, position in one.known.items()},
        known_at=max((one.known_at for one in keepers if one.known_at), default=None),
        parked=sum(one.parked for one in keepers),
    )


def _total(keepers: Sequence[KeeperSums], groups: Groups, head: ReportHead) -> QuarterReport:
    added: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in keepers:
        for key, (numerator, denominator) in one.figures.items():
            pair = added[key]
            pair[0] += numerator
            pair[1] += denominator
    sums = {key: Sum(*pair) for key, pair in added.items()}
    assigned, visited = (
        figures([coverage_definition(prefix, key, groups) for key in coverage_keys(groups)], sums)
        for prefix in ("assigned", "visited")
    )
    return QuarterReport(
        head=head,
        **{key: sums.get(key, NOTHING).numerator for key in STOCKS},
        units=UnitCounts(**{key: sums.get(key, NOTHING).numerator for key in UNITS}),
        figures=figures([*QUARTER, *stage_definitions(sums)], sums),
        coverage=assigned,
        visited_coverage=visited,
        visits_by_observer=[],
    )
