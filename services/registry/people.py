"""People as rows that can be erased: events carry their ids, and no event tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

from contracts.registry import ListPeople, PersonEntry, PersonErased, PersonList
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, write
from services.chassis.vietnamese import folded, name_key
from services.chassis.wire import Received
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
            "INSERT INTO registry_people.person (keeper, person_id, code, name, own_cell_id)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
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
        """Refused with `person_unknown` where there is no such row, or it is erased."""
        known = await self._pool.fetchval(
            "SELECT true FROM registry_people.person WHERE keeper = $1 AND person_id = $2 AND NOT erased",
            *(self._keeper, person_id),
        )
        if known is None:
            raise Refused("person_unknown", field="person_id")

    async def change(self, person_id: UUID, name: str, own_cell_id: UUID | None) -> None:
        """Replace what a row says; refused as `require`."""
        changed = await self._pool.fetchval(
            "UPDATE registry_people.person SET name = $3, own_cell_id = $4"
            " WHERE keeper = $1 AND person_id = $2 AND NOT erased RETURNING true",
            *(self._keeper, person_id, name, own_cell_id),
        )
        if changed is None:
            raise Refused("person_unknown", field="person_id")

    async def list(self, asked: ListPeople) -> PersonList:
        """A page of people; refused with `person_page_start_unknown` where nobody found has the code to go on after.

        Names are put in order here: the database knows no Vietnamese order, and a keeper has some thousand people.
        """
        rows = await self._pool.fetch(
            "SELECT person_id, code, name, own_cell_id, erased FROM registry_people.person"
            " WHERE keeper = $1 ORDER BY code",
            self._keeper,
        )
        found = [PersonEntry.model_validate(dict(row)) for row in rows]
        if asked.search is not None:
            found = [person for person in found if _has(person, folded(asked.search).split())]
        if asked.order == "name":
            found.sort(key=lambda person: (person.erased, name_key(person.name)))
        rest = found[_start(found, asked) :]
        page = rest[: asked.limit]
        return PersonList(people=page, more=page[-1].code if len(rest) > len(page) else None)


def _has(person: PersonEntry, words: Sequence[str]) -> bool:
    told = folded(f"{person.code} {person.name}")
    return all(word in told for word in words)


def _start(found: Sequence[PersonEntry], asked: ListPeople) -> int:
    if asked.after_code is None:
        return 0
    if asked.order == "code":
        return sum(person.code <= asked.after_code for person in found)
    for place, person in enumerate(found, start=1):
        if person.code == asked.after_code:
            return place
    raise Refused("person_page_start_unknown", field="after_code")


class ErasedPeople:
    """Empties the rows of people whose erasure our own history tells of; again and again the same."""

    name = "registry_erased_people"
    sources = ("registry",)
    schema_sql = None

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Empty what this batch tells of."""
        await write(connection, events, {PersonErased.contract(): (Write(EMPTY, _erased),)})


EMPTY = """UPDATE registry_people.person SET name = '', own_cell_id = NULL, erased = true
            WHERE keeper = $1 AND person_id = $2"""


def _erased(received: Received) -> list[Row]:
    return [(received.feed.keeper, PersonErased.model_validate_json(received.body).person_id)]
