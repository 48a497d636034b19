"""Tells an error that passes (connection, lock, serialisation, not now) from one that an event itself brings about."""

from __future__ import annotations

import asyncpg

from services.chassis.errors import Conflict, Unavailable
from services.chassis.projection.projection import Connection

_PASSING = (
    OSError,  # TimeoutError is one
    Conflict,
    Unavailable,
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,  # serialisation failures and deadlocks
    asyncpg.LockNotAvailableError,
    asyncpg.OperatorInterventionError,  # shutdown, cancelled statement, statement time-out
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    asyncpg.PostgresSystemError,
    asyncpg.PostgresIOError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InvalidCachedStatementError,  # a table was altered under a prepared statement
    asyncpg.ReadOnlySQLTransactionError,  # the primary has become a standby
)


def is_passing(error: Exception, connection: Connection) -> bool:
    """Whether the same event may well be applied later: such an error never parks anything."""
    return connection.is_closed() or isinstance(error, _PASSING)
