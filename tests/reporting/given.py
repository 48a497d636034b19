"""Events of a small district, with everything filled in that a test does not name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from contracts.assignments import (
    ObserverAssigned,
    ObserverReleased,
    ObserverReleaseWithdrawn,
    VisitMade,
    VisitWithdrawn,
)
from contracts.meeting_preparation import AgendaPrepared, AgendaWithdrawn, ThemePlanned, ThemeWithdrawn
from contracts.meetings import (
    Attendance,
    Criterion,
    MeetingCancelled,
    MeetingChangeWithdrawn,
    MeetingHeld,
    MeetingRescheduled,
    MeetingScheduled,
    MeetingWithdrawn,
    MinutesCorrected,
    MinutesTold,
)
from contracts.ratings import CellRated, Rater, RatingWithdrawn
from contracts.registry import (
    CellType,
    CellTypeGroup,
    CellTypesAdopted,
    RollCounts,
    RollReported,
    RollWithdrawn,
    UnitDissolved,
    UnitEstablished,
    UnitEstablishmentWithdrawn,
    UnitMoved,
    UnitRenamed,
    UnitsMerged,
    UnitTypeChanged,
)
from contracts.texts import TextRef
from tests.reporting.history import an_id

LONG_AGO = date(2018, 1, 1)
TYPES = {"RESIDENTIAL": "residential", "SCHOOL": "sector", "ENTERPRISE": "nonstate"}
REASON = TextRef(text_id=an_id("reason"), sha256="00" * 32)

MEETING: Mapping[str, Any] = {
    "kind": "regular",
    "theme": None,
    "duration_minutes": 95,
    "opinions": 4,
    "excused_over_three_running": None,
    "policy_version": "1",
    "chair_id": None,
    "minute_taker_id": None,
}


def types_adopted(
    version: str, effective_from: date, types: Mapping[str, str] = TYPES, grassroots_levels: Sequence[str] = ()
) -> CellTypesAdopted:
    """A catalogue; `types`: token -> key of its group."""
    return CellTypesAdopted(
        version=version,
        effective_from=effective_from,
        types=[CellType(token=token, name_vi=token, name_en=token, group=group) for token, group in types.items()],
        grassroots_levels=list(grassroots_levels),
        groups=[CellTypeGroup(key=key, name_vi=f"Nhóm {key}", name_en=key) for key in dict.fromkeys(types.values())],
    )


def established(
    code: str, parent: str | None, cell_type: str | None = None, on: date = LONG_AGO, level: str | None = None
) -> UnitEstablished:
    """A cell where there is a type, else a committee."""
    return UnitEstablished(
        unit_id=an_id(code),
        code=code,
        name=f"Đơn vị {code}",
        kind="cell" if cell_type else "committee",
        level=level,
        cell_type=cell_type,
        parent_id=an_id(parent) if parent else None,
        established_on=on,
    )


def renamed(code: str, name: str, on: date) -> UnitRenamed:
    return UnitRenamed(unit_id=an_id(code), name=name, effective_on=on)


def retyped(code: str, cell_type: str, on: date) -> UnitTypeChanged:
    return UnitTypeChanged(unit_id=an_id(code), cell_type=cell_type, effective_on=on)


def moved(code: str, parent: str, on: date) -> UnitMoved:
    return UnitMoved(unit_id=an_id(code), parent_id=an_id(parent), effective_on=on)


def merged(code: str, into: str, day: date) -> UnitsMerged:
    return UnitsMerged(unit_ids=[an_id(code)], successor_id=an_id(into), effective_on=day)


def dissolved(code: str, on: date) -> UnitDissolved:
    return UnitDissolved(unit_id=an_id(code), effective_on=on)


def establishment_withdrawn(code: str) -> UnitEstablishmentWithdrawn:
    return UnitEstablishmentWithdrawn(unit_id=an_id(code), reason=REASON)


def roll(code: str, as_of: date, official: int, probationary: int = 0) -> RollReported:
    return RollReported(
        unit_id=an_id(code), as_of=as_of, counts=RollCounts(official=official, probationary=probationary)
    )


def roll_withdrawn(roll: RollReported) -> RollWithdrawn:
    return RollWithdrawn(**_of(roll, "unit_id", "as_of"), reason=REASON)


def held(
    code: str,
    held_on: date,
    meeting: object = "",
    *,
    present: int = 8,
    expected: int = 10,
    met: tuple[bool | None, ...] = (True, True),
    **other: Any,
) -> MeetingHeld:
    """A meeting of a cell; `meeting` names it and, unless given, the month is the one it was held in."""
    absent = expected - present
    values = {"month": held_on.replace(day=1), **MEETING, **other}
    return MeetingHeld(
        meeting_id=an_id(code, "meeting", meeting or held_on),
        cell_id=an_id(code),
        held_on=held_on,
        attendance=Attendance(official=expected, present=present, excused=absent),
        expected=expected,
        criteria=[Criterion(key="duration", met=one, numbers={}) for one in met],
        **values,
    )


def scheduled(code: str, on: date) -> MeetingScheduled:
    """A regular meeting announced for the evening of a day."""
    return MeetingScheduled(
        meeting_id=an_id(code, "meeting", on),
        cell_id=an_id(code),
        kind="regular",
        month=on.replace(day=1),
        theme=None,
        starts_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        place="Nhà văn hóa",
    )


def corrected(meeting: MinutesTold, **other: Any) -> MinutesCorrected:
    """The same minutes but for what is given."""
    told = {name: getattr(meeting, name) for name in MinutesTold.model_fields}
    return MinutesCorrected.model_validate({**told, "former_held_on": meeting.held_on, "reason": REASON, **other})


def prepared(meeting: MinutesTold, papers_sent_on: date | None = None, ahead: int = 1) -> AgendaPrepared:
    return AgendaPrepared(
        **_of(meeting, "meeting_id", "cell_id", "kind", "month", "policy_version"),
        meeting_on=meeting.held_on,
        items=["Phương hướng"],
        committee_met_on=None,
        papers_sent_on=papers_sent_on,
        draft_resolution_ready=True,
        superior_notified=False,
        papers_ahead_days=ahead,
    )


def agenda_withdrawn(agenda: AgendaPrepared) -> AgendaWithdrawn:
    return AgendaWithdrawn(**_of(agenda, "meeting_id", "cell_id", "month", "meeting_on"), reason=REASON)


def themed(code: str, quarter: date, title: str = "Chuyển đổi số") -> ThemePlanned:
    last = (quarter + timedelta(days=100)).replace(day=1) - timedelta(days=1)
    return ThemePlanned(cell_id=an_id(code), from_on=quarter, until_on=last, title=title, repeats=[])


def theme_withdrawn(theme: ThemePlanned) -> ThemeWithdrawn:
    return ThemeWithdrawn(**_of(theme, "cell_id", "from_on", "title"), reason=REASON)


def withdrawn(meeting: MinutesTold) -> MeetingWithdrawn:
    return MeetingWithdrawn(**_of(meeting, "meeting_id", "cell_id", "held_on", "month"), reason=REASON)


def postponed(
    code: str, former: datetime, change: Literal["rescheduled", "cancelled"] = "rescheduled"
) -> MeetingRescheduled | MeetingCancelled:
    """A scheduled meeting moved or called off."""
    told = {
        "meeting_id": an_id(code, "scheduled", former),
        "cell_id": an_id(code),
        "former_starts_at": former.astimezone(UTC),
        "former_place": "Nhà văn hóa",
        "reason": REASON,
    }
    if change == "cancelled":
        return MeetingCancelled(**told)
    return MeetingRescheduled(**told, starts_at=former.astimezone(UTC), place="Hội trường")


def change_withdrawn(moved: MeetingRescheduled | MeetingCancelled) -> MeetingChangeWithdrawn:
    """The last change of its meeting, taken back."""
    return MeetingChangeWithdrawn(
        meeting_id=moved.meeting_id,
        cell_id=moved.cell_id,
        change="rescheduled" if isinstance(moved, MeetingRescheduled) else "cancelled",
        withdrawn_starts_at=moved.starts_at if isinstance(moved, MeetingRescheduled) else None,
        starts_at=moved.former_starts_at,
        place=moved.former_place,
        reason=REASON,
    )


def assigned(person: object, code: str, from_on: date, until_on: date, number: object = 0) -> ObserverAssigned:
    return ObserverAssigned(
        assignment_id=an_id(person, code, "assignment", number),
        notice_id=an_id("notice"),
        person_id=an_id(person),
        cell_id=an_id(code),
        from_on=from_on,
        until_on=until_on,
    )


def released(assignment: ObserverAssigned, on: date) -> ObserverReleased:
    kept = _of(assignment, "assignment_id", "notice_id", "person_id", "cell_id")
    return ObserverReleased(**kept, released_on=on, reason=REASON)


def release_withdrawn(assignment: ObserverAssigned, on: date) -> ObserverReleaseWithdrawn:
    return ObserverReleaseWithdrawn(**dict(assignment), released_on=on, replaced_by=None, reason=REASON)


def visited(person: object, code: str, on: date, meeting: object = "") -> VisitMade:
    return VisitMade(
        visit_id=an_id(person, code, "visit", meeting or on),
        person_id=an_id(person),
        cell_id=an_id(code),
        meeting_id=an_id(code, "meeting", meeting or on),
        visited_on=on,
        arrived_at=None,
        left_at=None,
        unannounced=True,
    )


def visit_withdrawn(visit: VisitMade) -> VisitWithdrawn:
    kept = _of(visit, "visit_id", "person_id", "cell_id", "meeting_id", "visited_on")
    return VisitWithdrawn(**kept, reason=REASON)


def rated(
    meeting: MinutesTold,
    rater: Rater,
    total: str,
    person: object = "somebody",
    points: Mapping[str, str] = MappingProxyType({}),
) -> CellRated:
    return CellRated(
        rating_id=an_id(meeting.meeting_id, rater, person if rater == "observer" else ""),
        kind="meeting_quality",
        meeting_kind="thematic" if meeting.kind == "thematic" else "regular",
        **_of(meeting, "meeting_id", "cell_id", "month", "held_on"),
        rater=rater,
        rater_id=an_id(person),
        rubric_id=an_id("rubric"),
        rubric_version="00" * 32,
        points={criterion: Decimal(given) for criterion, given in points.items()},
        total=Decimal(total),
        grade="GOOD",
        vote=None,
    )


def rating_withdrawn(rating: CellRated) -> RatingWithdrawn:
    return RatingWithdrawn(**_of(rating, "rating_id", "meeting_id", "cell_id", "rater", "held_on"), reason=REASON)


def _of(event: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names}
