"""A projection whose rows go to another schema: its SQL names its own, and is redirected on the connection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from services.chassis.feed import Feed
from services.chassis.projection.projection import Connection, Projection
from services.chassis.wire import Received

Place = tuple[Feed, int]


class StaysParked(Exception):
    """The live projection has parked this event: the new one does the same until both have been compared."""


class Elsewhere:
    """A projection in all but its schema, so that tables, positions and parking need to know nothing of it.

    The events at `parked` places fail, as they did in the live projection; those at `dropped` ones are passed over, for
    a person has let them go.
    """

    def __init__(self, projection: Projection, schema: str) -> None:
        self.name, self.sources, self.schema_sql = schema, projection.sources, projection.schema_sql
        self.parked: frozenset[Place] = frozenset()
        self.dropped: frozenset[Place] = frozenset()
        self._projection = projection
        self._redirecting = Redirecting(projection.name, schema)

    name: str
    sources: tuple[str, ...]
    schema_sql: Path | None

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Apply the events by the projection's own statements, in this schema."""
        if self.parked and any((event.feed, event.position) in self.parked for event in events):
            raise StaysParked
        if self.dropped:
            events = [event for event in events if (event.feed, event.position) not in self.dropped]
        await self._projection.apply(Redirected(connection, self._redirecting), events)


class Redirecting:
    """Puts one schema's name in the place of another in a statement; remembers those that it has seen."""

    def __init__(self, schema: str, instead: str) -> None:
        self._pattern = re.compile(rf'\b{re.escape(schema)}(?="?\s*\.)')
        self._schema, self._instead = schema, instead
        self._seen: dict[str, str] = {}

    def statement(self, sql: str) -> str:
        """The statement with every name of a table moved."""
        found = self._seen.get(sql)
        if found is None:
            found = self._seen[sql] = self._pattern.sub(self._instead, sql)
        return found

    def schema(self, name: str | None) -> str | None:
        """The schema that a COPY goes to."""
        return self._instead if name == self._schema else name


class Redirected:
    """What projections use of a connection. Whatever else one used would fail here, and never reach the live rows."""

    def __init__(self, connection: Connection, redirecting: Redirecting) -> None:
        self._connection, self._redirecting = connection, redirecting

    def transaction(self, **options: Any) -> Any:
        return self._connection.transaction(**options)

    def is_closed(self) -> bool:
        closed: bool = self._connection.is_closed()
        return closed

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        status: str = await self._connection.execute(self._redirecting.statement(query), *args, **options)
        return status

    async def executemany(self, command: str, args: Iterable[Any], **options: Any) -> None:
        await self._connection.executemany(self._redirecting.statement(command), args, **options)

    async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._connection.fetch(self._redirecting.statement(query), *args, **options)

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._connection.fetchrow(self._redirecting.statement(query), *args, **options)

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._connection.fetchval(self._redirecting.statement(query), *args, **options)

    async def copy_records_to_table(self, table_name: str, *, schema_name: str | None = None, **options: Any) -> str:
        schema = self._redirecting.schema(schema_name)
        status: str = await self._connection.copy_records_to_table(table_name, schema_name=schema, **options)
        return status
