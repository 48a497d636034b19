"""The use cases of the meetings service: load, decide, save; a module per aggregate."""

from __future__ import annotations

from dataclasses import dataclass

from services.meetings.application.meetings import Meetings

__all__ = ["Meetings", "MeetingsOfKeeper"]


@dataclass(frozen=True)
class MeetingsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from."""

    meetings: Meetings
