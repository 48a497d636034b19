"""What the world is told of each thing that happens; pure, called when the event is stored."""

from services.meetings.publishing import (
    gatherings,
    guidance,
    issues,
    meeting_policies,
    meetings,
    practices,
    preparation,
    resolutions,
)
from services.meetings.publishing.telling import to_contract

__all__ = [
    "gatherings",
    "guidance",
    "issues",
    "meeting_policies",
    "meetings",
    "practices",
    "preparation",
    "resolutions",
    "to_contract",
]
