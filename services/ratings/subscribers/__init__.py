"""The table of contents of the ratings service: a module per aggregate, each with the messages that it takes."""

from services.ratings.subscribers import classification, ratings
from services.ratings.subscribers.entrance import router

__all__ = ["classification", "ratings", "router"]
