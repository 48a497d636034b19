"""Carries the year out through the real commands, day by day; every day waits for what its commands rely on."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.assignments import MakeVisit, PlanVisit
from contracts.meetings import RecordMeeting, RescheduleMeeting, ScheduleMeeting
from contracts.message import Command, CommandOutcome
from contracts.ratings import AdoptRubric, RateMeeting, Vote
from services.chassis.messaging import Client
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting, evening, year_of
from sinhhoat.simulation.people import Cast
from sinhhoat.simulation.sending import PAUSES, require_accepted, sent
from sinhhoat.simulation.visits import AttendedMeeting, visits_of

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:simulation")
AT_ONCE = 16
T = TypeVar("T")
ClientOf = Callable[[UUID], Client]
"""The client that speaks as an observer."""


class Year:
    """One keeper's year. Ids follow from the seed, so a year that was broken off can be driven again."""

    def __init__(self, keeper: str, year: int, cast: Cast, seed: str, first: date) -> None:
        self.keeper, self.seed, self.year = keeper, seed, year
        self.meetings = year_of(cast.cells, year, seed)
        self.visits = visits_of(cast.observers, self.meetings, seed, first)

    def days(self) -> list[date]:
        """The days on which anything happens, in order."""
        dates: set[date] = {visit.visited_on for visit in self.visits}
        dates |= {visit.planned_on for visit in self.visits if visit.planned_on}
        for meeting in self.meetings:
            dates |= {day for day in (meeting.scheduled_on, meeting.moved_on, meeting.recorded_on) if day}
        return sorted(dates)

    def command_id(self, what: str, *which: object) -> UUID:
        """The id of one act."""
        return uuid5(NAMESPACE, f"{self.seed}:{self.keeper}:{self.year}:{what}:{':'.join(map(str, which))}")


