"""When what is told arrives here: not when it was recorded, for a keeper may be cut off for months."""

from __future__ import annotations

from collections.abc import Sequence

from services.chassis.projection.projection import Connection
from services.chassis.wire import Received

# An event that was set aside and is applied now has arrived before.
ARRIVED = """
INSERT INTO reporting_facts.arrival (feed, position)
SELECT e.feed, e.position FROM unnest($1::text[], $2::bigint[]) e (feed, position)
 WHERE NOT EXISTS (SELECT FROM reporting_facts.arrival a WHERE a.feed = e.feed AND a.position >= e.position)"""


async def note(connection: Connection, events: Sequence[Received]) -> None:
    """Note the last position of each feed in a batch, in the transaction that moves it."""
    last = {str(event.feed): event.position for event in events}
    await connection.execute(ARRIVED, list(last), list(last.values()))
