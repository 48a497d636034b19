"""People as rows that can be erased."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.registry import ListPeople, PersonList, RegisterPerson
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.registry.people import People


@dataclass(frozen=True)
class PeopleHere:
    """The people of one keeper."""

    repository: Repository
    rows: People

    async def register_person(self, command: RegisterPerson, call: Call) -> Decided:
        person_id = await self.rows.register(command.code, command.name, command.own_cell_id)
        return await self.repository.save(call, decided={"person_id": str(person_id)})

    async def list_people(self, query: ListPeople) -> PersonList:
        return await self.rows.list(query.after_code, query.limit)
