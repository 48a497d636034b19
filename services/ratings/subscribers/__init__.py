"""The table of contents of the ratings service: a module per aggregate, each with the messages that it takes."""

from services.ratings.subscribers import (
    classification,
    commendations,
    four_goods,
    ratings,
    remediation,
    roll_up,
    surveys,
)
from services.ratings.subscribers.entrance import router

__all__ = ["classification", "commendations", "four_goods", "ratings", "remediation", "roll_up", "router", "surveys"]
