"""Tells what passes by itself (a server that is away, a lock, a full disk) from what an event or mistake brings about.

The one place that says so: relay, readers, answers and group commit all ask here.
"""

from __future__ import annotations

import asyncpg
from nats.errors import Error as NatsError

from services.chassis.errors import Conflict, Unavailable

_CLASSES = frozenset(
    {
        "08",  # connection
        "28",  # roles, while a database is being set up or restored
        "3D",  # the database itself, likewise
        "40",  # serialisation failures and deadlocks
        "53",  # disk full, out of memory, too many connections
        "55",  # locks that are not to be had, objects in use
        "57",  # shutdown, cancelled statement, statement time-out
        "58",  # input and output
        "XX",  # the server's own defects: corruption is no event's doing, and parking everything would not mend it
    }
)
_STATES = frozenset(
    {
        "25006",  # the primary has become a standby
        "25P03",  # idle in a transaction for too long
        "25P04",  # a transaction that took too long
    }
)
_DOUBTFUL = ("08", "57P0")
"""The session ends, and with it the word on whether the last statement was committed."""


def store_is_away(error: BaseException) -> bool:
    """Whether the database could not do it now, so that asking again may help.

    asyncpg's InterfaceError that is a ValueError is a wrong argument: a mistake of ours.
    """
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        # A table was altered under a prepared statement: the driver has forgotten the statement by now.
        altered = isinstance(error, asyncpg.InvalidCachedStatementError)
        return altered or state[:2] in _CLASSES or state in _STATES
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)
    # InternalClientError is what the driver says when its session is ended in the middle of a statement.
    return isinstance(error, (OSError, TimeoutError, asyncpg.InternalClientError))


def outcome_in_doubt(error: BaseException) -> bool:
    """Whether a statement that ended in this may have been committed all the same."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(_DOUBTFUL)
    return store_is_away(error)


def passes(error: BaseException) -> bool:
    """Whether the very same may well go through later: the database, the bus, or a service that said "not now"."""
    return store_is_away(error) or isinstance(error, (NatsError, Conflict, Unavailable))


def what_passes(error: Exception) -> str:
    """A word for the log; raised again where it does not pass, such as a statement that can never succeed."""
    if not passes(error):
        raise error
    return repr(error)
