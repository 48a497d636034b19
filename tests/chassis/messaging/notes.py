"""A small service for the tests of messaging: it keeps notes in a dict, and remembers commands as a store would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from contracts.labels import FreeText, Label
from contracts.message import OPEN, SEALED, Command, Part, Query
from services.chassis.aggregate import now
from services.chassis.call import Actor, Call, Decided, Role
from services.chassis.errors import Conflict, Refused, Unavailable
from services.chassis.event_store import Codec
from services.chassis.event_store.rows import HistoryRow, Remembered, StoredText
from services.chassis.messaging.queries import Asker
from services.chassis.messaging.router import Router, Store
from services.chassis.policy import Policy, holds

KEEPER, SIMULATED, ELSEWHERE = "hoc-mon", "phu-nhuan", "pleiku"
WRITER = UUID("00000000-0000-4000-8000-000000000001")


class WriteNote(Command, subject="cmd.{keeper}.notes.write_note.v1", audience=OPEN):
    title: Label
    words: FreeText = "…"
    on: date = date(2019, 1, 1)


class BreakNote(Command, subject="cmd.{keeper}.notes.break_note.v1", audience=OPEN):
    how: str


class HideNote(Command, subject="sealed.cmd.{keeper}.notes.hide_note.v1", audience=SEALED):
    title: Label


class Note(Part):
    title: str
    today: date


class ReadNote(Query, subject="query.{keeper}.notes.note.v1", audience=OPEN):
    answer = Note
    note_id: UUID


@dataclass
class Memory(Store):
    """Remembers accepted commands like the event store's `commands` table."""

    kind: Literal["real", "simulated"] = "real"
    commands: dict[UUID, Remembered] = field(default_factory=dict)
    lookups: int = 0
    codec: Codec = field(default_factory=lambda: Codec([]))

    async def remembered(self, command_ids: Sequence[UUID]) -> Mapping[UUID, Remembered]:
        self.lookups += 1
        return {known: self.commands[known] for known in command_ids if known in self.commands}

    async def history(self, aggregate_id: UUID) -> list[HistoryRow]:
        return []

    async def text(self, text_id: UUID) -> StoredText | None:
        return None


@dataclass(slots=True)
class Notes:
    """The application: `hold` makes commands wait at the door, `done` counts how often each was carried out."""

    memory: Memory
    notes: dict[UUID, str] = field(default_factory=dict)
    done: list[UUID] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    door: asyncio.Event | None = None
    at_the_door: int = 0

    async def write(self, command: WriteNote, call: Call) -> Decided:
        self.at_the_door += 1
        if self.door is not None:
            await self.door.wait()
        if command.title == "nothing":
            raise Refused("not_there", field="title")
        if command.command_id in self.notes:
            raise Refused("already_written")
        self.calls.append(call)
        self.done.append(command.command_id)
        self.notes[command.command_id] = command.title
        decided = {"note_id": str(command.command_id), "at": now.get().isoformat()}
        position = len(self.done)
        self.memory.commands[call.command_id] = Remembered(call.fingerprint, position, json.dumps(decided).encode())
        return Decided(decided, {f"{call.keeper}.notes": position})


ERRORS: dict[str, Exception] = {
    "raced": Conflict(),
    "away": ConnectionResetError("postgres://secret"),
    "behind": Unavailable("clock_behind"),
    "crash": KeyError("the words of a member"),
    "wide": Refused("too_large", field="how", most=7),
}

router: Router[Notes] = Router("notes")
policy = Policy(
    {
        "notes.write": holds("secretary"),
        "notes.break": holds("secretary"),
        "notes.hide": holds("secretary"),
        "notes.read": holds("secretary"),
    }
)


@router.on(WriteNote, action="notes.write")
async def write_note(command: WriteNote, call: Call, notes: Notes) -> Decided:
    return await notes.write(command, call)


@router.on(BreakNote, action="notes.break", serial=True)
async def break_note(command: BreakNote, call: Call, notes: Notes) -> Decided:
    raise ERRORS[command.how]


@router.on(HideNote, action="notes.hide")
async def hide_note(command: HideNote, call: Call, notes: Notes) -> Decided:
    if command.title == "crash":
        raise KeyError(command.title)
    return Decided({"hidden": command.title}, {})


@router.answer(ReadNote, action="notes.read")
async def read_note(query: ReadNote, asker: Asker, notes: Notes) -> Note:
    title = notes.notes.get(query.note_id)
    if title is None:
        raise Refused("not_there", field="note_id")
    if title == "secret":
        raise Refused("not_yours", note=title)
    return Note(title=title, today=asker.today)


def actor(*roles: str, keeper: str = KEEPER, person: UUID = WRITER) -> Actor:
    """A person with these roles at one keeper."""
    return Actor(person, tuple(Role(name, keeper, None) for name in roles))


def number(n: int) -> UUID:
    """A command id that a reader recognises."""
    return UUID(int=n)


def write(n: int, title: str = "Sinh hoạt tháng Một", **fields: Any) -> WriteNote:
    """A command that is right in everything."""
    return WriteNote(command_id=number(n), title=title, **fields)


def machine_clock() -> datetime:
    """The wall clock of the machine."""
    return datetime.now(UTC)
