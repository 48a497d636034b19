"""Which revision of a closed report an answer is, if it is one."""

from __future__ import annotations

from typing import NamedTuple

from contracts.quarterly_reports import ReadQuarterlyReport
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.exports.answers import Answered


class Closing(NamedTuple):
    """`revision`: the one with the answer's positions; `closed`: whether there is a closed report, None for no quarter.

    `newest` is the number of the last revision.
    """

    revision: int | None = None
    closed: bool | None = None
    newest: int | None = None


async def closing_of(client: Client, answered: Answered) -> Closing:
    """What the unit's quarterly report says; a unit that makes none has closed none."""
    head = answered.head
    if answered.kind not in ("quarter", "coverage"):
        return Closing()
    # In lens `reported` an answer may be a part of the report of a unit above.
    unit_code = head.reported.unit_code if head.reported else head.unit_code
    try:
        report = await client.ask(head.keeper, ReadQuarterlyReport(quarter=head.quarter, unit_code=unit_code))
    except Refused:
        return Closing(closed=False)
    found = [one.revision for one in report.revisions if one.known == head.known and not head.structure_on]
    newest = max((one.revision for one in report.revisions), default=None)
    revision = head.reported.revision if head.reported else max(found, default=None)
    return Closing(revision, bool(report.revisions), newest)
