"""The one router of the meetings service, which the modules beside this one register with."""

from __future__ import annotations

from services.chassis.messaging import Router
from services.meetings.application import MeetingsOfKeeper

router: Router[MeetingsOfKeeper] = Router("meetings")
