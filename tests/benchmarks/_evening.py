"""What cells send in an evening: meetings announced, recorded and scored, a different one with every command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.meetings import Attendance, RecordMeeting, ScheduleMeeting
from contracts.message import Command, CommandOutcome
from contracts.ratings import AdoptRubric, Band, RateMeeting, RubricCriterion, Vote
from services.chassis.messaging import Client
from sinhhoat.known import Known
from sinhhoat.loading import Loader
from tests.benchmarks._city import register_of

KEEPER = "bench"
FIRST_YEAR, MONTHS = 2008, 12 * 15
"""Cells of the generated register are older than that; every month of theirs has one regular meeting."""
ATTENDANCE = Attendance(
    official=24, probationary=2, exempt=1, temporarily_away=1, special_duty=0, temporarily_here=0,
    present=22, excused=2, unexcused=0, exempt_present=0, guests=0, superiors_present=0,
)  # fmt: skip
RUBRIC = AdoptRubric(
    command_id=UUID(int=1),
    name="Khung chấm điểm",
    meeting_kind="regular",
    effective_from=date(FIRST_YEAR, 1, 1),
    criteria=[
        RubricCriterion(key="preparation", name_vi="Chuẩn bị", name_en="Preparation", max_points=Decimal(40)),
        RubricCriterion(key="conduct", name_vi="Tổ chức", name_en="Conduct", max_points=Decimal(60)),
    ],
    bands=[Band(grade="GOOD", at_least=Decimal(90)), Band(grade="POOR", at_least=Decimal(0))],
)
POINTS = {"preparation": Decimal(38), "conduct": Decimal("55.5")}


TRIES, FIRST_PAUSE = 8, 0.05


class Evening:
    """The cells of one keeper, and the commands about their meetings, by the number of the meeting."""

    def __init__(self, cells: Sequence[UUID]) -> None:
        self._cells = cells

    @classmethod
    async def begun(cls, client: Client, meetings: int) -> Evening:
        """Enter so many cells that each meeting has a month of its own, and a rubric; wait until they are known."""
        register = register_of(KEEPER, max(20, -(-meetings // MONTHS)))
        known = Known()
        loaded = await Loader(client, KEEPER, lambda sheet, rows: None).load(register, known)
        if loaded.refused or loaded.not_sent:
            raise RuntimeError(f"the register was refused: {(loaded.refused or loaded.not_sent)[0]}")
        await sent(client, RUBRIC)
        evening = cls([known.units[unit.code.casefold()] for unit in register.units if unit.kind == "cell"])
        # The meetings service answers this one only when it has read all cells.
        await sent(client, evening.schedule(meetings, after=loaded.positions))
        return evening

    def schedule(self, meeting: int, *, after: dict[str, int] | None = None) -> ScheduleMeeting:
        cell_id, month = self._of(meeting)
        return ScheduleMeeting(
            command_id=_id("schedule", meeting),
            after=after or {},
            cell_id=cell_id,
            kind="regular",
            month=month,
            starts_at=datetime(month.year, month.month, 3, 12, tzinfo=UTC),
            place="Nhà văn hóa",
        )

    def record(self, meeting: int) -> RecordMeeting:
        cell_id, month = self._of(meeting)
        return RecordMeeting(
            command_id=_id("record", meeting),
            cell_id=cell_id,
            kind="regular",
            month=month,
            held_on=month.replace(day=3),
            duration_minutes=95,
            attendance=ATTENDANCE,
            opinions=6,
            excused_over_three_running=0,
        )

    def rate(self, meeting: int, recorded: CommandOutcome) -> RateMeeting:
        """The cell's own score, which the ratings service can take once it has read the record."""
        return RateMeeting(
            command_id=_id("rate", meeting),
            after={feed: position for feed, position in recorded.positions.items() if position is not None},
            cell_id=self._of(meeting)[0],
            meeting_id=UUID(recorded.decided["meeting_id"]),
            rater="self",
            points=POINTS,
            vote=Vote(agreed=22),
        )

    def _of(self, meeting: int) -> tuple[UUID, date]:
        month, cell = divmod(meeting, len(self._cells))
        return self._cells[cell], date(FIRST_YEAR + month // 12, month % 12 + 1, 1)


async def sent(client: Client, command: Command, on_again: Callable[[str], None] = lambda why: None) -> CommandOutcome:
    """The outcome of one accepted command; RuntimeError where it was not.

    What could not be done just now is asked again under its id, as every client does; `on_again` is told why.
    """
    for attempt in range(TRIES):
        [outcome] = await client.send(KEEPER, [command])
        if outcome.outcome == "accepted":
            return outcome
        why = outcome.refusal.code if outcome.refusal else outcome.outcome
        if outcome.outcome == "refused":
            break
        on_again(why)
        await asyncio.sleep(FIRST_PAUSE * 2**attempt)
    raise RuntimeError(f"{type(command).__name__} was not accepted: {outcome.outcome} {why}")


def _id(what: str, meeting: int) -> UUID:
    return uuid5(UUID(int=0), f"{what} {meeting}")
