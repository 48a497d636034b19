"""Who writes without end: each writer is an observer and five cells, and lives through one month after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.assignments import CancelVisitPlan, MakeVisit, PlanVisit
from contracts.meetings import (
    Attendance,
    CancelMeeting,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    Theme,
    WithdrawMeeting,
)
from contracts.message import Command, CommandOutcome
from contracts.ratings import RateMeeting, Vote, WithdrawRating
from contracts.registry import ReportRoll, RollCounts, WithdrawRoll
from services.chassis.messaging import Client
from services.chassis.messaging.serving import LOCAL
from sinhhoat.simulation.calendar import evening
from sinhhoat.simulation.records import MAX_POINTS
from tests.chaos.recording import Recorder

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:chaos")
FIRST_MONTH, THEMES = date(2010, 1, 1), 9
REASON = "Ghi nhầm số liệu."
T = TypeVar("T")


@dataclass
class Writer:
    """`cells` are his own, `assigned` those of them that he observes. Everything he does follows from the seed."""

    seed: str
    staff: Client
    observer: Client
    recorder: Recorder
    cells: Sequence[UUID]
    assigned: Sequence[UUID]
    after: dict[str, int] = field(default_factory=dict)
    """How far each open feed was by his own commands: what relies on them asks not to be answered before."""
    _acts: int = 0

    async def write(self) -> None:
        """Until cancelled."""
        for number, (month, theme) in enumerate(_meetings()):
            await Round(self, number, month, theme, Random(f"{self.seed}:{number}")).live()

    async def send(self, client: Client, commands: Sequence[Command]) -> list[CommandOutcome]:
        """Accepted outcomes; remembers how far the feeds have come by them."""
        outcomes = await self.recorder.send(client, commands) if commands else []
        for outcome in outcomes:
            for feed, position in outcome.positions.items():
                if position is not None and not feed.endswith(".sealed"):
                    self.after[feed] = max(position, self.after.get(feed, 0))
        return outcomes

    def new_id(self) -> UUID:
        """The id of the next command: the same in every run with this seed."""
        self._acts += 1
        return uuid5(NAMESPACE, f"{self.seed}:{self._acts}")


def _meetings() -> Iterator[tuple[date, Theme | None]]:
    """Every meeting that a cell can hold, month after month: a regular one, and all the thematic ones there may be."""
    month = FIRST_MONTH
    while True:
        yield month, None
        for number in range(1, THEMES + 1):
            yield month, Theme(number=number, title="Học tập và làm theo")
        month = (month + timedelta(days=32)).replace(day=1)


@dataclass
class Round:
    """One meeting of each of the writer's cells, from its announcement to what its raters say."""

    writer: Writer
    number: int
    month: date
    theme: Theme | None
    random: Random

    async def live(self) -> None:
        """In the order in which the acts rely on each other; which cells take part in each is drawn."""
        writer, staff = self.writer, self.writer.staff
        announced = self._some(writer.cells, 0.6)
        await writer.send(staff, [self._schedule(cell) for cell in announced])
        await writer.send(staff, [self._move(cell) for cell in self._some(announced, 0.3)])
        await writer.send(staff, [self._call_off(cell) for cell in self._some(announced, 0.1)])
        await writer.send(staff, [self._record(cell) for cell in writer.cells])
        await writer.send(staff, [self._rate(cell, "self") for cell in writer.cells])
        visited = self._some(writer.assigned, 0.5)
        await writer.send(writer.observer, [self._visit(cell) for cell in visited])
        await writer.send(writer.observer, [self._rate(cell, "observer") for cell in visited])
        await self._plan()
        await self._correct()
        await self._roll()

    async def _plan(self) -> None:
        """Plans are for days to come; half of them are dropped again."""
        planned = self._some(self.writer.assigned, 0.6)
        day = datetime.now(UTC).astimezone(LOCAL).date() + timedelta(days=2 + self.number)
        commands = [PlanVisit(command_id=self._id(), cell_id=cell, planned_on=day) for cell in planned]
        for outcome in self._some(await self.writer.send(self.writer.observer, commands), 0.5):
            dropped = CancelVisitPlan(command_id=self._id(), plan_id=UUID(outcome.decided["plan_id"]))
            await self.writer.send(self.writer.observer, [dropped])

    async def _correct(self) -> None:
        """What was written wrongly is taken back and written again, under the same natural key."""
        staff, cells = self.writer.staff, self._some(self.writer.cells, 0.2)
        rated = await self.writer.send(staff, [self._rate(cell, "superior") for cell in cells])
        for cell, outcome in zip(cells, rated, strict=False):
            rating_id = UUID(outcome.decided["rating_id"])
            await self.writer.send(
                staff, [WithdrawRating(command_id=self._id(), cell_id=cell, rating_id=rating_id, reason=REASON)]
            )
            await self.writer.send(staff, [self._rate(cell, "superior")])
        for cell in cells:
            withdrawn = WithdrawMeeting(
                command_id=self._id(), cell_id=cell, meeting_id=self._meeting(cell), reason=REASON
            )
            await self.writer.send(staff, [withdrawn])
            await self.writer.send(staff, [self._record(cell)])

    async def _roll(self) -> None:
        cell, day = self.random.choice(self.writer.cells), self.month + timedelta(days=self.number % 25)
        counts = RollCounts(official=self.random.randint(5, 40), probationary=self.random.randint(0, 2))
        staff = self.writer.staff
        await self.writer.send(staff, [ReportRoll(command_id=self._id(), unit_id=cell, as_of=day, counts=counts)])
        await self.writer.send(staff, [WithdrawRoll(command_id=self._id(), unit_id=cell, as_of=day, reason=REASON)])

    def _schedule(self, cell: UUID) -> ScheduleMeeting:
        return ScheduleMeeting(
            command_id=self._id(),
            cell_id=cell,
            kind=self._kind,
            month=self.month,
            theme=self.theme,
            starts_at=evening(self._day),
            place="Nhà văn hóa",
        )

    def _move(self, cell: UUID) -> RescheduleMeeting:
        return RescheduleMeeting(
            command_id=self._id(),
            cell_id=cell,
            meeting_id=self._meeting(cell),
            starts_at=evening(self._day + timedelta(days=1)),
            place="Hội trường ủy ban",
            reason="Trùng lịch tiếp xúc cử tri.",
        )

    def _call_off(self, cell: UUID) -> CancelMeeting:
        return CancelMeeting(command_id=self._id(), cell_id=cell, meeting_id=self._meeting(cell), reason=REASON)

    def _record(self, cell: UUID) -> RecordMeeting:
        expected, excused = self.random.randint(5, 40), self.random.randint(0, 3)
        return RecordMeeting(
            command_id=self._id(),
            after=dict(self.writer.after),
            cell_id=cell,
            kind=self._kind,
            month=self.month,
            theme=self.theme,
            held_on=self._day,
            duration_minutes=self.random.choice((75, 90, 120)),
            attendance=Attendance(official=expected, present=expected - excused, excused=excused),
            opinions=self.random.randint(2, 9),
            excused_over_three_running=0,
        )

    def _rate(self, cell: UUID, rater: str) -> RateMeeting:
        points = {key: str(self.random.randint(most // 2, most)) for key, most in MAX_POINTS.items()}
        return RateMeeting.model_validate(
            {
                "command_id": self._id(),
                "after": dict(self.writer.after),
                "cell_id": cell,
                "meeting_id": self._meeting(cell),
                "rater": rater,
                "points": points,
                "vote": Vote(agreed=20) if rater == "self" else None,
            }
        )

    def _visit(self, cell: UUID) -> MakeVisit:
        return MakeVisit(
            command_id=self._id(),
            after=dict(self.writer.after),
            cell_id=cell,
            meeting_id=self._meeting(cell),
            visited_on=self._day,
        )

    def _meeting(self, cell: UUID) -> UUID:
        """The natural key, as the meetings service makes it."""
        theme = self.theme.number if self.theme else 0
        return uuid5(cell, f"{self._kind}:{self.month:%Y-%m}:{theme}")

    @property
    def _kind(self) -> str:
        return "thematic" if self.theme else "regular"

    @property
    def _day(self) -> date:
        return self.month + timedelta(days=3 + (self.theme.number if self.theme else 0))

    def _some(self, of: Sequence[T], share: float) -> list[T]:
        return [one for one in of if self.random.random() < share]

    def _id(self) -> UUID:
        return self.writer.new_id()
