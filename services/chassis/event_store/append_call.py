"""How a batch of submissions becomes the arguments of the SQL function `append`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.chassis.event_store.rows import Submission

TYPES = (
    *("uuid", "bytea", "bytea", "timestamptz"),
    *("int", "uuid", "bigint", "text", "bytea", "bytea", "text", "bytea"),
    *("int", "uuid", "uuid", "uuid", "text", "bytea", "bytea"),
    *("int", "uuid"),
)


def append_sql(schema: str) -> str:
    """The call of the feed's function; `schema` comes from `Feed.schema`."""
    places = ", ".join(f"${number}::{name}[]" for number, name in enumerate(TYPES, 1))
    return f"SELECT cmd, outcome, last_position, reply FROM {schema}.append({places})"


def arguments(batch: Sequence[Submission]) -> list[list[Any]]:
    """One list per argument: per command, per event, per text, per text to erase."""
    commands = [(s.command_id, s.fingerprint, s.reply, s.at) for s in batch]
    events = [
        (number, e.originator_id, e.originator_version, e.topic, e.state, e.metadata, e.contract, e.wire)
        for number, s in enumerate(batch, 1)
        for e in s.events
    ]
    texts = [
        (number, t.text_id, t.about, t.unit_id, t.text, t.salt, t.sha256)
        for number, s in enumerate(batch, 1)
        for t in s.texts
    ]
    erased = [(number, text_id) for number, s in enumerate(batch, 1) for text_id in s.erased]
    return [*_columns(commands, 4), *_columns(events, 8), *_columns(texts, 7), *_columns(erased, 2)]


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(width)]
