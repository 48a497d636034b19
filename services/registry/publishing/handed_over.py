"""What the world is told of the people that a unit brings with it from another keeper."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypedDict

from contracts import registry as contract
from services.registry.domain import Stocks


class PeopleHandedOver(TypedDict):
    """The parts of `UnitTakenOver` that tell of them."""

    committee: contract.CommitteeHandedOver | None
    recruitment: contract.RecruitmentHandedOver | None
    dual_affiliation: contract.DualAffiliationHandedOver | None


def people_handed_over(stocks: Stocks) -> PeopleHandedOver:
    """None for what nobody has told the former keeper."""
    seats, recruitment, dual = stocks.committee, stocks.recruitment, stocks.dual
    return {
        "committee": contract.CommitteeHandedOver.model_validate(
            {"since": stocks.committee_since, "filled": len(seats.persons), **asdict(seats)}
        )
        if seats
        else None,
        "recruitment": contract.RecruitmentHandedOver.model_validate(
            {"as_of": stocks.recruitment_as_of, "candidates": recruitment.candidates, **asdict(recruitment)}
        )
        if recruitment
        else None,
        "dual_affiliation": contract.DualAffiliationHandedOver.model_validate(
            {"as_of": stocks.dual_as_of, **asdict(dual)}
        )
        if dual
        else None,
    }
