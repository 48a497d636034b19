"""How people name a history of the meetings service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.meetings.domain import (
    Gathering,
    GoodPractice,
    Guidance,
    Issue,
    Meeting,
    MeetingKind,
    MeetingPolicies,
    MemberTasks,
    QuarterThemes,
    Resolution,
    TakingUp,
    Theme,
)
from services.registry.domain import id_of_unit
from sinhhoat.histories.naming import Named, at_most, filled


def id_of_meeting(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, kind, number = filled(words, 2, "regular", "1")
    wanted = MeetingKind(kind)
    theme = Theme(int(number), "") if wanted is MeetingKind.THEMATIC else None
    return Meeting.create_id(id_of_unit(keeper, cell), wanted, date.fromisoformat(f"{month}-01"), theme, None)


def _resolution(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, number, *meeting = words
    return Resolution.create_id(id_of_unit(keeper, cell), id_of_meeting(keeper, (cell, month, *meeting)), number)


def _member_tasks(keeper: str, words: Sequence[str]) -> UUID:
    cell, month = words
    return MemberTasks.create_id(id_of_unit(keeper, cell), date.fromisoformat(f"{month}-01"))


def _gathering(keeper: str, words: Sequence[str]) -> UUID:
    unit, day, topic, edition = filled(words, 3, "1")
    return Gathering.create_id(id_of_unit(keeper, unit), date.fromisoformat(day), topic, int(edition))


def _guidance(keeper: str, words: Sequence[str]) -> UUID:
    issuer, number, year = words
    return Guidance.create_id(id_of_unit(keeper, issuer), number, date(int(year), 1, 1))


def _taking_up(keeper: str, words: Sequence[str]) -> UUID:
    cell, *guidance = words
    return TakingUp.create_id(_guidance(keeper, guidance), id_of_unit(keeper, cell))


def _good_practice(keeper: str, words: Sequence[str]) -> UUID:
    unit, title = words
    return GoodPractice.create_id(id_of_unit(keeper, unit), title)


def _issue(keeper: str, words: Sequence[str]) -> UUID:
    [issue_id] = words
    return Issue.create_id(UUID(issue_id))


def _quarter_themes(keeper: str, words: Sequence[str]) -> UUID:
    [code] = words
    return QuarterThemes.create_id(id_of_unit(keeper, code))


def _meeting_policies(keeper: str, words: Sequence[str]) -> UUID:
    at_most(words, 0)
    return MeetingPolicies.create_id(keeper)


KINDS: Mapping[str, Named] = {
    "meeting": Named("meetings", "CELL MONTH [regular|thematic [NUMBER]]", id_of_meeting),
    "resolution": Named("meetings", "CELL MONTH NUMBER [regular|thematic [NUMBER]]", _resolution),
    "member_tasks": Named("meetings", "CELL MONTH", _member_tasks),
    "gathering": Named("meetings", "UNIT DAY TOPIC [EDITION]", _gathering),
    "guidance": Named("meetings", "ISSUER NUMBER YEAR", _guidance),
    "taking_up": Named("meetings", "CELL ISSUER NUMBER YEAR", _taking_up),
    "good_practice": Named("meetings", "UNIT TITLE", _good_practice),
    "issue": Named("meetings", "ISSUE_ID", _issue),
    "quarter_themes": Named("meetings", "CELL", _quarter_themes),
    "meeting_policies": Named("meetings", "", _meeting_policies),
}
