"""What the world is told of people: that one was erased, and that somebody asks for it or no more; nothing else."""

from __future__ import annotations

from contracts import registry as contract
from services.chassis.telling import alike
from services.registry.domain import PersonErasure
from services.registry.publishing.telling import to_contract


@to_contract.register
def _(opened: PersonErasure.Opened) -> None:
    """Not published: it only fixes the id."""


@to_contract.register
def _(asked: PersonErasure.Asked) -> contract.PersonErasureAsked:
    return contract.PersonErasureAsked.model_validate({"person_id": asked.person_id, "reason": asked.reason})


@to_contract.register
def _(erased: PersonErasure.Erased) -> contract.PersonErased:
    said = {"person_id": erased.person_id, "reason": erased.reason, "first_person_id": erased.first_person_id}
    return contract.PersonErased.model_validate(said)


@to_contract.register
def _(withdrawn: PersonErasure.Withdrawn) -> contract.PersonErasureWithdrawn:
    return alike(contract.PersonErasureWithdrawn, withdrawn)
