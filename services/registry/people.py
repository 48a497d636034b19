"""People as rows that can be erased: events carry their ids, and no event tells of them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import asyncpg

from contracts.registry import PersonEntry, PersonList
from services.chassis.errors import Refused
from services.registry.domain import id_of_person

PEOPLE_SQL = Path(__file__).with_name("people.sql").read_text(encoding="utf-8")
"""The table in the schema `registry_people`, for whoever prepares the service's database."""


class People:
    """The people of one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def register(self, code: str, name: str, own_cell_id: UUID | None) -> UUID:
        """Enter a person and return the id; entered already with the same content, nothing changes.

        Refused with `person_code_taken` when the code stands for other content.
        """
        person_id = id_of_person(self._keeper, code)
        await self._pool.execute(
            "INSERT INTO registry_people.person VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            *(self._keeper, person_id, code, name, own_cell_id),
        )
        row = await self._pool.fetchrow(
            "SELECT name, own_cell_id FROM registry_people.person WHERE keeper = $1 AND person_id = $2",
            *(self._keeper, person_id),
        )
        if row is None or tuple(row) != (name, own_cell_id):
            raise Refused("person_code_taken", field="code", taken=code)
        return person_id

    async def require(self, person_id: UUID) -> None:
        """Refused with `person_unknown` where there is no such row."""
        known = await self._pool.fetchval(
            "SELECT true FROM registry_people.person WHERE keeper = $1 AND person_id = $2", self._keeper, person_id
        )
        if known is None:
            raise Refused("person_unknown", field="person_id")

    async def list(self, after_code: str | None, limit: int) -> PersonList:
        """A page of people in the order of their codes."""
        rows = await self._pool.fetch(
            "SELECT person_id, code, name, own_cell_id FROM registry_people.person"
            " WHERE keeper = $1 AND ($2::text IS NULL OR code > $2) ORDER BY code LIMIT $3",
            *(self._keeper, after_code, limit + 1),
        )
        people = [PersonEntry.model_validate(dict(row)) for row in rows[:limit]]
        return PersonList(people=people, more=people[-1].code if len(rows) > limit else None)
