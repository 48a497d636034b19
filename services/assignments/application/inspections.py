"""The use cases of inspections: record one, take one back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.directive import Directive
from services.assignments.domain.inspection import Conclusion, Inspection, InspectionKind, SubjectMatter, check_units
from services.assignments.replicas.units import Units
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository


@dataclass(frozen=True)
class Inspections:
    """Inspection and supervision by the committees of one keeper."""

    repository: Repository
    units: Units

    async def record_inspection(self, command: contract.RecordInspection, call: Call) -> Decided:
        structure = await self.units.about({command.unit_id, command.inspector_id})
        check_units(command.unit_id, command.inspector_id, command.held_on, structure)
        await self._require_directive(command.directive_id)
        kind, matter = InspectionKind(command.kind), SubjectMatter(command.subject_matter)
        identity = (command.unit_id, command.inspector_id, kind, matter, command.held_on)
        inspection = await self.repository.find_or_open(Inspection, *identity)
        # Of the inspecting committee: those of the inspected unit do not read it.
        findings = await self.repository.text(
            call, "findings", command.findings, about=inspection.id, unit_id=command.inspector_id
        )
        conclusion = Conclusion(
            from_on=command.from_on,
            members_supervised=command.members_supervised,
            members_with_shortcomings=command.members_with_shortcomings,
            shortcomings=command.shortcomings,
            directive_id=command.directive_id,
        )
        inspection.hold(conclusion, findings.ref, today=call.today)
        decided = {"inspection_id": str(inspection.id)}
        return await self.repository.save(call, inspection, texts=[findings], decided=decided)

    async def _require_directive(self, directive_id: UUID | None) -> None:
        """Refuse a document that is not in the register, or no more."""
        if directive_id is None:
            return
        directive = await self.repository.find(Directive, directive_id)
        if directive is None:
            raise Refused("directive_unknown", field="directive_id")
        directive.require_in_register("directive_id")

    async def withdraw_inspection(self, command: contract.WithdrawInspection, call: Call) -> Decided:
        inspection = await self.repository.load(Inspection, command.inspection_id)
        if inspection.inspector_id != command.inspector_id:
            raise Refused("not_there")
        reason = await self.repository.text(
            call, "reason", command.reason, about=inspection.id, unit_id=inspection.inspector_id
        )
        inspection.withdraw(reason.ref)
        decided = {"inspection_id": str(inspection.id)}
        return await self.repository.save(call, inspection, texts=[reason], decided=decided)
