"""The lens `reported`: the question as it is answered for ever, at the positions that a closed report is pinned to.

What the report was signed with goes with them: `as_signed` lets it stand in the answers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from contracts.reporting import OfQuarter, ReportedAs
from services.chassis.errors import Refused
from services.reporting.domain.revision import figures_at, standing
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked, Signed
from services.reporting.read_models.quarterly_reports import Reports, told_of
from services.reporting.read_models.reporting_units import unit_once_known
from services.reporting.read_models.revisions import check_number

Q = TypeVar("Q", bound=OfQuarter)


class Pinned(NamedTuple):
    """Whose closed report is meant, the positions of all four feeds that it is pinned to, and since when it says so.

    `report`: what it was signed with.
    """

    reported: ReportedAs
    known: dict[str, int]
    on: date
    report: Signed


def check(query: OfQuarter) -> None:
    """Refused `revision_not_reported`, `quarter_needed`, `reported_is_pinned`."""
    if query.lens != "reported":
        if query.revision is not None:
            raise Refused("revision_not_reported", field="revision")
        return
    if query.quarter is None:
        raise Refused("quarter_needed", field="quarter")
    if query.known or query.known_at or query.structure_on:
        raise Refused("reported_is_pinned", field="lens")


async def pinned(reports: Reports, quarter: str, unit_code: str | None, revision: int | None, *, board: bool) -> Pinned:
    """The unit's own closed report, or else that of the keeper's own committee, of which the unit is a part.

    A unit that was entered by mistake and taken back since still stands in what was reported before. Of a number that
    the report has not got itself, or that is not for the asker, the revision before it. Refused `unit_unknown`,
    `quarter_not_closed`; to the board, which may know how often any report has moved, also `revision_unknown`.
    """
    pool, keeper, last = reports.facts.pool, reports.facts.keeper, Quarter.parse(quarter).last
    whole = await unit_once_known(pool, keeper, None, last)
    named = await unit_once_known(pool, keeper, unit_code, last) if unit_code else whole
    for unit in dict.fromkeys((named, whole)):
        report = await reports.find(unit, quarter)
        if report.revisions:
            told = told_of(report, board=board)
            one = standing(told, revision)
            if board and revision is not None:
                await check_number(pool, keeper, quarter, revision, report.newest.revision)
            said = ReportedAs(unit_code=unit.code, revision=one.revision, sha256=one.pin.sha256)
            figures = {each.key: each for each in figures_at(one.revision, report.figures, report.revisions)}
            return Pinned(said, one.pin.known, one.on, Signed(unit.unit_id, quarter, figures, unit.whole))
    raise Refused("quarter_not_closed", field="quarter", quarter=quarter)


def as_then(query: Q, at: Pinned) -> Q:
    """The same question in lens `then`, as known where the report is pinned."""
    return query.model_copy(update={"lens": "then", "revision": None, "known": at.known})


def shown(asked: Asked, at: Pinned) -> Asked:
    """The same snapshot, with what was signed, and a head that says whose report it shows."""
    return replace(asked, head=asked.head.model_copy(update={"reported": at.reported}), report=at.report)
