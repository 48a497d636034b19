"""The meeting policies that the city has adopted: they serve each district that has adopted none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import asyncpg

from contracts.meeting_policies import MeetingPolicyAdopted, MeetingPolicyWithdrawn
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received

CITY = "city"
"""The keeper whose policies serve all others (design section 3)."""


class CityPolicyReplica:
    """The city's policies; a district's own are its own history."""

    name = "meetings_city"
    sources = ("meetings",)
    schema_sql = Path(__file__).with_name("city.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what the city adopts and withdraws in this batch, in order."""
        await write(connection, events, WRITES)


def _adopted(received: Received) -> list[Row]:
    told = MeetingPolicyAdopted.model_validate_json(received.body)
    return [(told.effective_from, received.body.decode())] if received.feed.keeper == CITY else []


def _withdrawn(received: Received) -> list[Row]:
    told = MeetingPolicyWithdrawn.model_validate_json(received.body)
    return [(told.effective_from,)] if received.feed.keeper == CITY else []


WRITES: Writes = {
    MeetingPolicyAdopted.contract(): (Write("INSERT INTO meetings_city.policy VALUES ($1, $2)", _adopted),),
    MeetingPolicyWithdrawn.contract(): (
        Write("DELETE FROM meetings_city.policy WHERE effective_from = $1", _withdrawn),
    ),
}


class CityPolicies(Protocol):
    """What the application asks of the city."""

    async def on(self, day: date) -> MeetingPolicyAdopted | None:
        """The city's policy of a day; None before its first one."""


class ReplicatedCityPolicies:
    """Answers from the replica; a node that does not read the city's history knows of none."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def on(self, day: date) -> MeetingPolicyAdopted | None:
        """See CityPolicies."""
        content = await self._pool.fetchval(
            "SELECT content FROM meetings_city.policy WHERE effective_from <= $1 ORDER BY effective_from DESC LIMIT 1",
            day,
        )
        return MeetingPolicyAdopted.model_validate_json(content) if content else None
