"""What the world is told of commendations: units by their ids, persons as a number."""

from __future__ import annotations

from contracts import commendations as contract
from services.chassis.telling import text
from services.ratings.domain import Commendation
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: Commendation.Opened) -> None:
    """Not published: nobody is commended yet."""


@to_contract.register
def _(granted: Commendation.Granted) -> contract.CommendationGranted:
    award, honours = granted.award, granted.honours
    return contract.CommendationGranted(
        commendation_id=granted.originator_id,
        issuer_id=award.issuer_id,
        number=award.number,
        granted_on=award.granted_on,
        form=award.form,
        occasion=award.occasion,
        units=honours.collectives,
        collectives=honours.collectives_in_all,
        individuals=honours.individuals_in_all,
    )


@to_contract.register
def _(withdrawn: Commendation.Withdrawn) -> contract.CommendationWithdrawn:
    return contract.CommendationWithdrawn(
        commendation_id=withdrawn.originator_id,
        issuer_id=withdrawn.award.issuer_id,
        granted_on=withdrawn.award.granted_on,
        reason=text(withdrawn.reason),
    )
