"""Which revision of a closed report an answer is, if it is one."""

from __future__ import annotations

from typing import NamedTuple

from contracts.quarterly_reports import ReadQuarterlyReport
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.exports.answers import Answered
from sinhhoat.exports.mark import Kind
from sinhhoat.quarterly_reports import with_all_revisions

OF_UNITS: frozenset[Kind] = frozenset({"quarter", "unit_quarter", "coverage"})
"""What a closed report may be shown as, or a part of one."""

CLOSED_NONE = frozenset({"cell_does_not_report", "unit_unknown", "not_there"})
"""Why a unit has closed no report that the asker can see; any other refusal is the asker's to be told."""


class Closing(NamedTuple):
    """`revision`: the one with the answer's positions; `closed`: whether there is a closed report, None for no quarter.

    `newest` is the number of the last revision.
    """

    revision: int | None = None
    closed: bool | None = None
    newest: int | None = None


async def closing_of(client: Client, answered: Answered) -> Closing:
    """What the unit's quarterly report says; a unit that makes none has closed none. Refused as the question is."""
    head = answered.head
    if answered.kind not in OF_UNITS:
        return Closing()
    # In lens `reported` an answer may be a part of the report of a unit above.
    unit_code = head.reported.unit_code if head.reported else head.unit_code
    query = ReadQuarterlyReport(quarter=head.quarter, unit_code=unit_code)
    try:
        report = await with_all_revisions(client, head.keeper, query)
    except Refused as no:
        if no.code not in CLOSED_NONE:
            raise
        # Who reads of a part alone is not told of the whole's report, but the answer says which revision it shows.
        return Closing(head.reported.revision, True) if head.reported else Closing(closed=False)
    found = [one.revision for one in report.revisions if one.known == head.known and not head.structure_on]
    newest = max((one.revision for one in report.revisions), default=None)
    revision = head.reported.revision if head.reported else max(found, default=None)
    return Closing(revision, bool(report.revisions), newest)
