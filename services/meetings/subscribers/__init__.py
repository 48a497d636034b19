"""The table of contents of the meetings service: a module per aggregate, each with the messages that it takes."""

from services.meetings.subscribers import meeting_policies, meetings, preparation
from services.meetings.subscribers.entrance import router

__all__ = ["meeting_policies", "meetings", "preparation", "router"]
