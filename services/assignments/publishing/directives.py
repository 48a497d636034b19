"""What the world is told of documents in the registers."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.directive import Directive
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import alike


@to_contract.register
def _(opened: Directive.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(issued: Directive.Issued) -> contract.DirectiveIssued:
    document = issued.document
    return contract.DirectiveIssued(
        directive_id=issued.originator_id,
        kind=issued.kind,
        number=issued.number,
        title=document.title,
        issuer_id=issued.issuer_id,
        issued_on=document.issued_on,
        effective_from=document.effective_from,
        effective_until=document.effective_until,
        implements=[
            contract.Basis(directive_id=basis.directive_id, cited_as=basis.cited_as) for basis in document.implements
        ],
    )


@to_contract.register
def _(replaced: Directive.Replaced) -> contract.DirectiveReplaced:
    return contract.DirectiveReplaced(
        directive_id=replaced.originator_id,
        issuer_id=replaced.issuer_id,
        replaced_by=replaced.replaced_by,
        replaced_on=replaced.replaced_on,
    )


@to_contract.register
def _(reinstated: Directive.Reinstated) -> contract.DirectiveReinstated:
    return contract.DirectiveReinstated(
        directive_id=reinstated.originator_id,
        issuer_id=reinstated.issuer_id,
        withdrawn_id=reinstated.withdrawn_id,
    )


@to_contract.register
def _(withdrawn: Directive.Withdrawn) -> contract.DirectiveWithdrawn:
    return alike(contract.DirectiveWithdrawn, withdrawn, directive_id=withdrawn.originator_id)
