"""The use cases of findings: file, correct, take back. Their words are kept from the observed unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts import assignments as contract
from services.assignments.application.readers import readers_of
from services.assignments.domain.findings import Heading, Noted
from services.assignments.domain.visit import Visit
from services.assignments.replicas.in_force import AssignmentsInForce
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import NewText, Repository


@dataclass(frozen=True)
class Findings:
    """What the observers of one keeper found."""

    repository: Repository
    in_force: AssignmentsInForce

    async def file_findings(self, command: contract.FileFindings, call: Call) -> Decided:
        visit = await self._own(command.visit_id, call)
        texts = await self._texts(command.findings, visit, call)
        visit.file(_noted(command.findings, texts))
        return await self.repository.save(call, visit, texts=texts, decided=_decided(visit))

    async def correct_findings(self, command: contract.CorrectFindings, call: Call) -> Decided:
        visit = await self._own(command.visit_id, call)
        texts = await self._texts(command.findings, visit, call)
        reason = await self._reason(command.reason, visit, call)
        visit.correct(_noted(command.findings, texts), reason.ref)
        return await self.repository.save(call, visit, texts=[*texts, reason], decided=_decided(visit))

    async def withdraw_findings(self, command: contract.WithdrawFindings, call: Call) -> Decided:
        visit = await self._own(command.visit_id, call)
        reason = await self._reason(command.reason, visit, call)
        visit.withdraw_findings(reason.ref)
        return await self.repository.save(call, visit, texts=[reason], decided={"visit_id": str(visit.id)})

    async def _own(self, visit_id: UUID, call: Call) -> Visit:
        visit = await self.repository.load(Visit, visit_id)
        if visit.person_id != call.actor.person_id:
            raise Refused("not_there")
        return visit

    async def _texts(self, findings: Sequence[contract.FindingToFile], visit: Visit, call: Call) -> list[NewText]:
        unit_id = await readers_of(visit, self.repository, self.in_force)
        return [
            await self.repository.text(call, f"findings.{place}.text", one.text, about=visit.id, unit_id=unit_id)
            for place, one in enumerate(findings)
        ]

    async def _reason(self, words: str, visit: Visit, call: Call) -> NewText:
        unit_id = await readers_of(visit, self.repository, self.in_force)
        return await self.repository.text(call, "reason", words, about=visit.id, unit_id=unit_id)


def _noted(findings: Sequence[contract.FindingToFile], texts: Sequence[NewText]) -> list[Noted]:
    return [
        Noted(Heading(one.heading), one.topic, text.ref, one.finding_id)
        for one, text in zip(findings, texts, strict=True)
    ]


def _decided(visit: Visit) -> dict[str, object]:
    found = [{"finding_id": str(one.finding_id), "heading": one.heading.value} for one in visit.findings]
    return {"visit_id": str(visit.id), "findings": found}
