"""What is true of meetings and what is allowed; a module per thing."""

from services.meetings.domain.attendance import Attendance, MeetingRecord
from services.meetings.domain.kinds import MeetingKind, Theme, check_kind, local_day
from services.meetings.domain.meeting import Meeting, State
from services.meetings.domain.quality import Criterion, MeetingPolicy

AGGREGATES = (Meeting,)
"""What the history holds."""

VALUES = (Theme, Attendance, MeetingRecord, Criterion)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS = {"meetings.MeetingKind": MeetingKind}
"""The Enums inside stored events, by their stored name."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Attendance",
    "Criterion",
    "Meeting",
    "MeetingKind",
    "MeetingPolicy",
    "MeetingRecord",
    "State",
    "Theme",
    "check_kind",
    "local_day",
]
