"""What the world is told of each thing that happens; pure, called when the event is stored."""

from services.ratings.publishing import classification, ratings
from services.ratings.publishing.telling import to_contract

__all__ = ["classification", "ratings", "to_contract"]
