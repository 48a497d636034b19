"""What is true of meetings and what is allowed; a module per thing."""

from services.meetings.domain.announced import Change, State
from services.meetings.domain.attendance import Attendance
from services.meetings.domain.gathering import Gathering
from services.meetings.domain.gathering_record import GatheringForm, GatheringRecord, ReviewPeriod
from services.meetings.domain.guidance import Guidance, GuidanceGiven, GuidancePeriod, TakingUp
from services.meetings.domain.issue import Issue
from services.meetings.domain.kinds import MeetingKind, Theme, check_kind, local_day
from services.meetings.domain.meeting import Meeting
from services.meetings.domain.meeting_policies import AdoptedPolicy, MeetingPolicies
from services.meetings.domain.minutes import MeetingRecord, Merger, OpinionsOnTopic
from services.meetings.domain.points import Point, ResolutionState
from services.meetings.domain.practice import GoodPractice
from services.meetings.domain.preparation import Agenda
from services.meetings.domain.quality import Criterion, MeetingPolicy, OnRepeat, policy_of
from services.meetings.domain.raised import IssueSource, Raised
from services.meetings.domain.resolution import Resolution
from services.meetings.domain.standing import IssueState, IssueStep
from services.meetings.domain.tally import Share, Tally
from services.meetings.domain.tasks import MemberTasks
from services.meetings.domain.terms import AnswerPolicies, AnswerPolicy
from services.meetings.domain.themes import QuarterThemes, last_day_of, quarter_of

AGGREGATES = (
    *(Meeting, QuarterThemes, MeetingPolicies),
    *(Resolution, MemberTasks, Gathering, Guidance, TakingUp, GoodPractice, Issue),
)
"""What the history holds."""

VALUES = (
    *(Theme, Attendance, OpinionsOnTopic, Merger, MeetingRecord, Criterion),
    *(Agenda, MeetingPolicy, AdoptedPolicy),
    *(Point, Share, Tally, ReviewPeriod, GatheringRecord, GuidanceGiven, Raised),
)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS = {
    "meetings.MeetingKind": MeetingKind,
    "meetings.Change": Change,
    "meetings.OnRepeat": OnRepeat,
    "meetings.GatheringForm": GatheringForm,
    "meetings.GuidancePeriod": GuidancePeriod,
    "meetings.IssueSource": IssueSource,
    "meetings.IssueState": IssueState,
    "meetings.IssueStep": IssueStep,
}
"""The Enums inside stored events, by their stored name."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "AdoptedPolicy",
    "Agenda",
    "AnswerPolicies",
    "AnswerPolicy",
    "Attendance",
    "Change",
    "Criterion",
    "Gathering",
    "GatheringForm",
    "GatheringRecord",
    "GoodPractice",
    "Guidance",
    "GuidanceGiven",
    "GuidancePeriod",
    "Issue",
    "IssueSource",
    "IssueState",
    "IssueStep",
    "Meeting",
    "MeetingKind",
    "MeetingPolicies",
    "MeetingPolicy",
    "MeetingRecord",
    "MemberTasks",
    "Merger",
    "OnRepeat",
    "OpinionsOnTopic",
    "Point",
    "QuarterThemes",
    "Raised",
    "Resolution",
    "ResolutionState",
    "ReviewPeriod",
    "Share",
    "State",
    "TakingUp",
    "Tally",
    "Theme",
    "check_kind",
    "last_day_of",
    "local_day",
    "policy_of",
    "quarter_of",
]
