"""What is true of meetings and what is allowed; a module per thing."""

from services.meetings.domain.attendance import Attendance
from services.meetings.domain.kinds import MeetingKind, Theme, check_kind, local_day
from services.meetings.domain.meeting import Meeting, State
from services.meetings.domain.meeting_policies import AdoptedPolicy, MeetingPolicies
from services.meetings.domain.minutes import MeetingRecord, Merger, OpinionsOnTopic
from services.meetings.domain.preparation import Agenda
from services.meetings.domain.quality import Criterion, MeetingPolicy, OnRepeat, policy_of
from services.meetings.domain.themes import QuarterThemes, last_day_of, quarter_of

AGGREGATES = (Meeting, QuarterThemes, MeetingPolicies)
"""What the history holds."""

VALUES = (
    *(Theme, Attendance, OpinionsOnTopic, Merger, MeetingRecord, Criterion),
    *(Agenda, MeetingPolicy, AdoptedPolicy),
)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS = {"meetings.MeetingKind": MeetingKind, "meetings.OnRepeat": OnRepeat}
"""The Enums inside stored events, by their stored name."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "AdoptedPolicy",
    "Agenda",
    "Attendance",
    "Criterion",
    "Meeting",
    "MeetingKind",
    "MeetingPolicies",
    "MeetingPolicy",
    "MeetingRecord",
    "Merger",
    "OnRepeat",
    "OpinionsOnTopic",
    "QuarterThemes",
    "State",
    "Theme",
    "check_kind",
    "last_day_of",
    "local_day",
    "policy_of",
    "quarter_of",
]
