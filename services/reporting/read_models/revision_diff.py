"""What differs between two revisions of a closed report: the figures as they were signed, and the events behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from contracts.message import OPEN
from contracts.quarterly_reports import (
    FigureMoved,
    QuarterlyReport,
    ReadQuarterlyReport,
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
from services.reporting.facts.projection import FOLDS
from services.reporting.quarters import Quarter
from services.reporting.read_models import structure
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.quarterly_reports import Reader, Reports
from services.reporting.read_models.reporting_units import above, reporting_unit
from services.reporting.read_models.touched import Touch, touched

OPEN_CONTRACTS = frozenset(event.contract() for event in FOLDS if event.audience is OPEN)


async def answer(reports: Reports, query: ReadRevisionDiff, reader: Reader) -> RevisionDiff:
    """Refused `not_there`, `unit_unknown`, `cell_does_not_report`, `quarter_not_closed`, `revision_unknown`."""
    report = await reports.one(ReadQuarterlyReport(quarter=query.quarter, unit_code=query.unit_code), reader)
    old, new = revision_of(report, query.old), revision_of(report, query.new)
    if old.revision > new.revision:
        raise Refused("revisions_backwards", field="new", old=old.revision, new=new.revision)
    between = [one for one in report.revisions if old.revision < one.revision <= new.revision]
    moved = composed(one.diff for one in between)
    names = await _definitions(reports, query.quarter, new, [one.key for one in moved])
    events = await _events(reports, query, reader, (old, new), [one.cause.cause_id for one in between if one.cause])
    return RevisionDiff(
        keeper=report.keeper,
        unit_code=report.unit_code,
        quarter=report.quarter,
        simulated=report.simulated,
        old=_signed(old),
        new=_signed(new),
        figures=[_named(one, names[one.key]) for one in moved],
        restatements=[_signed(one) for one in between],
        events=events[query.offset : query.offset + query.limit],
        total=len(events),
    )


def revision_of(report: QuarterlyReport, number: int | None) -> ReportRevision:
    """The newest revision, or the one that stood under a number. Refused `quarter_not_closed`, `revision_unknown`."""
    if not report.revisions:
        raise Refused("quarter_not_closed", field="quarter", quarter=report.quarter)
    newest = report.revisions[-1].revision
    if number is not None and number > newest:
        raise Refused("revision_unknown", field="revision", revisions=newest)
    return [one for one in report.revisions if number is None or one.revision <= number][-1]


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


def _named(moved: FigureMoved, definition: Definition) -> MovedFigure:
    def figure(one: ReportedFigure | None) -> Figure | None:
        return definition.figure(one.numerator, one.denominator or 0) if one else None

    return MovedFigure(
        key=moved.key,
        name_vi=definition.name_vi,
        name_en=definition.name_en,
        old=figure(moved.old),
        new=figure(moved.new),
    )


async def _events(
    reports: Reports,
    query: ReadRevisionDiff,
    reader: Reader,
    between: tuple[ReportRevision, ReportRevision],
    causes: Collection[UUID],
) -> list[CauseEvent]:
    """The events of these causes that may have moved figures, in order; events for the board are told to it alone.

    A cause may have told of units elsewhere as well: of those, whoever reads one unit's report hears nothing.
    """
    keeper, quarter = reports.facts.keeper, Quarter.parse(query.quarter)
    unit = await reporting_unit(reports.facts.pool, keeper, None, quarter.last, code=query.unit_code)
    board = reader.is_board(keeper, unit)
    since, until = ({Feed.parse(feed).service: at for feed, at in one.known.items()} for one in between)
    async with reports.facts.pool.acquire() as connection:
        found = await touched(connection, keeper, quarter, since, until)
    of_causes = [one for one in found if cause_id(one.cause) in causes]
    if board:
        return [_event(keeper, one) for one in of_causes]
    told = [one for one in of_causes if one.contract in OPEN_CONTRACTS]
    return [_event(keeper, one) for one in (told if unit.whole else await _below(reports, quarter, unit.unit_id, told))]


async def _below(reports: Reports, quarter: Quarter, unit_id: UUID, found: Sequence[Touch]) -> list[Touch]:
    """Those about a unit, or about one that stood below it when the quarter began or ended."""
    about = {one.unit_id for one in found if one.unit_id is not None}
    tree, keeper = above(reports.facts.pool), reports.facts.keeper
    stood = [await tree(keeper, about, day) for day in (quarter.first, quarter.last)]
    inside = {unit_id, *(one for one in about if any(unit_id in each.get(one, ()) for each in stood))}
    return [one for one in found if one.unit_id in inside]


def _event(keeper: str, touch: Touch) -> CauseEvent:
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
