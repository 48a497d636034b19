"""Our own register of directives, looked up by day of issue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import (
    DirectiveEntry,
    DirectiveIssued,
    DirectiveRegister,
    DirectiveReinstated,
    DirectiveReplaced,
    DirectiveWithdrawn,
)
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class DirectiveReplica:
    """Registers of every keeper."""

    name = "assignments_directives"
    sources = ("assignments",)
    schema_sql = Path(__file__).with_name("directives.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of documents, in order."""
        await write(connection, events, WRITES)


def _issued(received: Received) -> list[Row]:
    told = DirectiveIssued.model_validate_json(received.body)
    basis = json.dumps([one.model_dump(mode="json") for one in told.implements], ensure_ascii=False)
    what = (told.directive_id, told.kind, told.number, told.title, told.issuer_id)
    return [(received.feed.keeper, *what, told.issued_on, told.effective_from, told.effective_until, basis)]


def _replaced(received: Received) -> list[Row]:
    told = DirectiveReplaced.model_validate_json(received.body)
    return [(received.feed.keeper, told.directive_id, told.replaced_by, told.replaced_on)]


def _reinstated(received: Received) -> list[Row]:
    told = DirectiveReinstated.model_validate_json(received.body)
    return [(received.feed.keeper, told.directive_id, None, None)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, DirectiveWithdrawn.model_validate_json(received.body).directive_id)]


INSERT = """INSERT INTO assignments_directives.directive
   (keeper, directive_id, kind, number, title, issuer_id, issued_on, effective_from, effective_until, implements)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
 ON CONFLICT (keeper, directive_id) DO UPDATE SET title = excluded.title, issued_on = excluded.issued_on,
   effective_from = excluded.effective_from, effective_until = excluded.effective_until,
   implements = excluded.implements, replaced_by = NULL, replaced_on = NULL, withdrawn = false"""

REPLACE = (
    "UPDATE assignments_directives.directive SET replaced_by = $3, replaced_on = $4"
    " WHERE keeper = $1 AND directive_id = $2"
)

WITHDRAW = "UPDATE assignments_directives.directive SET withdrawn = true WHERE keeper = $1 AND directive_id = $2"

WRITES: Writes = {
    DirectiveIssued.contract(): (Write(INSERT, _issued),),
    DirectiveReplaced.contract(): (Write(REPLACE, _replaced),),
    DirectiveReinstated.contract(): (Write(REPLACE, _reinstated),),
    DirectiveWithdrawn.contract(): (Write(WITHDRAW, _withdrawn),),
}


class Register(Protocol):
    """What the application asks about documents."""

    async def issued(self, first: date, last: date, issuer_id: UUID | None, limit: int) -> DirectiveRegister:
        """Documents issued in a period, of one issuer where it is named; counts are of all, the list is limited."""


class ReplicatedRegister:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def issued(self, first: date, last: date, issuer_id: UUID | None, limit: int) -> DirectiveRegister:
        """See Register."""
        asked = (self._keeper, first, last, issuer_id)
        counted = await self._pool.fetch(f"SELECT kind, count(*) AS n {OF_PERIOD} GROUP BY kind ORDER BY kind", *asked)
        rows = await self._pool.fetch(f"{SELECT} {OF_PERIOD} ORDER BY issued_on, kind, number LIMIT $5", *asked, limit)
        entries = [
            DirectiveEntry.model_validate({**dict(row), "implements": json.loads(row["implements"])}) for row in rows
        ]
        counts = {row["kind"]: row["n"] for row in counted}
        return DirectiveRegister(directives=entries, counts=counts, total=sum(counts.values()))


SELECT = """SELECT directive_id, kind, number, title, issuer_id, issued_on, effective_from, effective_until,
  replaced_by, replaced_on, implements"""

OF_PERIOD = """FROM assignments_directives.directive
 WHERE keeper = $1 AND issued_on BETWEEN $2 AND $3 AND ($4::uuid IS NULL OR issuer_id = $4) AND NOT withdrawn"""
