"""The first quarter is reported to the city and closed; then a visit is told late, and what was signed is restated."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from contracts.assignments import MakeVisit
from contracts.message import Command
from contracts.quarterly_reports import ApproveReport, CloseQuarter, OfUnitsReport, OpenQuarter, SubmitReport
from contracts.restatements import ReadRevisionDiff, RevisionDiff
from services.chassis.messaging import Client
from sinhhoat.simulation.calendar import PlannedMeeting, evening
from sinhhoat.simulation.drive import ClientOf, Year
from sinhhoat.simulation.people import Cast, Observer
from sinhhoat.simulation.sending import SimulationFailed, require_accepted, sent

PATIENCE = 240
"""Seconds in which a closed quarter is restated, on a busy machine; an idle one needs five."""

STEPS: tuple[type[OfUnitsReport], ...] = (OpenQuarter, SubmitReport, ApproveReport, CloseQuarter)
OF_THE_CITY = (ApproveReport, CloseQuarter)
MONTHS, NOTICED = 3, 2
"""Of the quarter; the day of January from which observers are assigned."""


@dataclass(frozen=True)
class Signing:
    """Who signs the first quarter of a year that was driven up to a day: `own` for the keeper's committee, `city`."""

    year: Year
    cast: Cast
    unit_id: UUID
    own: Client
    city: Client
    observer: ClientOf
    until: date = date.max

    @property
    def quarter(self) -> str:
        return f"{self.year.year}-Q1"

    async def restated(self, after: Mapping[str, int]) -> RevisionDiff:
        """What moved between the closing and the revision that the late visit has made."""
        await self.sign(after)
        await self.tell_late()
        for _ in range(2 * PATIENCE):
            diff = await self.diff()
            if diff.new.revision > 1:
                return diff
            await asyncio.sleep(0.5)
        raise SimulationFailed(f"{self.quarter} was not restated")

    async def sign(self, after: Mapping[str, int]) -> None:
        """Open, submit, approve and close it, an hour after another; `after`: positions that it has to know."""
        for hour, kind in enumerate(STEPS, start=8):
            named = {"command_id": self.year.command_id("sign", kind.__name__), "after": dict(after)}
            step = kind.model_validate({**named, "unit_id": self.unit_id, "quarter": self.quarter})
            await self._send(self.city if kind in OF_THE_CITY else self.own, step, evening(self._day, time(hour, 0)))

    async def tell_late(self) -> None:
        """On the next day an observer tells of a visit that he made in the quarter."""
        observer, meeting = late_visit(self.year, self.cast, self.until)
        visit = MakeVisit(
            command_id=self.year.command_id("late visit"),
            cell_id=meeting.cell.cell_id,
            meeting_id=meeting.meeting_id,
            visited_on=meeting.held_on or meeting.first_day,
        )
        await self._send(self.observer(observer.person_id), visit, evening(self._day + timedelta(days=1)))

    async def diff(self) -> RevisionDiff:
        """What is known now beside what was closed."""
        return await self.own.ask(self.year.keeper, ReadRevisionDiff(quarter=self.quarter))

    @property
    def _day(self) -> date:
        """The day after all that the year tells."""
        return max(self.year.days()[-1], date(self.year.year, 12, 31)) + timedelta(days=1)

    async def _send(self, client: Client, command: Command, at: datetime) -> None:
        [outcome] = await sent(client, self.year.keeper, [command], at)
        require_accepted(command, outcome)


def late_visit(year: Year, cast: Cast, until: date = date.max) -> tuple[Observer, PlannedMeeting]:
    """An observer and a meeting of the first quarter, recorded by then, in one of his cells.

    Of a cell where nobody was seen in that quarter; where there is none, a meeting at which nobody was seen.
    """
    seen = {visit.meeting.meeting_id for visit in year.visits}
    visited = {visit.meeting.cell.cell_id for visit in year.visits if visit.visited_on.month <= MONTHS}
    held = [
        meeting
        for meeting in year.meetings
        if meeting.kind == "regular" and meeting.meeting_id not in seen and _in_quarter(meeting, year.year, until)
    ]
    found = [(meeting, observer) for meeting in held for observer in cast.observers if _is_his(meeting, observer)]
    meeting, observer = min(
        found, key=lambda one: (one[0].cell.cell_id in visited, one[0].cell.code, one[0].month, one[1].code)
    )
    return observer, meeting


def _in_quarter(meeting: PlannedMeeting, year: int, until: date) -> bool:
    held_on, recorded_on = meeting.held_on, meeting.recorded_on
    if held_on is None or recorded_on is None:
        return False
    return date(year, 1, NOTICED) <= held_on <= date(year, MONTHS, 31) and recorded_on <= until


def _is_his(meeting: PlannedMeeting, observer: Observer) -> bool:
    return meeting.cell.cell_id in observer.cells
