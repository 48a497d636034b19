"""Districts that lived a year just like another, under ids of their own: its rows, put through `append` again.

Deciding a year anew takes a city ten times as long as storing it. Every id in a copy is the original's, turned by a
number of the district's own; so all that named one thing still names one thing, and no two districts share any.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid5

from services.chassis.event_store import EventStore
from services.chassis.event_store.rows import HistoryRow, NewEvent, Submission

ID = re.compile(rb'"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})"')
"""With its quotes: without them looking for ids took most of the time. Traces, which hold more than an id, stay."""
COMMANDS = 256
PAGE = 1_000
FINGERPRINT = b"f" * 32


async def copy(original: EventStore, to: EventStore, part: int = 0, at: datetime | None = None) -> None:
    """Append the whole history of one feed to another keeper's, where it may stand several times as several parts.

    `at` is the instant (UTC) of all of it, None for the instants of the original.
    """
    turning = Turning(original.feed.keeper, to.feed.keeper, part)
    async for commands in _by_command(original):
        replies = await original.remembered([rows[0].command_id for rows in commands])
        batch = [_submission(rows, replies[rows[0].command_id].reply, turning, at) for rows in commands]
        appended = await to.append(batch)
        if any(one.outcome != "stored" for one in appended):
            raise RuntimeError(f"{to.feed}: a copy was not stored")


class Turning:
    """Puts another keeper's ids and name into what one keeper has stored."""

    def __init__(self, keeper: str, other: str, part: int) -> None:
        self._number = uuid5(UUID(int=0), f"{keeper} {other} {part}").int
        self._keeper, self._other = keeper.encode(), other.encode()
        # The same ids come again and again: cells, observers, meetings.
        self._text = lru_cache(maxsize=50_000)(self._turned)

    def id(self, found: UUID) -> UUID:
        return UUID(int=found.int ^ self._number)

    def text(self, stored: bytes) -> bytes:
        return ID.sub(lambda found: self._text(found[0]), stored).replace(self._keeper, self._other)

    def _turned(self, quoted: bytes) -> bytes:
        written = quoted[1:-1]
        digits = f"{int(written.replace(b'-', b''), 16) ^ self._number:032x}"
        if b"-" in written:
            digits = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        return f'"{digits}"'.encode()


async def _by_command(store: EventStore) -> AsyncIterator[list[list[HistoryRow]]]:
    """All rows in their order, those of one command together, some hundred commands at a time."""
    above, waiting = 0, list[list[HistoryRow]]()
    while rows := await store.rows(above, PAGE):
        above = rows[-1].position
        for row in rows:
            if waiting and waiting[-1][0].command_id == row.command_id:
                waiting[-1].append(row)
            else:
                waiting.append([row])
        # The last one may go on in the next page.
        while len(waiting) > COMMANDS:
            yield waiting[:COMMANDS]
            waiting = waiting[COMMANDS:]
    if waiting:
        yield waiting


def _submission(rows: Sequence[HistoryRow], reply: bytes, turning: Turning, at: datetime | None) -> Submission:
    events = [
        NewEvent(
            originator_id=turning.id(row.originator_id),
            originator_version=row.originator_version,
            topic=row.topic,
            state=turning.text(row.state),
            contract=row.contract,
            wire=None if row.wire is None else turning.text(row.wire),
            metadata=turning.text(row.metadata),
        )
        for row in rows
    ]
    command_id, instant = turning.id(rows[0].command_id), at or rows[0].recorded_at
    return Submission(command_id, FINGERPRINT, turning.text(reply), instant, tuple(events))
