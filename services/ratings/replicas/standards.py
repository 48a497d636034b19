"""The rubrics and policies that the city has adopted: they serve each district that has none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import asyncpg

from contracts.classification import QuotaPolicyAdopted, QuotaPolicyWithdrawn
from contracts.four_goods import FourGoodsRubricAdopted, FourGoodsRubricWithdrawn
from contracts.ratings import RubricAdopted, RubricWithdrawn
from contracts.roll_up import RollUpPolicyAdopted, RollUpPolicyWithdrawn
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received
from services.ratings.replicas.resting import CITY, JUDGED

QUOTA, FOUR_GOODS, ROLL_UP = "quota", "four_goods", "roll_up"


class StandardReplica:
    """Standards of every keeper on this node; a district asks for the city's alone, its own are its own history."""

    name = "ratings_standards"
    sources = ("ratings",)
    schema_sql = Path(__file__).with_name("standards.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch adopts, withdraws and judges, in order."""
        await write(connection, events, WRITES)


def _rubric(received: Received) -> list[Row]:
    told = RubricAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, received.position, told.meeting_kind, told.effective_from, received.body.decode())]


def _quota(received: Received) -> list[Row]:
    told = QuotaPolicyAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, received.position, QUOTA, told.effective_from, received.body.decode())]


def _four_goods(received: Received) -> list[Row]:
    told = FourGoodsRubricAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, received.position, FOUR_GOODS, told.effective_from, received.body.decode())]


def _roll_up(received: Received) -> list[Row]:
    told = RollUpPolicyAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, received.position, ROLL_UP, told.effective_from, received.body.decode())]


def _rubric_withdrawn(received: Received) -> list[Row]:
    told = RubricWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_kind, told.effective_from)]


def _quota_withdrawn(received: Received) -> list[Row]:
    told = QuotaPolicyWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, QUOTA, told.effective_from, str(told.policy_id))]


def _four_goods_withdrawn(received: Received) -> list[Row]:
    told = FourGoodsRubricWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, FOUR_GOODS, told.effective_from)]


def _roll_up_withdrawn(received: Received) -> list[Row]:
    told = RollUpPolicyWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, ROLL_UP, told.effective_from)]


INSERT = "INSERT INTO ratings_standards.standard VALUES ($1, $2, $3, $4, $5)"
DELETE = "DELETE FROM ratings_standards.standard WHERE keeper = $1 AND kind = $2 AND effective_from = $3"
# Several quotas for different objects may take effect on one day.
DELETE_ONE = f"{DELETE} AND content::jsonb ->> 'policy_id' = $4"

WRITES: Writes = {
    **JUDGED,
    RubricAdopted.contract(): (Write(INSERT, _rubric),),
    QuotaPolicyAdopted.contract(): (Write(INSERT, _quota),),
    FourGoodsRubricAdopted.contract(): (Write(INSERT, _four_goods),),
    RollUpPolicyAdopted.contract(): (Write(INSERT, _roll_up),),
    RubricWithdrawn.contract(): (Write(DELETE, _rubric_withdrawn),),
    QuotaPolicyWithdrawn.contract(): (Write(DELETE_ONE, _quota_withdrawn),),
    FourGoodsRubricWithdrawn.contract(): (Write(DELETE, _four_goods_withdrawn),),
    RollUpPolicyWithdrawn.contract(): (Write(DELETE, _roll_up_withdrawn),),
}


class CityStandards(Protocol):
    """What the application asks of the city."""

    async def rubric(self, kind: str, on: date) -> RubricAdopted | None:
        """The city's rubric for a kind of meeting on a day."""

    async def four_goods(self, on: date) -> FourGoodsRubricAdopted | None:
        """The city's four-goods rubric on a day."""

    async def quotas(self) -> list[QuotaPolicyAdopted]:
        """All quota policies of the city."""

    async def roll_ups(self) -> list[RollUpPolicyAdopted]:
        """All policies of the city by which years are rolled up."""


class ReplicatedStandards:
    """Answers from the replica; a node that does not host the city's history knows of none."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def rubric(self, kind: str, on: date) -> RubricAdopted | None:
        """See CityStandards."""
        content = await self._newest(kind, on)
        return RubricAdopted.model_validate_json(content) if content else None

    async def four_goods(self, on: date) -> FourGoodsRubricAdopted | None:
        """See CityStandards."""
        content = await self._newest(FOUR_GOODS, on)
        return FourGoodsRubricAdopted.model_validate_json(content) if content else None

    async def quotas(self) -> list[QuotaPolicyAdopted]:
        """See CityStandards."""
        return [QuotaPolicyAdopted.model_validate_json(content) for content in await self._all(QUOTA)]

    async def roll_ups(self) -> list[RollUpPolicyAdopted]:
        """See CityStandards."""
        return [RollUpPolicyAdopted.model_validate_json(content) for content in await self._all(ROLL_UP)]

    async def _all(self, kind: str) -> list[str]:
        rows = await self._pool.fetch(
            "SELECT content FROM ratings_standards.standard WHERE keeper = $1 AND kind = $2 ORDER BY position",
            *(CITY, kind),
        )
        return [row["content"] for row in rows]

    async def _newest(self, kind: str, on: date) -> str | None:
        content: str | None = await self._pool.fetchval(
            "SELECT content FROM ratings_standards.standard WHERE keeper = $1 AND kind = $2 AND effective_from <= $3"
            " ORDER BY effective_from DESC, position DESC LIMIT 1",
            *(CITY, kind, on),
        )
        return content
