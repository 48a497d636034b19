"""What the world is told of gatherings."""

from __future__ import annotations

from contracts import gatherings as contract
from services.chassis.telling import alike, text
from services.meetings.domain.gathering import Gathering
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: Gathering.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: Gathering.Held) -> contract.GatheringHeld:
    return alike(contract.GatheringHeld, happened.record, gathering_id=happened.originator_id, unit_id=happened.unit_id)


@to_contract.register
def _(corrected: Gathering.Corrected) -> contract.GatheringCorrected:
    return alike(
        contract.GatheringCorrected,
        corrected.record,
        gathering_id=corrected.originator_id,
        unit_id=corrected.unit_id,
        former_held_on=corrected.former_held_on,
        reason=text(corrected.reason),
    )


@to_contract.register
def _(lent: Gathering.PlaceLent) -> None:
    """Not published: the correction that took the place is told."""


@to_contract.register
def _(given_back: Gathering.PlaceGivenBack) -> None:
    """Not published: the correction or withdrawal that freed the place is told."""


@to_contract.register
def _(happened: Gathering.Withdrawn) -> contract.GatheringWithdrawn:
    return alike(contract.GatheringWithdrawn, happened, gathering_id=happened.originator_id)
