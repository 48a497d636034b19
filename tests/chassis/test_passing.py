"""What passes by itself, error by error; and what is left in doubt by it."""

from __future__ import annotations

import asyncpg
import pytest
from asyncpg import exceptions
from nats import errors as bus
from nats.js.errors import NotFoundError, ServiceUnavailableError

from services.chassis.errors import Conflict, Refused, Unavailable
from services.chassis.passing import outcome_in_doubt, passes, store_is_away, what_passes

LOST = [
    ConnectionResetError("reset"),
    OSError("no route"),
    TimeoutError("slow"),
    bus.TimeoutError(),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("got result for unknown protocol state"),
    exceptions.ProtocolError("unexpected message"),
    asyncpg.ConnectionDoesNotExistError("08003"),
    asyncpg.ConnectionFailureError("08006"),
    asyncpg.AdminShutdownError("57P01"),
    asyncpg.CrashShutdownError("57P02"),
    asyncpg.CannotConnectNowError("57P03"),
]
"""The connection went with it: what was under way may have been committed."""

NOT_DONE = [
    asyncpg.SerializationError("40001"),
    asyncpg.DeadlockDetectedError("40P01"),
    asyncpg.DiskFullError("53100"),
    asyncpg.TooManyConnectionsError("53300"),
    asyncpg.ObjectInUseError("55006"),
    asyncpg.LockNotAvailableError("55P03"),
    asyncpg.QueryCanceledError("57014"),
    asyncpg.PostgresSystemError("58000"),
    asyncpg.PostgresIOError("58030"),
    asyncpg.ReadOnlySQLTransactionError("25006"),
    asyncpg.IdleInTransactionSessionTimeoutError("25P03"),
    asyncpg.InvalidCachedStatementError("0A000"),
    asyncpg.InvalidPasswordError("28P01"),
    asyncpg.InvalidCatalogNameError("3D000"),
    asyncpg.IndexCorruptedError("XX002"),
]
"""The server said no: nothing of the statement was committed."""

ELSEWHERE = [
    bus.NoRespondersError(),
    bus.ConnectionClosedError(),
    bus.StaleConnectionError(),
    NotFoundError(),
    ServiceUnavailableError(),
    Conflict(),
    Unavailable("feed_forked"),
]
"""It passes, and the database has no part in it."""

STAYS = [
    ValueError("an event's own"),
    KeyError("contract"),
    ZeroDivisionError(),
    Refused("not_there"),
    asyncpg.UniqueViolationError("23505"),
    asyncpg.NotNullViolationError("23502"),
    asyncpg.CharacterNotInRepertoireError("22021"),
    asyncpg.NumericValueOutOfRangeError("22003"),
    asyncpg.UndefinedTableError("42P01"),
    asyncpg.InsufficientPrivilegeError("42501"),
    asyncpg.FeatureNotSupportedError("0A000"),
    asyncpg.InFailedSQLTransactionError("25P02"),
    asyncpg.RaiseError("P0001"),
    asyncpg.DataError("invalid input for query argument $1"),
    exceptions.DataError("a wrong argument is an InterfaceError and a ValueError"),
]
"""Whatever comes again brings it about again."""


def name(error: Exception) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", LOST, ids=name)
def test_a_lost_connection_passes_and_leaves_the_outcome_in_doubt(error: Exception) -> None:
    assert (passes(error), store_is_away(error), outcome_in_doubt(error)) == (True, True, True)


@pytest.mark.parametrize("error", NOT_DONE, ids=name)
def test_a_server_that_cannot_passes_and_leaves_nothing_in_doubt(error: Exception) -> None:
    assert (passes(error), store_is_away(error), outcome_in_doubt(error)) == (True, True, False)


@pytest.mark.parametrize("error", ELSEWHERE, ids=name)
def test_the_bus_and_other_services_pass_and_say_nothing_of_the_store(error: Exception) -> None:
    assert (passes(error), store_is_away(error), outcome_in_doubt(error)) == (True, False, False)


@pytest.mark.parametrize("error", STAYS, ids=name)
def test_what_would_come_again_does_not_pass(error: Exception) -> None:
    assert (passes(error), store_is_away(error), outcome_in_doubt(error)) == (False, False, False)
    with pytest.raises(type(error)):
        what_passes(error)


def test_the_word_for_the_log_names_the_error() -> None:
    assert what_passes(ConnectionResetError("reset")) == "ConnectionResetError('reset')"
