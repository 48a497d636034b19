"""A session lock that ends with its holder, also where the line between him and the database is cut and nobody says so.

The server ends the session once it has heard nothing for `LEASE_SECONDS`. The holder asks it something well before that
and learns within `ANSWER_WITHIN` that he is not answered: he gives up before anybody else can hold the lock.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

import asyncpg

from services.chassis.passing import passes

LEASE_SECONDS: Final = 15
ANSWER_WITHIN: Final = 5.0

# The pool's reset takes it back when the connection is given back.
LEASE = f"SET idle_session_timeout = '{LEASE_SECONDS}s'"
STILL_THERE = "SELECT 1"


async def keep(connection: Any, every: float) -> None:
    """Ask every so many seconds until the session ends; one that no longer answers is ended on our side."""
    while True:
        await asyncio.sleep(every)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await connection.execute(STILL_THERE)
        except Exception as error:
            if not passes(error):
                raise
            with suppress(asyncpg.InterfaceError):  # It has ended by itself, and has left the pool by that.
                connection.terminate()
            return
