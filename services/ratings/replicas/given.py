"""Which scores stand, and on which meeting and visit each of them rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.four_goods import FourGoodsRated, FourGoodsRatingWithdrawn
from contracts.ratings import CellRated, RatingWithdrawn
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class GivenReplica:
    """Scores of meetings and of months, of our own feeds; what is withdrawn leaves no row."""

    name = "ratings_given"
    sources = ("ratings",)
    schema_sql = Path(__file__).with_name("given.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of scores, in order."""
        await write(connection, events, WRITES)


def _rated(received: Received) -> list[Row]:
    told = CellRated.model_validate_json(received.body)
    observer_id = told.rater_id if told.rater == "observer" else None
    return [(received.feed.keeper, told.rating_id, told.meeting_id, observer_id, received.recorded_at)]


def _month_rated(received: Received) -> list[Row]:
    told = FourGoodsRated.model_validate_json(received.body)
    return [(received.feed.keeper, told.rating_id, told.meeting_id, None, received.recorded_at)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, RatingWithdrawn.model_validate_json(received.body).rating_id)]


def _month_withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, FourGoodsRatingWithdrawn.model_validate_json(received.body).rating_id)]


PUT = "INSERT INTO ratings_given.score VALUES ($1, $2, $3, $4, $5)"
STRIKE = "DELETE FROM ratings_given.score WHERE keeper = $1 AND rating_id = $2"

WRITES: Writes = {
    CellRated.contract(): (Write(PUT, _rated),),
    FourGoodsRated.contract(): (Write(PUT, _month_rated),),
    RatingWithdrawn.contract(): (Write(STRIKE, _withdrawn),),
    FourGoodsRatingWithdrawn.contract(): (Write(STRIKE, _month_withdrawn),),
}


class Given(Protocol):
    """What the application asks about the scores that stand."""

    async def of_meeting(self, meeting_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        """The scores of a meeting that was withdrawn; not those given to what was recorded in its place since."""

    async def standing_of(self, meeting_id: UUID) -> list[UUID]:
        """All scores of a meeting."""

    async def of_visit(self, meeting_id: UUID, observer_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        """An observer's scores of a meeting, his visit to which was withdrawn; likewise."""


class ReplicatedGiven:
    """Answers from the replica, for one keeper; what is recorded by now, the replica of meetings tells."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def of_meeting(self, meeting_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        """See Given."""
        rows = await self._pool.fetch(
            "SELECT rating_id FROM ratings_given.score WHERE keeper = $1 AND meeting_id = $2 AND (given_at < $3"
            " OR NOT EXISTS (SELECT FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2))"
            " ORDER BY rating_id",
            *(self._keeper, meeting_id, withdrawn_at),
        )
        return [row["rating_id"] for row in rows]

    async def standing_of(self, meeting_id: UUID) -> list[UUID]:
        """See Given."""
        rows = await self._pool.fetch(
            "SELECT rating_id FROM ratings_given.score WHERE keeper = $1 AND meeting_id = $2 ORDER BY rating_id",
            *(self._keeper, meeting_id),
        )
        return [row["rating_id"] for row in rows]

    async def of_visit(self, meeting_id: UUID, observer_id: UUID, withdrawn_at: datetime) -> list[UUID]:
        """See Given."""
        rows = await self._pool.fetch(
            "SELECT rating_id FROM ratings_given.score WHERE keeper = $1 AND meeting_id = $2 AND observer_id = $3"
            " AND (given_at < $4 OR NOT EXISTS (SELECT FROM ratings_meetings.visit"
            "   WHERE keeper = $1 AND meeting_id = $2 AND person_id = $3)) ORDER BY rating_id",
            *(self._keeper, meeting_id, observer_id, withdrawn_at),
        )
        return [row["rating_id"] for row in rows]
