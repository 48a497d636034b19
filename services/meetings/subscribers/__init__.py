"""The table of contents of the meetings service: a module per aggregate, each with the messages that it takes."""

from services.meetings.subscribers import (
    gatherings,
    guidance,
    issues,
    meeting_policies,
    meetings,
    practices,
    preparation,
    resolutions,
)
from services.meetings.subscribers.entrance import router

__all__ = [
    "gatherings",
    "guidance",
    "issues",
    "meeting_policies",
    "meetings",
    "practices",
    "preparation",
    "resolutions",
    "router",
]
