"""Looks for words in everything that a running system keeps or tells of itself, but the one place made for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import asyncpg
from nats.aio.client import Client as NatsClient
from nats.js.errors import NotFoundError
from prometheus_client import CollectorRegistry, generate_latest

TABLES = """SELECT schemaname || '.' || tablename FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'texts' ORDER BY 1"""


def holds(kept: bytes, word: str) -> bool:
    """Whether the bytes hold the word as it is, as JSON may escape it, or as PostgreSQL prints bytes."""
    forms = (word.encode(), json.dumps(word)[1:-1].encode(), word.encode().hex().encode())
    return any(form in kept for form in forms)


async def in_tables(admin_url: str, words: Iterable[str]) -> list[str]:
    """The tables of a database in whose rows a word stands, in a column of any type; but for the tables of texts."""
    admin = await asyncpg.connect(admin_url)
    try:
        found = []
        for (table,) in await admin.fetch(TABLES):
            rows = [row["row"].encode() for row in await admin.fetch(f"SELECT t::text AS row FROM {table} t")]
            found += [f"{table}: {word[:12]}" for word in words if any(holds(row, word) for row in rows)]
        return found
    finally:
        await admin.close()


async def in_stream(bus: NatsClient, stream: str, words: Iterable[str]) -> list[str]:
    """The subjects of stored messages that hold a word in their body or their headers."""
    jetstream = bus.jetstream()
    state = (await jetstream.stream_info(stream)).state
    found = []
    for number in range(max(1, state.first_seq), state.last_seq + 1):
        try:
            message = await jetstream.get_msg(stream, number)
        except NotFoundError:
            continue
        kept = (message.data or b"") + json.dumps(message.headers or {}, ensure_ascii=False).encode()
        found += [f"{message.subject}: {word[:12]}" for word in words if holds(kept, word)]
    return found


def in_metrics(registry: CollectorRegistry, words: Iterable[str]) -> list[str]:
    """The words that a scraper reads."""
    return [f"metrics: {word[:12]}" for word in words if holds(generate_latest(registry), word)]


def in_logs(lines: Iterable[Mapping[str, Any]], words: Iterable[str]) -> list[str]:
    """The events of log lines that hold a word anywhere."""
    return [
        f"log {line['event']}: {word[:12]}"
        for line in lines
        for word in words
        if holds(repr(line).encode(), word) or holds(json.dumps(line, default=str).encode(), word)
    ]
