"""The register of directives: enter a document, take one back, read the register."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.directive import Basis, Directive, Document
from services.assignments.replicas.directives import Register
from services.assignments.replicas.units import Units
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository


@dataclass(frozen=True)
class Directives:
    """The documents of one keeper."""

    repository: Repository
    units: Units
    register: Register

    async def issue_directive(self, command: contract.IssueDirective, call: Call) -> Decided:
        structure = await self.units.about({command.issuer_id})
        structure.require_committee(command.issuer_id, command.issued_on)
        identity = (call.keeper, command.issuer_id, command.kind, command.number, command.issued_on.year)
        directive = await self.repository.find_or_open(Directive, *identity)
        directive.issue(await self._document(command), today=call.today)
        replaced = [await self._known(one, "replaces") for one in dict.fromkeys(command.replaces)]
        for former in replaced:
            former.replace(directive, command.effective_from)
        decided = {"directive_id": str(directive.id), "replaced": len(replaced)}
        return await self.repository.save(call, directive, *replaced, decided=decided)

    async def withdraw_directive(self, command: contract.WithdrawDirective, call: Call) -> Decided:
        directive = await self.repository.load(Directive, command.directive_id)
        if directive.issuer_id != command.issuer_id:
            raise Refused("not_there")
        reason = await self.repository.text(
            call, "reason", command.reason, about=directive.id, unit_id=directive.issuer_id
        )
        replaced = directive.document.replaces if directive.document else []
        directive.withdraw(reason.ref)
        former = [await self.repository.load(Directive, one) for one in replaced]
        for one in former:
            one.reinstate(directive.id)
        decided = {"directive_id": str(directive.id), "reinstated": len(former)}
        return await self.repository.save(call, directive, *former, texts=[reason], decided=decided)

    async def read_directives(self, query: contract.ReadDirectives) -> contract.DirectiveRegister:
        """The documents issued in the period, with their counts by kind."""
        return await self.register.issued(query.from_on, query.until_on, query.issuer_id, query.limit)

    async def _document(self, command: contract.IssueDirective) -> Document:
        for number, basis in enumerate(command.implements):
            if basis.directive_id is not None:
                field = f"implements.{number}"
                (await self._known(basis.directive_id, field)).require_in_register(field)
        return Document(
            title=command.title,
            issued_on=command.issued_on,
            effective_from=command.effective_from,
            effective_until=command.effective_until,
            implements=[Basis(basis.directive_id, basis.cited_as) for basis in command.implements],
            replaces=list(dict.fromkeys(command.replaces)),
        )

    async def _known(self, directive_id: UUID, field: str) -> Directive:
        found = await self.repository.find(Directive, directive_id)
        if found is None:
            raise Refused("directive_unknown", field=field)
        return found
