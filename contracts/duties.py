"""Questions to the reporting service about duties: who owes what by when, what discharged it, and who is late."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.labels import Code, Key, PersonId
from contracts.message import BOARD, OPEN, Part
from contracts.reporting import EvidenceItem, OfQuarter, ReportHead

DutyState = Literal["open", "overdue", "late", "done", "exempt"]
"""`open`: not discharged, and not due before the day; `overdue`: due before it and not discharged by it; `done` and
`late`: discharged by the day it was due, or afterwards; `exempt`: nothing is owed. Opened are all but the last."""

Owed = Literal["cell", "committee", "observer", "unit"]
Period = Literal["meeting", "month", "quarter", "year"]
Exempt = Literal["gone", "founded"]
"""Why a unit owes nothing: it was no more on the period's last day, or had been there too few days by then."""


class DutyCounts(Part):
    """One kind of duty, with how many there are in each state; `figure` is the figure that is discharged / opened."""

    duty: Key
    name_vi: str
    name_en: str
    owed_by: Owed
    period: Period
    figure: Key | None
    source: str
    opened: int
    discharged: int
    open: int
    overdue: int
    done: int
    late: int
    exempt: int


class DutyLine(Part):
    """One duty: a unit's, or, with `person_id`, an observer's of a cell or committee.

    `from_on` is the first day of its period, `due_on` by the policy version, or of a report as was told when it was
    opened or submitted. `days` are those by which it is or was overdue, 0 where it is not; of a report those until it
    first came. Its evidence: the event that opened it (a unit, an assignment, a meeting, a resolution) and the one that
    discharged it.
    """

    duty: Key
    state: DutyState
    unit_code: str
    unit_name: str
    person_id: PersonId | None
    from_on: date
    due_on: date
    discharged_on: date | None
    days: int
    exempt: Exempt | None
    policy_version: str
    opened_by: EvidenceItem
    discharged_by: EvidenceItem | None


class DutyList(Part):
    """Duties as they stand on a day, those of the earliest quarter and day first. `since`: the first day looked at.

    `counts` are of all of them, `lines` one page of those in the states asked for, of which there are `total`.
    """

    head: ReportHead
    since: date
    on: date
    counts: list[DutyCounts]
    lines: list[DutyLine]
    total: int


class OfDuties(OfQuarter):
    """What every question about duties names. `on` is the day as of which they are judged, without it today; in a
    simulated history the day on which the last of it was recorded; in lens `reported` the one on which the revision was
    made.

    Units' own reports are told of in reporting's own feed: `known` may name that too, and the head of the answer does.

    With a quarter the duties of that quarter; without one those of the `quarters` up to the one of that day. A duty
    belongs to the quarter of its period's last day; the notice of the year to the first quarter.
    """

    on: date | None = None
    quarters: Annotated[int, Field(ge=1, le=8)] = 4
    duties: Annotated[list[Key], Field(max_length=50)] = []
    states: Annotated[list[DutyState], Field(max_length=5)] = []
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class ListDuties(OfDuties, subject="query.{keeper}.reporting.list_duties.v1", audience=BOARD):
    """All duties of a unit and those below it, observers' among them. For the board, and for each observer his own.

    With `person_id` those that this observer owes, and no others. No duties or states named: all.
    """

    answer: ClassVar[type[DutyList]] = DutyList
    unit_code: Code | None = None
    person_id: PersonId | None = None


class ListUnitDuties(OfDuties, subject="query.{keeper}.reporting.list_unit_duties.v1", audience=OPEN):
    """What a unit and those below it owe, without observers' duties, for whoever holds a role on it or on one above.

    A unit that is not there and one that is not the asker's are one answer.
    """

    answer: ClassVar[type[DutyList]] = DutyList
    unit_code: Code
