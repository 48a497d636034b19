"""A checked plan becomes ordinary commands; their ids follow from the content, so that the same plan again repeats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.meetings import RescheduleMeeting, ScheduleMeeting, Theme
from contracts.message import Command, CommandOutcome, Refusal
from services.chassis.messaging import Client
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.domain import Theme as PlannedTheme
from sinhhoat.asking import person
from sinhhoat.calendars.announcement import Announcement, Plan

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:calendar")
BATCH = 256


@dataclass
class Announced:
    """What became of each meeting of a plan: new, there already as it is, moved, or refused (why)."""

    new: int = 0
    already_there: int = 0
    moved: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)


class Announcer:
    """Sends a plan to one keeper. `head` is how far its meetings were told before.

    `at` is the instant of a simulated store, None for a real one.
    `reason` is why meetings that are scheduled for another time or place are moved; without one they are not.
    """

    def __init__(
        self, client: Client, keeper: str, *, by: str, head: int, at: datetime | None, reason: str | None
    ) -> None:
        self._client, self._keeper, self._at, self._reason, self._head = client, keeper, at, reason, head
        self._by = str(person(by, keeper))
        self._plan = ""

    async def send(self, plan: Plan, cells: Mapping[str, UUID]) -> Announced:
        """Announce every meeting, and move those that are announced otherwise; `cells` by their codes, case folded."""
        done = Announced()
        ids = [str(self._id("schedule", one, None)) for one in plan.announcements]
        self._plan = str(uuid5(NAMESPACE, " ".join(ids)))
        otherwise = []
        scheduled = [self._schedule(one, cells[one.cell_code.casefold()]) for one in plan.announcements]
        for one, outcome in zip(plan.announcements, await self._outcomes(scheduled), strict=True):
            if outcome.outcome == "accepted" and self._is_new(outcome):
                done.new += 1
            elif self._reason and _code(outcome) in ("accepted", "meeting_already_scheduled"):
                # One that was announced before may have been moved or called off since.
                otherwise.append(one)
            elif outcome.outcome == "accepted":
                done.already_there += 1
            else:
                done.refused.append((_about(one), _refusal(outcome)))
        await self._move(otherwise, cells, done)
        return done

    async def _move(self, otherwise: Sequence[Announcement], cells: Mapping[str, UUID], done: Announced) -> None:
        moves = [self._reschedule(one, cells[one.cell_code.casefold()]) for one in otherwise]
        off = []
        for one, outcome in zip(otherwise, await self._outcomes(moves), strict=True):
            if outcome.outcome == "accepted":
                done.moved += 1
            elif _code(outcome) == "nothing_changed":
                done.already_there += 1
            elif _code(outcome) == "meeting_not_scheduled":
                off.append(one)
            else:
                done.refused.append((_about(one), _refusal(outcome)))
        await self._announce_again(off, cells, done)

    async def _announce_again(self, off: Sequence[Announcement], cells: Mapping[str, UUID], done: Announced) -> None:
        """What was called off since, but stands in the plan; what was held since is there already."""
        again = [self._schedule(one, cells[one.cell_code.casefold()], since=self._head) for one in off]
        for one, outcome in zip(off, await self._outcomes(again), strict=True):
            if outcome.outcome == "accepted":
                done.new += 1
            elif _code(outcome) == "meeting_already_held":
                done.already_there += 1
            else:
                done.refused.append((_about(one), _refusal(outcome)))

    async def _outcomes(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        outcomes: list[CommandOutcome] = []
        for start in range(0, len(commands), BATCH):
            batch = commands[start : start + BATCH]
            outcomes += await self._client.send(self._keeper, batch, at=self._at, correlation=self._plan)
        return outcomes

    def _is_new(self, outcome: CommandOutcome) -> bool:
        """If it lies beyond what was told before; the same command answers as it was answered then."""
        return (outcome.positions.get(f"{self._keeper}.meetings") or 0) > self._head

    def _schedule(self, one: Announcement, cell_id: UUID, *, since: int | None = None) -> ScheduleMeeting:
        return ScheduleMeeting(
            command_id=self._id("schedule", one, since),
            cell_id=cell_id,
            kind=one.kind,
            month=one.month,
            theme=Theme(number=one.number, title=one.theme) if one.theme is not None else None,
            starts_at=one.starts_at,
            place=one.place,
        )

    def _reschedule(self, one: Announcement, cell_id: UUID) -> RescheduleMeeting:
        theme = PlannedTheme(one.number, one.theme) if one.theme is not None else None
        return RescheduleMeeting(
            command_id=self._id("reschedule", one, self._head),
            cell_id=cell_id,
            meeting_id=Meeting.create_id(cell_id, MeetingKind(one.kind), one.month, theme, None),
            starts_at=one.starts_at,
            place=one.place,
            reason=self._reason or "",
        )

    def _id(self, what: str, one: Announcement, since: int | None) -> UUID:
        """From the content; where something else may have happened before, from how far that was told, too."""
        content = [*one.key, one.theme, one.starts_at, one.place]
        told: list[object] = [self._keeper, self._by, what, self._reason if what == "reschedule" else None, content]
        told += [] if since is None else [since]
        return uuid5(NAMESPACE, json.dumps(told, default=str, ensure_ascii=False))


def _about(one: Announcement) -> str:
    return f"{one.where.file}:{one.where.line} {one.cell_code}"


def _code(outcome: CommandOutcome) -> str:
    return outcome.refusal.code if outcome.refusal else outcome.outcome


def _refusal(outcome: CommandOutcome) -> Refusal:
    return outcome.refusal or Refusal(code=outcome.outcome, vi="Xung đột, hãy gửi lại.", en="Raced; send again.")
