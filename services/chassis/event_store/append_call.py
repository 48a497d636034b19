"""How a batch of submissions becomes the arguments of the SQL function `append`, and its row the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def arguments(batch: Sequence[Submission]) -> list[list[Any]]:
    """One list per argument: per command, per aggregate, per event, per text, per text to erase."""
    commands = [(s.command_id, s.fingerprint, s.reply, s.instant) for s in batch]
    bases: dict[Any, int] = {}
    numbers: dict[Any, int] = {}
    events = []
    for number, s in enumerate(batch, 1):
        for e in s.events:
            aggregate = numbers.setdefault(e.originator_id, len(numbers) + 1)
            bases.setdefault(e.originator_id, e.originator_version - 1)
            told = (e.topic, e.state, e.metadata, e.contract, e.wire)
            events.append((number, aggregate, e.originator_version, *told))
    texts = [
        (number, t.text_id, t.about, t.unit_id, t.text, t.salt, t.sha256)
        for number, s in enumerate(batch, 1)
        for t in s.texts
    ]
    erased = [(number, text_id) for number, s in enumerate(batch, 1) for text_id in s.erased]
    aggregates = [list(bases), list(bases.values())]
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


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(width)]
