"""What the world is told of each thing that happens; pure, called when the event is stored."""

from services.ratings.publishing import (
    classification,
    commendations,
    four_goods,
    ratings,
    remediation,
    roll_up,
    surveys,
)
from services.ratings.publishing.telling import to_contract

__all__ = [
    "classification",
    "commendations",
    "four_goods",
    "ratings",
    "remediation",
    "roll_up",
    "surveys",
    "to_contract",
]
