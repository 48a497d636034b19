"""The table of contents of the meetings service: a module per aggregate, each with the messages that it takes."""

from services.meetings.subscribers import meetings
from services.meetings.subscribers.entrance import router

__all__ = ["meetings", "router"]
