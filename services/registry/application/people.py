"""People as rows that can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.registry import (
    AskPersonErasure,
    ChangePerson,
    ConfirmPersonErasure,
    ListPeople,
    ListPersonalReads,
    PersonalRead,
    PersonalReadList,
    PersonList,
    RegisterPerson,
    WithdrawPersonErasure,
)
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.chassis.event_store.reads import Reads, RecordedRead
from services.registry.domain import PersonErasure
from services.registry.people import People


@dataclass(frozen=True)
class PeopleHere:
    """The people of one keeper."""

    repository: Repository
    rows: People
    reads: Reads

    async def register_person(self, command: RegisterPerson, call: Call) -> Decided:
        person_id = await self.rows.register(command.code, command.name, command.own_cell_id)
        return await self.repository.save(call, decided={"person_id": str(person_id)})

    async def list_people(self, query: ListPeople) -> PersonList:
        return await self.rows.list(query)

    async def list_personal_reads(self, query: ListPersonalReads) -> PersonalReadList:
        found = await self.reads.rows(query.above, query.limit + 1, reader=query.reader_id)
        page = found[: query.limit]
        return PersonalReadList(
            reads=[_read(one) for one in page],
            more=page[-1].number if len(found) > len(page) else None,
            broken=await self.reads.verify() if query.check else None,
        )

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
        return await self.repository.find_or_open(PersonErasure, person_id)


def _read(one: RecordedRead) -> PersonalRead:
    return PersonalRead(
        number=one.number,
        read_at=one.read.read_at,
        reader_id=one.read.reader,
        question=one.read.question,
        asked=one.read.asked,
        correlation=one.read.correlation,
        chain=one.chain.hex(),
    )
