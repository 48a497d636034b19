"""A pool whose single statements do not borrow a session and give it back each time, which costs more than they do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import asyncpg
from asyncpg.exceptions import InterfaceError
from asyncpg.pool import PoolConnectionProxy

from services.chassis.ending import end

Session: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

# What `asyncpg.create_pool` gives where it is told nothing; the pool's own class has no defaults.
DEFAULTS: Mapping[str, Any] = {
    "connection_class": asyncpg.Connection,
    "record_class": asyncpg.Record,
    "max_queries": 50_000,
    "max_inactive_connection_lifetime": 300.0,
    "loop": None,
}


IDLE_SECONDS = 60.0
"""After a time without any statement all go back to the pool; the server would end them some minutes later."""


class Sessions(asyncpg.Pool):
    """The driver's pool; a few sessions stay borrowed between the statements that it is given itself.

    For pools of which nothing stays behind in a session. Whoever acquires a session himself, for a transaction or a
    lock, never gets one of those few; so they are a part of the pool only.
    """

    def __init__(self, url: str, *, kept: int, **options: Any) -> None:
        """At most `kept` sessions stay borrowed; `options` are those of `asyncpg.create_pool`, with both its sizes."""
        super().__init__(url, **DEFAULTS, **options)
        self._most = kept
        self._ours: list[Session] = []
        self._asked = False
        self._idling: asyncio.Task[None] | None = None

    async def execute(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._through(lambda session: session.execute(query, *args, **options))

    async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._through(lambda session: session.fetch(query, *args, **options))

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._through(lambda session: session.fetchrow(query, *args, **options))

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._through(lambda session: session.fetchval(query, *args, **options))

    async def close(self) -> None:
        """As the driver's, which waits until every session has been given back."""
        self._most = 0
        if self._idling is not None:
            await end(self._idling)
        await self._give_back()
        await super().close()

    async def _through(self, ask: Callable[[Session], Awaitable[Any]]) -> Any:
        self._asked = True
        session = await self._session()
        try:
            answer = await ask(session)
        except BaseException:
            # Whether it is good for anything now, the driver finds out as it takes it back.
            await self.release(session)
            raise
        if len(self._ours) < self._most:
            self._ours.append(session)
            if self._idling is None:
                self._idling = asyncio.create_task(self._until_idle())
        else:
            await self.release(session)
        return answer

    async def _until_idle(self) -> None:
        while self._asked:
            self._asked = False
            await asyncio.sleep(IDLE_SECONDS)
        self._idling = None
        await self._give_back()

    async def _give_back(self) -> None:
        while self._ours:
            await self.release(self._ours.pop())

    async def _session(self) -> Session:
        while self._ours:
            session = self._ours.pop()
            if _is_open(session):
                return session
            await self.release(session)
        return await self.acquire()


def _is_open(session: Session) -> bool:
    """Whether it is still ours and leads somewhere; one that was ended while it lay here is not."""
    try:
        return not session.is_closed()
    except InterfaceError:
        return False
