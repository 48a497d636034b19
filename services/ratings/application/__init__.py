"""The use cases of the ratings service: load, decide, save; a module per aggregate."""

from __future__ import annotations

from dataclasses import dataclass

from services.ratings.application.classification import Classifications
from services.ratings.application.commendations import Commendations
from services.ratings.application.dependents import Dependents
from services.ratings.application.four_goods import FourGoods
from services.ratings.application.quota import Quotas
from services.ratings.application.ratings import Ratings
from services.ratings.application.remediation import Remediations
from services.ratings.application.roll_up import RollUps
from services.ratings.application.surveys import Surveys

__all__ = [
    "Classifications",
    "Commendations",
    "Dependents",
    "FourGoods",
    "Quotas",
    "Ratings",
    "RatingsOfKeeper",
    "Remediations",
    "RollUps",
    "Surveys",
]


@dataclass(frozen=True)
class RatingsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from."""

    ratings: Ratings
    roll_ups: RollUps
    quotas: Quotas
    classifications: Classifications
    four_goods: FourGoods
    remediations: Remediations
    commendations: Commendations
    surveys: Surveys
    dependents: Dependents