class Driver:
    """Sends the acts of a year: `staff` for the cells, `observer` for each observer under his own name.

    With `at_once` 1 and a `settled` that waits until everything is told and read, after each request, two runs of the
    same year are equal to the last byte.
    """

    def __init__(
        self,
        year: Year,
        staff: Client,
        observer: ClientOf,
        progress: Callable[[date], None],
        *,
        at_once: int = AT_ONCE,
        settled: Callable[[], Awaitable[None]] | None = None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._year, self._staff, self._observer, self._progress = year, staff, observer, progress
        self._settled, self._pauses = settled, pauses
        self.after: dict[str, int] = {}
        self._places = asyncio.Semaphore(at_once)
        self.accepted = 0

    async def run(self, until: date | None = None) -> None:
        """The whole year, or up to a day (included)."""
        by_day = _Acts(self._year)
        for day in self._year.days():
            if until is not None and day > until:
                break
            await self._day(by_day, day)
            self._progress(day)

    async def adopt_rubrics(self, on: date) -> None:
        """One rubric for both kinds of meeting, in force from the first day of the year."""
        told = json.loads(resources.files(__package__).joinpath("rubrics.json").read_text(encoding="utf-8"))
        commands = [
            AdoptRubric(
                command_id=self._year.command_id("rubric", kind),
                name=told["name"],
                meeting_kind=kind,
                effective_from=date(self._year.year, 1, 1),
                criteria=told["criteria"],
                bands=told["bands"],
            )
            for kind in ("regular", "thematic")
        ]
        await self._send(self._staff, commands, evening(on, time(8, 0)))

    async def _day(self, acts: _Acts, day: date) -> None:
        await self._send(self._staff, [self._schedule(m) for m in acts.scheduled[day]], evening(day, time(8, 0)))
        await self._send(self._staff, [self._move(m) for m in acts.moved[day]], evening(day, time(9, 0)))
        await self._each([(visit, self._plan(visit)) for visit in acts.planned[day]], evening(day, time(10, 0)))
        recorded = acts.recorded[day]
        await self._send(self._staff, [self._record(m) for m in recorded], evening(day, time(21, 0)))
        await self._send(self._staff, [self._rate_self(m) for m in recorded], evening(day, time(21, 5)))
        await self._each([(visit, self._visit(visit)) for visit in acts.visited[day]], evening(day, time(21, 30)))
        await self._each([(visit, self._rate(visit)) for visit in acts.rated[day]], evening(day, time(21, 45)))

    async def _each(self, acts: Sequence[tuple[AttendedMeeting, Command]], at: datetime) -> None:
        """Observers act each under his own name, several at once."""

        async def one(visit: AttendedMeeting, command: Command) -> None:
            async with self._places:
                await self._send(self._observer(visit.observer.person_id), [command], at)

        await asyncio.gather(*(one(visit, command) for visit, command in acts))

    async def _send(self, client: Client, commands: Sequence[Command], at: datetime) -> None:
        outcomes = await sent(client, self._year.keeper, commands, at, self._pauses)
        for command, outcome in zip(commands, outcomes, strict=True):
            self._take(command, outcome)
        if self._settled is not None and commands:
            await self._settled()

    def _take(self, command: Command, outcome: CommandOutcome) -> None:
        require_accepted(command, outcome)
        self.accepted += 1
        for feed, position in outcome.positions.items():
            if position is not None and not feed.endswith(".sealed"):
                self.after[feed] = max(position, self.after.get(feed, 0))

    def _schedule(self, meeting: PlannedMeeting) -> ScheduleMeeting:
        return ScheduleMeeting(
            command_id=self._year.command_id("schedule", meeting.meeting_id),
            cell_id=meeting.cell.cell_id,
            kind=meeting.kind,
            month=meeting.month,
            theme=meeting.theme,
            starts_at=evening(meeting.first_day),
            place="Nhà văn hóa",
        )

    def _move(self, meeting: PlannedMeeting) -> RescheduleMeeting:
        return RescheduleMeeting(
            command_id=self._year.command_id("move", meeting.meeting_id),
            cell_id=meeting.cell.cell_id,
            meeting_id=meeting.meeting_id,
            starts_at=evening(meeting.held_on or meeting.first_day + timedelta(days=1)),
            place="Hội trường ủy ban",
            reason="Trùng lịch tiếp xúc cử tri.",
        )

    def _record(self, meeting: PlannedMeeting) -> RecordMeeting:
        seed = self._year.seed
        return RecordMeeting(
            command_id=self._year.command_id("record", meeting.meeting_id),
            cell_id=meeting.cell.cell_id,
            kind=meeting.kind,
            month=meeting.month,
            theme=meeting.theme,
            held_on=meeting.held_on or meeting.first_day,
            duration_minutes=records.duration_of(meeting, seed),
            attendance=records.attendance_of(meeting, seed),
            opinions=records.opinions_of(meeting, seed),
            excused_over_three_running=0,
        )

    def _rate_self(self, meeting: PlannedMeeting) -> RateMeeting:
        present = records.attendance_of(meeting, self._year.seed).present
        return RateMeeting(
            command_id=self._year.command_id("self", meeting.meeting_id),
            after=dict(self.after),
            cell_id=meeting.cell.cell_id,
            meeting_id=meeting.meeting_id,
            rater="self",
            points=records.points_of(meeting, "self", self._year.seed),
            vote=Vote(agreed=present),
        )

    def _plan(self, visit: AttendedMeeting) -> PlanVisit:
        return PlanVisit(
            command_id=self._year.command_id("plan", visit.meeting.meeting_id, visit.observer.code),
            cell_id=visit.meeting.cell.cell_id,
            planned_on=visit.visited_on,
        )

    def _visit(self, visit: AttendedMeeting) -> MakeVisit:
        return MakeVisit(
            command_id=self._year.command_id("visit", visit.meeting.meeting_id, visit.observer.code),
            after=dict(self.after),
            cell_id=visit.meeting.cell.cell_id,
            meeting_id=visit.meeting.meeting_id,
            visited_on=visit.visited_on,
        )

    def _rate(self, visit: AttendedMeeting) -> RateMeeting:
        return RateMeeting(
            command_id=self._year.command_id("observer", visit.meeting.meeting_id, visit.observer.code),
            after=dict(self.after),
            cell_id=visit.meeting.cell.cell_id,
            meeting_id=visit.meeting.meeting_id,
            rater="observer",
            points=records.points_of(visit.meeting, f"observer:{visit.observer.code}", self._year.seed),
        )


class _Acts:
    """The year's acts by day. An observer scores once the meeting is recorded: he needs its record to score it."""

    def __init__(self, year: Year) -> None:
        self.scheduled = _by_day((meeting.scheduled_on, meeting) for meeting in year.meetings)
        self.moved = _by_day((meeting.moved_on, meeting) for meeting in year.meetings)
        self.recorded = _by_day((meeting.recorded_on, meeting) for meeting in year.meetings)
        self.planned = _by_day((visit.planned_on, visit) for visit in year.visits)
        self.visited = _by_day((visit.visited_on, visit) for visit in year.visits)
        self.rated = _by_day((visit.meeting.recorded_on, visit) for visit in year.visits)


def _by_day(acts: Iterable[tuple[date | None, T]]) -> defaultdict[date, list[T]]:
    by_day: defaultdict[date, list[T]] = defaultdict(list)
    for day, act in acts:
        if day is not None:
            by_day[day].append(act)
    return by_day
