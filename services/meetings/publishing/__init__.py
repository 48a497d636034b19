"""What the world is told of each thing that happens; pure, called when the event is stored."""

from services.meetings.publishing import meeting_policies, meetings, preparation
from services.meetings.publishing.telling import to_contract

__all__ = ["meeting_policies", "meetings", "preparation", "to_contract"]
