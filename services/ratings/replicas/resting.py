"""What rests on a rubric or a quota policy: the ratings and decisions that were judged by it and count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import asyncpg

from contracts.classification import (
    ClassificationAppealAnswered,
    ClassificationAppealAnswerWithdrawn,
    ClassificationDecided,
    ClassificationWithdrawn,
)
from contracts.four_goods import FourGoodsRated, FourGoodsRatingWithdrawn
from contracts.ratings import CellRated, RatingAnswerWithdrawn, RatingRevised, RatingWithdrawn
from services.chassis.projection.writes import Row, Write, Writes
from services.chassis.wire import Received

CITY = "city"
"""The keeper whose standards serve all others (design section 3)."""

Judged = CellRated | RatingRevised | RatingAnswerWithdrawn | FourGoodsRated
Decided = ClassificationDecided | ClassificationAppealAnswered | ClassificationAppealAnswerWithdrawn


def _judged(event: type[Judged]) -> Callable[[Received], list[Row]]:
    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        return [(received.feed.keeper, told.rating_id, told.rubric_version)]

    return rows


def _decided(event: type[Decided]) -> Callable[[Received], list[Row]]:
    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        return [(received.feed.keeper, told.decision_id, told.quota.policy_version)]

    return rows


def _rating_withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, RatingWithdrawn.model_validate_json(received.body).rating_id)]


def _month_withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, FourGoodsRatingWithdrawn.model_validate_json(received.body).rating_id)]


def _decision_withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, ClassificationWithdrawn.model_validate_json(received.body).decision_id)]


PUT = (
    "INSERT INTO ratings_standards.judged VALUES ($1, $2, $3)"
    " ON CONFLICT (keeper, judged_id) DO UPDATE SET version = excluded.version"
)
STRIKE = "DELETE FROM ratings_standards.judged WHERE keeper = $1 AND judged_id = $2"

JUDGED: Writes = {
    **{
        event.contract(): (Write(PUT, _judged(event)),)
        for event in (CellRated, RatingRevised, RatingAnswerWithdrawn, FourGoodsRated)
    },
    **{
        event.contract(): (Write(PUT, _decided(event)),)
        for event in (ClassificationDecided, ClassificationAppealAnswered, ClassificationAppealAnswerWithdrawn)
    },
    RatingWithdrawn.contract(): (Write(STRIKE, _rating_withdrawn),),
    FourGoodsRatingWithdrawn.contract(): (Write(STRIKE, _month_withdrawn),),
    ClassificationWithdrawn.contract(): (Write(STRIKE, _decision_withdrawn),),
}
"""What the replica of standards writes of it."""


class Resting(Protocol):
    """What the application asks before something is withdrawn."""

    async def on(self, version: str) -> int:
        """How many ratings and decisions that count were judged by that version, as far as it is known here."""


class ReplicatedResting:
    """Answers from the replica, for one keeper; for the city over all whom its standards serve."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def on(self, version: str) -> int:
        """See Resting."""
        found: int = await self._pool.fetchval(
            "SELECT count(*) FROM ratings_standards.judged WHERE version = $1 AND (keeper = $2 OR $3)",
            *(version, self._keeper, self._keeper == CITY),
        )
        return found
