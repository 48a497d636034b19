"""One aggregate's rows as the entries of its history: what happened, and what it changed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from contracts.history import Change, History, HistoryEntry, ReadHistory
from services.chassis.changes import Replay, content, named_by
from services.chassis.event_store.codec import Codec, DomainEvent
from services.chassis.event_store.rows import HistoryRow

PAGE_BYTES = 500_000
"""Of stored bytes: content, old and new come to a few times as much, and an answer has to be one message."""

MOST_WHOLE = 100
"""Up to so many events an aggregate is compared as a whole each time."""


def told(rows: Sequence[HistoryRow], codec: Codec, query: ReadHistory) -> History:
    """The next page of what is asked for; all rows are needed, from the first: what was comes from replaying them.

    KeyError for a stored name that this version of the service does not know.
    """
    replay = Replay(whole=len(rows) <= MOST_WHOLE)
    entries: list[HistoryEntry] = []
    size, total = 0, rows[-1].originator_version
    for row in rows:
        event = codec.decode(row.topic, row.state, row.originator_id, row.originator_version)
        if not _asked_for(row, event, query):
            replay.apply(event)
            continue
        if entries and (len(entries) == query.limit or size + len(row.state) > PAGE_BYTES):
            return History(entries=entries, total=total, more=entries[-1].version)
        size += len(row.state)
        entries.append(_entry(row, event, replay.changes(event)))
    return History(entries=entries, total=total)


def _asked_for(row: HistoryRow, event: DomainEvent, query: ReadHistory) -> bool:
    if row.originator_version <= query.above or (query.since is not None and row.recorded_at < query.since):
        return False
    return query.about is None or query.about in named_by(event)


def _entry(row: HistoryRow, event: DomainEvent, changes: list[Change]) -> HistoryEntry:
    """The row in words; its salt stays where it is."""
    metadata = json.loads(row.metadata)
    return HistoryEntry(
        position=row.position,
        version=row.originator_version,
        topic=row.topic,
        happened=content(event),
        changes=changes,
        recorded_at=row.recorded_at,
        actor=metadata["actor"],
        command_id=str(row.command_id),
        correlation=metadata["correlation"],
        causation=metadata["causation"],
        published_as=row.contract,
    )
