"""The use cases of the ratings service: load, decide, save; a module per aggregate."""

from __future__ import annotations

from dataclasses import dataclass

from services.ratings.application.classification import Classifications
from services.ratings.application.quota import Quotas
from services.ratings.application.ratings import Ratings

__all__ = ["Classifications", "Quotas", "Ratings", "RatingsOfKeeper"]


@dataclass(frozen=True)
class RatingsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from."""

    ratings: Ratings
    quotas: Quotas
    classifications: Classifications
