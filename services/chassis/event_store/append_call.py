"""How a batch of submissions becomes the arguments of the SQL function `append`, and its row the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.event_store.rows import Appended, Submission

TYPES = (
    *("uuid", "bytea", "bytea", "timestamptz"),
    *("uuid", "bigint"),
    *("int", "int", "bigint", "text", "bytea", "bytea", "text", "bytea"),
    *("int", "uuid", "uuid", "uuid", "text", "bytea", "bytea"),
    *("int", "uuid"),
)


def append_sql(schema: str) -> str:
    """The call of the feed's function; `schema` comes from `Feed.schema`."""
    places = ", ".join(f"${number}::{name}[]" for number, name in enumerate(TYPES, 1))
    return f"SELECT outcomes, lasts, formers, chains, waited FROM {schema}.append({places})"


def arguments(batch: Sequence[Submission]) -> list[Sequence[Any]]:
    """One list per argument: per command, per aggregate, per event, per text, per text to erase."""
    commands = [(s.command_id, s.fingerprint, s.reply, s.instant) for s in batch]
    bases: list[int] = []
    numbers: dict[UUID, int] = {}
    events = []
    for number, s in enumerate(batch, 1):
        for e in s.events:
            # Hashing an id is the dearest step here.
            aggregate = numbers.setdefault(e.originator_id, len(bases) + 1)
            version = e.originator_version
            if aggregate > len(bases):
                bases.append(version - 1)
            events.append((number, aggregate, version, e.topic, e.state, e.metadata, e.contract, e.wire))
    texts = [
        (number, t.text_id, t.about, t.unit_id, t.text, t.salt, t.sha256)
        for number, s in enumerate(batch, 1)
        for t in s.texts
    ]
    erased = [(number, text_id) for number, s in enumerate(batch, 1) for text_id in s.erased]
    aggregates: list[Sequence[Any]] = [list(numbers), bases]
    return [*_columns(commands, 4), *aggregates, *_columns(events, 8), *_columns(texts, 7), *_columns(erased, 2)]


def answers(batch: Sequence[Submission], row: asyncpg.Record) -> list[Appended]:
    """What became of each submission, in the order of the batch: the arrays of the row go by command and by event."""
    appended = []
    begin = 0
    for submission, outcome, last, former in zip(batch, row["outcomes"], row["lasts"], row["formers"], strict=True):
        end = begin + len(submission.events)
        if outcome == "stored":
            appended.append(Appended(outcome, last, submission.reply, tuple(row["chains"][begin:end])))
        else:
            appended.append(Appended(outcome, last, former or b""))
        begin = end
    return appended


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) or [()] * width
