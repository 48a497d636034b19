"""A plan becomes commands: the same plan the same ones, and what is scheduled otherwise moves for a reason only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from contracts.meetings import RescheduleMeeting, ScheduleMeeting
from contracts.message import Command, CommandOutcome, Refusal
from services.chassis.messaging import Client
from services.meetings.domain import Meeting, MeetingKind
from sinhhoat.calendars import Announcement, Plan
from sinhhoat.calendars.announcing import Announced, Announcer
from sinhhoat.registers.findings import Place

JULY, CELL = date(2024, 7, 1), UUID(int=1)
CELLS = {"cb-01": CELL}


class Office(Client):
    """Answers as the meetings service would: each command once, and each meeting scheduled once."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.held: set[UUID] = set()
        self.belonging: set[str | None] = set()
        self._scheduled: dict[UUID, tuple[datetime, str]] = {}
        self._answered: dict[UUID, CommandOutcome] = {}

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        self.belonging.add(correlation)
        return [self._answer(command) for command in commands]

    @property
    def head(self) -> int:
        return len(self._answered)

    def call_off(self) -> None:
        self._scheduled.clear()

    def hold(self) -> None:
        self.held |= self._scheduled.keys()

    def _answer(self, command: Command) -> CommandOutcome:
        self.sent.append(command)
        if command.command_id not in self._answered:
            outcome = self._decide(command)
            if outcome.outcome != "accepted":
                return outcome
            self._answered[command.command_id] = outcome
        return self._answered[command.command_id]

    def _decide(self, command: Command) -> CommandOutcome:
        assert isinstance(command, ScheduleMeeting | RescheduleMeeting)
        wanted = (command.starts_at, command.place)
        if isinstance(command, ScheduleMeeting):
            meeting_id = Meeting.create_id(command.cell_id, MeetingKind(command.kind), command.month, None, None)
            if meeting_id in self.held:
                return refused(command, "meeting_already_held")
            if meeting_id in self._scheduled:
                return refused(command, "meeting_already_scheduled")
        else:
            meeting_id = command.meeting_id
            if meeting_id in self.held or meeting_id not in self._scheduled:
                return refused(command, "meeting_not_scheduled")
            if self._scheduled[meeting_id] == wanted:
                return refused(command, "nothing_changed")
        self._scheduled[meeting_id] = wanted
        position = len(self._answered) + 1
        return CommandOutcome(command_id=command.command_id, outcome="accepted", positions={"huyen.meetings": position})


def refused(command: Command, code: str) -> CommandOutcome:
    return CommandOutcome(
        command_id=command.command_id, outcome="refused", refusal=Refusal(code=code, vi="Không.", en="No.")
    )


def plan(hour: int = 12, place: str = "Trụ sở") -> Plan:
    starts_at = datetime(2024, 7, 3, hour, tzinfo=UTC)
    return Plan((Announcement("CB-01", "regular", JULY, None, 1, starts_at, place, Place("calendar", "lich.ics", 4)),))


async def announced(office: Office, wanted: Plan, *, head: int = 0, reason: str | None = None) -> Announced:
    return await Announcer(office, "huyen", by="node", head=head, at=None, reason=reason).send(wanted, CELLS)


def numbers(done: Announced) -> tuple[int, int, int, list[str]]:
    return done.new, done.already_there, done.moved, [refusal.code for _, refusal in done.refused]


async def test_the_same_plan_again_announces_nothing_twice() -> None:
    office = Office()
    first = await announced(office, plan())

    again = await announced(office, plan(), head=1)

    assert (numbers(first), numbers(again)) == ((1, 0, 0, []), (0, 1, 0, []))
    assert office.sent[0].command_id == office.sent[1].command_id


async def test_a_meeting_scheduled_otherwise_is_refused_without_a_reason_and_moved_with_one() -> None:
    office = Office()
    await announced(office, plan())

    silent = await announced(office, plan(hour=13), head=1)
    moved = await announced(office, plan(hour=13), head=1, reason="Trùng lịch.")

    assert numbers(silent) == (0, 0, 0, ["meeting_already_scheduled"])
    assert silent.refused[0][0] == "lich.ics:4 CB-01"
    assert numbers(moved) == (0, 0, 1, [])


async def test_what_was_scheduled_by_hand_as_the_plan_says_is_there_already() -> None:
    office = Office()
    await announced(office, plan())

    other = Announcer(office, "huyen", by="QS-1", head=1, at=None, reason="Theo lịch tháng.")

    assert numbers(await other.send(plan(), CELLS)) == (0, 1, 0, [])


async def test_a_meeting_moved_there_and_back_in_the_file_moves_there_and_back() -> None:
    office, why = Office(), "Trùng lịch."
    await announced(office, plan(), reason=why)

    hours = (13, 12, 13, 13)
    moves = [numbers(await announced(office, plan(hour=hour), head=office.head, reason=why)) for hour in hours]

    assert moves == [(0, 0, 1, []), (0, 0, 1, []), (0, 0, 1, []), (0, 1, 0, [])]


async def test_a_meeting_called_off_since_is_announced_again_with_a_reason_and_one_held_since_is_there() -> None:
    office, why = Office(), "Họp lại theo lịch."
    await announced(office, plan())
    office.call_off()

    again = await announced(office, plan(), head=office.head, reason=why)
    office.hold()
    held = await announced(office, plan(), head=office.head, reason=why)

    assert (numbers(again), numbers(held)) == ((1, 0, 0, []), (0, 1, 0, []))


async def test_all_that_a_plan_announces_and_moves_belongs_together() -> None:
    office = Office()

    await announced(office, plan(), reason="Trùng lịch.")
    await announced(office, plan(hour=13), head=1, reason="Trùng lịch.")

    assert len(office.belonging) == 2
    assert None not in office.belonging
