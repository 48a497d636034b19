"""The quarter of a city: what the kept figures of its keepers add up to, and each of them in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contracts.city_quarter import CityQuarter, KeeperSums, ReadCityQuarter
from contracts.reporting import QuarterReport, ReportHead, UnitCounts
from services.chassis.errors import Refused
from services.reporting.catalogue import QUARTER, VERSION, coverage_definition, coverage_keys, stage_definitions
from services.reporting.quarters import Quarter
from services.reporting.read_models import city_reported, city_then
from services.reporting.read_models.asked import NOTHING, Sum
from services.reporting.read_models.coverage import figures
from services.reporting.read_models.in_numbers import STOCKS, SUMS, UNITS, Groups, groups_of
from services.reporting.read_models.totals import Totals


async def answer(totals: Totals, keeper: str, query: ReadCityQuarter) -> CityQuarter:
    """All keepers in the order of their names. Refused `nothing_known` where there is none, `revision_not_reported`.

    Further refusals are those of `city_then.sums`, and in lens `reported` of `city_reported.sums`.
    """
    if query.lens == "reported":
        found, not_closed = await city_reported.sums(totals, query)
        answer = _added(found, keeper, query.quarter or "", totals.simulated)
        return answer.model_copy(update={"not_closed": not_closed})
    if query.revisions:
        raise Refused("revision_not_reported", field="revisions")
    if city_then.is_of_now(query):
        quarter = query.quarter or await totals.newest()
        kept = [(SUMS.decode(sums).told(), groups_of(groups)) for sums, groups in await totals.sums(quarter)]
        return _added(kept, keeper, quarter, totals.simulated)
    moment, parts = await city_then.sums(totals, query)
    kept = [(sums.told(), groups) for sums, groups in parts]
    answer = _added(kept, keeper, moment.quarter.name, totals.simulated)
    said = {"lens": query.lens, "structure_on": moment.structure_on, "replay": query.replay}
    head = answer.total.head.model_copy(update=said)
    return answer.model_copy(update={"total": answer.total.model_copy(update={"head": head})})


def _added(found: Sequence[tuple[KeeperSums, Groups]], keeper: str, quarter: str, simulated: bool) -> CityQuarter:
    if not found:
        raise Refused("nothing_known")
    keepers = [sums for sums, _ in found]
    groups = {key: names for _, each in found for key, names in each.items()}
    return CityQuarter(total=_total(keepers, groups, _head(keepers, keeper, quarter, simulated)), keepers=keepers)


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
        catalogue=VERSION,
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
        figures([coverage_definition(prefix, key, groups) for key in coverage_keys(groups)], sums, head.as_of)
        for prefix in ("assigned", "visited")
    )
    return QuarterReport(
        head=head,
        **{key: sums.get(key, NOTHING).numerator for key in STOCKS},
        units=UnitCounts(**{key: sums.get(key, NOTHING).numerator for key in UNITS}),
        figures=figures([*QUARTER, *stage_definitions(sums)], sums, head.as_of),
        coverage=assigned,
        visited_coverage=visited,
        visits_by_observer=[],
    )
