"""The use cases of the meetings service: load, decide, save; a module per aggregate."""

from __future__ import annotations

from dataclasses import dataclass

from services.meetings.application.meeting_policies import Policies
from services.meetings.application.meetings import Meetings
from services.meetings.application.preparation import Preparation

__all__ = ["Meetings", "MeetingsOfKeeper", "Policies", "Preparation"]


@dataclass(frozen=True)
class MeetingsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from."""

    meetings: Meetings
    preparation: Preparation
    policies: Policies
