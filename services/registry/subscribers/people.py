"""People as rows that can be erased."""

from __future__ import annotations

from contracts.registry import (
    AskPersonErasure,
    ChangePerson,
    ConfirmPersonErasure,
    ListPeople,
    ListPersonalReads,
    PersonalReadList,
    PersonList,
    RegisterPerson,
    WithdrawPersonErasure,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(RegisterPerson, action="registry.people")
async def register_person(command: RegisterPerson, call: Call, here: Registry) -> Decided:
    return await here.people.register_person(command, call)


@router.on(ChangePerson, action="registry.people")
async def change_person(command: ChangePerson, call: Call, here: Registry) -> Decided:
    return await here.people.change_person(command, call)


@router.on(AskPersonErasure, action="registry.people")
async def ask_person_erasure(command: AskPersonErasure, call: Call, here: Registry) -> Decided:
    return await here.people.ask_person_erasure(command, call)


@router.on(WithdrawPersonErasure, action="registry.people", raced="conflict")
async def withdraw_person_erasure(command: WithdrawPersonErasure, call: Call, here: Registry) -> Decided:
    return await here.people.withdraw_person_erasure(command, call)


@router.on(ConfirmPersonErasure, action="registry.confirm_erasure", raced="conflict")
async def confirm_person_erasure(command: ConfirmPersonErasure, call: Call, here: Registry) -> Decided:
    return await here.people.confirm_person_erasure(command, call)


@router.answer(ListPeople, action="registry.read_people", recorded=True)
async def list_people(query: ListPeople, asker: Asker, here: Registry) -> PersonList:
    return await here.people.list_people(query)


@router.answer(ListPersonalReads, action="registry.read_reads", recorded=True)
async def list_personal_reads(query: ListPersonalReads, asker: Asker, here: Registry) -> PersonalReadList:
    return await here.people.list_personal_reads(query)
