"""What the world is told of each thing that happens; pure, called when the event is stored."""

from services.meetings.publishing import meetings
from services.meetings.publishing.telling import to_contract

__all__ = ["meetings", "to_contract"]
