"""What the world is told of guidance, and who took it up."""

from __future__ import annotations

from contracts import guidance as contract
from services.chassis.telling import alike
from services.meetings.domain.guidance import Guidance, TakingUp
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: Guidance.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: Guidance.Issued) -> contract.GuidanceIssued:
    return alike(
        contract.GuidanceIssued, happened.given, guidance_id=happened.originator_id, issuer_id=happened.issuer_id
    )


@to_contract.register
def _(happened: Guidance.Withdrawn) -> contract.GuidanceWithdrawn:
    return alike(contract.GuidanceWithdrawn, happened, guidance_id=happened.originator_id)


@to_contract.register
def _(opened: TakingUp.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: TakingUp.TakenUp) -> contract.GuidanceTakenUp:
    return alike(contract.GuidanceTakenUp, happened)


@to_contract.register
def _(happened: TakingUp.Redated) -> contract.TakingUpRedated:
    return alike(contract.TakingUpRedated, happened)


@to_contract.register
def _(happened: TakingUp.Withdrawn) -> contract.TakingUpWithdrawn:
    return alike(contract.TakingUpWithdrawn, happened)
