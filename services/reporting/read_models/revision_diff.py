"""What differs between two revisions of a closed report: the figures as they were signed, and the events behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from contracts.message import OPEN
from contracts.quarterly_reports import (
    FigureMoved,
    QuarterlyReport,
    ReportedFigure,
    ReportRevision,
)
from contracts.reporting import Figure
from contracts.restatements import CauseEvent, MovedFigure, ReadRevisionDiff, RevisionDiff, SignedRevision
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.reporting.catalogue import (
    PREFIXES,
    QUARTER,
    STOCKS,
    Definition,
    coverage_definition,
    coverage_keys,
    stage_definitions,
)
from services.reporting.domain.revision import standing
from services.reporting.duties import version_on
from services.reporting.facts.projection import FOLDS
from services.reporting.quarters import Quarter
from services.reporting.read_models import structure
from services.reporting.read_models.analyses.branches import NAMED
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.kin import kin_of
from services.reporting.read_models.quarterly_reports import Reader, Reports
from services.reporting.read_models.reporting_units import ReportingUnit, reporting_unit
from services.reporting.read_models.revisions import check_number
from services.reporting.read_models.touched import Touch, touched

Between = tuple[ReportRevision, ReportRevision]
"""The earlier and the later of two revisions of one report."""

OPEN_CONTRACTS = frozenset(event.contract() for event in FOLDS if event.audience is OPEN)


async def answer(reports: Reports, query: ReadRevisionDiff, reader: Reader) -> RevisionDiff:
    """Refused `not_there`, `unit_unknown`, `cell_does_not_report`, `quarter_not_closed`, `revision_unknown`."""
    report, quarter = await reports.whole(query.quarter, query.unit_code, reader), Quarter.parse(query.quarter)
    unit = await reporting_unit(reports.facts.pool, report.keeper, None, quarter.last, code=query.unit_code)
    newest = newest_of(report)
    board, asked = reader.is_board(report.keeper, unit), max(query.old, query.new or 1)
    if board:  # Others are not to learn by asking how often what is kept from them has moved.
        await check_number(reports.facts.pool, report.keeper, query.quarter, asked, newest)
    old, new = (standing(report.revisions, number) for number in (query.old, query.new))
    if old.revision > new.revision:
        raise Refused("revisions_backwards", field="new", old=old.revision, new=new.revision)
    between = [one for one in report.revisions if old.revision < one.revision <= new.revision]
    moved = composed(one.diff for one in between)
    names = await _definitions(reports, query.quarter, new, [one.key for one in moved])
    causes = {each for one in between if one.cause for each in (one.cause.cause_id, *one.cause.also)}
    found = await _touched(reports, quarter, (old, new))
    told = [one for one in found if cause_id(one.cause) in causes and (board or one.contract in OPEN_CONTRACTS)]
    if not board and not unit.whole:
        told = await _below(reports, unit, quarter, (old, new), told)
    page = told[query.offset : query.offset + query.limit]
    codes = await _codes(reports, quarter, new, page)
    return RevisionDiff(
        keeper=report.keeper,
        unit_code=report.unit_code,
        quarter=report.quarter,
        simulated=report.simulated,
        old=_signed(old),
        new=_signed(new),
        figures=[_named(one, names[one.key], quarter.last) for one in moved],
        restatements=[_signed(one) for one in between],
        events=[_event(report.keeper, one, codes) for one in page],
        total=len(told),
    )


def newest_of(report: QuarterlyReport) -> int:
    """The number of the newest revision. Refused `quarter_not_closed`."""
    if not report.revisions:
        raise Refused("quarter_not_closed", field="quarter", quarter=report.quarter)
    return report.revisions[-1].revision


def composed(diffs: Iterable[Sequence[FigureMoved]]) -> list[FigureMoved]:
    """What several diffs, one after another, come to: a figure that is what it was is none of them.

    Nor is a line that came or went with nothing in it, as those of groups of cell types do.
    """
    first: dict[str, ReportedFigure | None] = {}
    last: dict[str, ReportedFigure | None] = {}
    for diff in diffs:
        for one in diff:
            first.setdefault(one.key, one.old)
            last[one.key] = one.new
    moved = [key for key in first if _numbers(first[key]) != _numbers(last[key])]
    return [FigureMoved(key=key, old=first[key], new=last[key]) for key in moved]


def _numbers(figure: ReportedFigure | None) -> tuple[int, int]:
    return (figure.numerator, figure.denominator or 0) if figure else (0, 0)


async def _definitions(
    reports: Reports, quarter: str, new: ReportRevision, keys: Collection[str]
) -> Mapping[str, Definition]:
    """What the keys mean; one that the catalogue has no longer is called by its key."""
    keeper, last = reports.facts.keeper, Quarter.parse(quarter).last
    async with reports.facts.pool.acquire() as connection:
        known = new.known[str(Feed(keeper, "registry"))]
        groups = await structure.groups(connection, keeper, known, last)
    lines = [coverage_definition(prefix, line, groups) for prefix in PREFIXES for line in coverage_keys(groups)]
    defined = {one.key: one for one in (*STOCKS, *QUARTER, *lines, *stage_definitions(keys))}
    return {key: defined.get(key, Definition(key, key, key, "count")) for key in keys}


def _named(moved: FigureMoved, definition: Definition, last: date) -> MovedFigure:
    version = version_on(moved.key, last)

    def figure(one: ReportedFigure | None) -> Figure | None:
        return definition.figure(one.numerator, one.denominator or 0, version) if one else None

    return MovedFigure(
        key=moved.key,
        name_vi=definition.name_vi,
        name_en=definition.name_en,
        old=figure(moved.old),
        new=figure(moved.new),
    )


async def _touched(reports: Reports, quarter: Quarter, between: Between) -> list[Touch]:
    """The events between two revisions that may have moved figures, in order."""
    since, until = ({Feed.parse(feed).service: at for feed, at in one.known.items()} for one in between)
    async with reports.facts.pool.acquire() as connection:
        return await touched(connection, reports.facts.keeper, quarter, since, until)


async def _below(
    reports: Reports, unit: ReportingUnit, quarter: Quarter, between: Between, found: Sequence[Touch]
) -> list[Touch]:
    """A cause may have told of units elsewhere as well: of those, whoever reads one unit's report hears nothing."""
    keeper = reports.facts.keeper
    registries = {one.known[str(Feed(keeper, "registry"))] for one in between}
    async with reports.facts.pool.acquire() as connection:
        kin = await kin_of(connection, keeper, quarter, unit.unit_id, found, registries)
    return [one for one in found if one.unit_id in kin.inside]


