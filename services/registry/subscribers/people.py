"""People as rows that can be erased."""

from __future__ import annotations

from contracts.registry import ListPeople, PersonList, RegisterPerson
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(RegisterPerson, action="registry.people")
async def register_person(command: RegisterPerson, call: Call, here: Registry) -> Decided:
    return await here.people.register_person(command, call)


@router.answer(ListPeople, action="registry.read_people")
async def list_people(query: ListPeople, asker: Asker, here: Registry) -> PersonList:
    return await here.people.list_people(query)
