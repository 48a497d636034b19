"""The use cases of the meetings service: load, decide, save; a module per aggregate."""

from __future__ import annotations

from dataclasses import dataclass

from services.meetings.application.gatherings import Gatherings
from services.meetings.application.guidance import Guiding
from services.meetings.application.issues import Issues
from services.meetings.application.lists import Listing
from services.meetings.application.meeting_policies import Policies
from services.meetings.application.meetings import Meetings
from services.meetings.application.practices import Practices
from services.meetings.application.preparation import Preparation
from services.meetings.application.resolutions import Resolutions

__all__ = [
    "Gatherings",
    "Guiding",
    "Issues",
    "Listing",
    "Meetings",
    "MeetingsOfKeeper",
    "Policies",
    "Practices",
    "Preparation",
    "Resolutions",
]


@dataclass(frozen=True)
class MeetingsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from."""

    meetings: Meetings
    preparation: Preparation
    policies: Policies
    resolutions: Resolutions
    gatherings: Gatherings
    guiding: Guiding
    practices: Practices
    issues: Issues
    listing: Listing
