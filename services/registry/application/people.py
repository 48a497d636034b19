"""People as rows that can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.registry import (
    AskPersonErasure,
    ChangePerson,
    ConfirmPersonErasure,
    ListPeople,
    PersonList,
    RegisterPerson,
    WithdrawPersonErasure,
)
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.registry.domain import PersonErasure
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
        return await self.rows.list(query)

    async def change_person(self, command: ChangePerson, call: Call) -> Decided:
        await self.rows.change(command.person_id, command.name, command.own_cell_id)
        return await self.repository.save(call, decided={"person_id": str(command.person_id)})

    async def ask_person_erasure(self, command: AskPersonErasure, call: Call) -> Decided:
        erasure = await self._erasure(command.person_id)
        if not erasure.erased:
            await self.rows.require(command.person_id)
        erasure.ask(command.reason, by=call.actor.person_id)
        return await self.repository.save(call, erasure, decided={"person_id": str(command.person_id)})

    async def withdraw_person_erasure(self, command: WithdrawPersonErasure, call: Call) -> Decided:
        erasure = await self._erasure(command.person_id)
        reason = await self.repository.text(call, "reason", command.reason, about=erasure.id, unit_id=None)
        erasure.withdraw(reason.ref)
        decided = {"person_id": str(command.person_id)}
        return await self.repository.save(call, erasure, texts=[reason], decided=decided)

    async def confirm_person_erasure(self, command: ConfirmPersonErasure, call: Call) -> Decided:
        erasure = await self._erasure(command.person_id)
        erasure.confirm(by=call.actor.person_id)
        return await self.repository.save(call, erasure, decided={"person_id": str(command.person_id)})

    async def _erasure(self, person_id: UUID) -> PersonErasure:
        return await self.repository.find(PersonErasure, PersonErasure.create_id(person_id)) or PersonErasure(person_id)
