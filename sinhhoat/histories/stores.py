"""Operators' acts on a store itself, as the role that owns it: a service has no right to any of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from contracts.archive import HistoryEnd, HistoryHead
from services.chassis.errors import Refused
from services.chassis.event_store import migrate
from services.chassis.event_store.checking import HistoryCheck
from services.chassis.event_store.restoring import Restoring
from services.chassis.feed import SEALED, Feed
from sinhhoat.histories.files import reading

SEALED_OWNER = "assignments"


def owner_of(feed: Feed) -> str:
    """The service in whose database the feed lies."""
    return SEALED_OWNER if feed.service == SEALED else feed.service


@asynccontextmanager
async def as_owner(address: str, feed: Feed) -> AsyncIterator[asyncpg.Connection]:
    """A connection that acts as the owner of the service's tables; the migration role and a superuser may."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(f"SET ROLE {owner_of(feed)}_owner")
        yield connection
    finally:
        await connection.close()


def feed_of(path: Path) -> Feed:
    """Whose history the file says that it is; Refused `history_line_broken`, `history_not_readable`."""
    check = HistoryCheck()
    for line in reading(path):
        check.take(line)
        return check.feed
    raise Refused("history_ends_early", position=0)


def checked(path: Path) -> HistoryCheck:
    """Read the whole file and check every line of it; Refused as `HistoryCheck` and `reading`."""
    check = HistoryCheck()
    for _ in check.through(reading(path)):
        pass
    return check


async def bring_in(address: str, path: Path) -> tuple[HistoryHead, HistoryEnd]:
    """Check the file, then write it into its feed's store, which must be empty, in one transaction.

    A store that is not there yet is made, of the file's kind. The lines are checked again on the way: the file could
    have been changed meanwhile. Refused as `HistoryCheck` and `Restoring`; MigrationRefused where the store is of
    another kind.
    """
    first = checked(path)
    feed, owner = first.feed, owner_of(first.feed)
    async with as_owner(address, feed) as connection:
        await migrate(connection, feed, kind=first.head.kind, owner=f"{owner}_owner", service=f"{owner}_service")
        async with connection.transaction():
            restoring, check = Restoring(connection, feed), HistoryCheck()
            await restoring.lock()
            await restoring.check_kind(first.head)
            await restoring.check_empty()
            await restoring.write(check.through(reading(path)))
            if check.end() != first.end():
                raise Refused("history_ends_early", position=check.former.position)
    return first.head, first.end()
