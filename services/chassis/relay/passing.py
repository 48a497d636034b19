"""Tells what passes by itself (a connection or a server that is away) from what is a mistake of ours."""

from __future__ import annotations

import asyncpg
from nats.errors import Error as NatsError

PASSING = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what the driver says when its session is ended in the middle of a statement
    NatsError,
    OSError,
    TimeoutError,
)
"""After these the relay reads both sides again and goes on; anything else ends it."""


def what_passes(error: Exception) -> str:
    """A word for the log; a statement that can never succeed (a missing table or right) is raised again."""
    if isinstance(error, asyncpg.SyntaxOrAccessError):
        raise error
    return repr(error)