async def _codes(reports: Reports, quarter: Quarter, new: ReportRevision, found: Sequence[Touch]) -> Mapping[UUID, str]:
    """The codes of the units that events tell of, as known where the later revision is pinned."""
    keeper, units = reports.facts.keeper, {one.unit_id for one in found if one.unit_id}
    async with reports.facts.pool.acquire() as connection:
        registry = new.known[str(Feed(keeper, "registry"))]
        rows = await connection.fetch(NAMED, keeper, registry, list(units), quarter.last)
    return {row["unit_id"]: row["code"] for row in rows}


def _event(keeper: str, touch: Touch, codes: Mapping[UUID, str]) -> CauseEvent:
    return CauseEvent(
        feed=str(Feed(keeper, touch.service)),
        position=touch.position,
        contract=touch.contract,
        cause_id=cause_id(touch.cause),
        actor=touch.actor,
        recorded_at=touch.recorded_at,
        unit_id=touch.unit_id,
        day=touch.day,
        reason=touch.reason,
        unit_code=codes.get(touch.unit_id) if touch.unit_id else None,
    )


def _signed(one: ReportRevision) -> SignedRevision:
    return SignedRevision(
        revision=one.revision,
        made_on=one.on,
        known=one.known,
        known_at=one.known_at,
        sha256=one.sha256,
        cause=one.cause,
    )
