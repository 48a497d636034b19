"""The rubrics and quota policies that the city has adopted: they serve each district that has none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import asyncpg

from contracts.classification import QuotaPolicyAdopted
from contracts.four_goods import FourGoodsRubricAdopted
from contracts.ratings import RubricAdopted
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received

CITY = "city"
"""The keeper whose standards serve all others (design section 3)."""

QUOTA, FOUR_GOODS = "quota", "four_goods"


class StandardReplica:
    """Standards of every keeper on this node; a district asks for the city's alone, its own are its own history."""

    name = "ratings_standards"
    sources = ("ratings",)
    schema_sql = Path(__file__).with_name("standards.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch adopts, in order."""
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


INSERT = "INSERT INTO ratings_standards.standard VALUES ($1, $2, $3, $4, $5)"

WRITES: Writes = {
    RubricAdopted.contract(): (Write(INSERT, _rubric),),
    QuotaPolicyAdopted.contract(): (Write(INSERT, _quota),),
    FourGoodsRubricAdopted.contract(): (Write(INSERT, _four_goods),),
}


class CityStandards(Protocol):
    """What the application asks of the city."""

    async def rubric(self, kind: str, on: date) -> RubricAdopted | None:
        """The city's rubric for a kind of meeting on a day."""

    async def four_goods(self, on: date) -> FourGoodsRubricAdopted | None:
        """The city's four-goods rubric on a day."""

    async def quotas(self) -> list[QuotaPolicyAdopted]:
        """All quota policies of the city."""


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
        rows = await self._pool.fetch(
            "SELECT content FROM ratings_standards.standard WHERE keeper = $1 AND kind = $2 ORDER BY position",
            *(CITY, QUOTA),
        )
        return [QuotaPolicyAdopted.model_validate_json(row["content"]) for row in rows]

    async def _newest(self, kind: str, on: date) -> str | None:
        content: str | None = await self._pool.fetchval(
            "SELECT content FROM ratings_standards.standard WHERE keeper = $1 AND kind = $2 AND effective_from <= $3"
            " ORDER BY effective_from DESC, position DESC LIMIT 1",
            *(CITY, kind, on),
        )
        return content
