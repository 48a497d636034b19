"""The acts about one meeting itself: announced, moved, recorded, corrected, taken back and recorded again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.meetings import CorrectMinutes, RecordMeeting, RescheduleMeeting, ScheduleMeeting, WithdrawMeeting
from contracts.message import Command
from sinhhoat.generation.story.acts import Ids, Make, OfMeeting, instant, naming
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import evening

CORRECTED, WITHDRAWN = 0.015, 0.004


def announce(of: OfMeeting) -> None:
    """Announced, and now and then moved."""
    name, meeting = of.name, of.meeting

    def schedule(ids: Ids) -> Command:
        given = naming(ids, f"schedule {name}", cell_id=ids["cell"])
        kind = {"kind": meeting.kind, "month": meeting.month, "theme": meeting.theme}
        return ScheduleMeeting(**given, **kind, starts_at=evening(meeting.first_day), place="Nhà văn hóa")

    def move(ids: Ids) -> Command:
        given = naming(ids, f"move {name}", cell_id=ids["cell"], meeting_id=ids[name])
        starts_at = evening(meeting.held_on or meeting.first_day + timedelta(days=1))
        reason = f"Trùng lịch tiếp xúc cử tri ngày {meeting.first_day:%d/%m/%Y}."
        return RescheduleMeeting(**given, starts_at=starts_at, place="Hội trường ủy ban", reason=reason)

    of.act(f"schedule {name}", instant(meeting.scheduled_on, 8, 0), "meetings", schedule)
    if meeting.moved_on is not None and meeting.moved_on >= meeting.scheduled_on:
        of.act(f"move {name}", instant(meeting.moved_on, 9, 0), "meetings", move, texts=("reason",))


def record(of: OfMeeting) -> bool:
    """Recorded, seldom corrected or taken back and recorded again; whether nothing took it back."""
    name, meeting, random = of.name, of.meeting, of.random("what became of it")
    assert meeting.recorded_on
    recorded_on = meeting.recorded_on
    of.act(f"record {name}", instant(recorded_on, 21, 0), "meetings", _recording(of, "record"))

    def correct(ids: Ids) -> Command:
        given = naming(ids, f"correct {name}", cell_id=ids["cell"], meeting_id=ids[name])
        minutes = _minutes(of) | {"opinions": records.opinions_of(meeting, of.told.seed) + 1}
        return CorrectMinutes(**given, **minutes, reason=f"Đếm thiếu một ý kiến, buổi {meeting.first_day:%d/%m/%Y}.")

    def withdraw(ids: Ids) -> Command:
        given = naming(ids, f"withdraw {name}", cell_id=ids["cell"], meeting_id=ids[name])
        return WithdrawMeeting(**given, reason=f"Nhập nhầm biên bản buổi {meeting.first_day:%d/%m/%Y}.")

    if random.random() < WITHDRAWN:
        after = recorded_on + timedelta(days=40)
        of.act(f"withdraw {name}", instant(after, 9, 0), "meetings", withdraw, texts=("reason",))
        of.act(f"record again {name}", instant(after, 9, 30), "meetings", _recording(of, "record again"))
        return False
    if random.random() < CORRECTED:
        after = recorded_on + timedelta(days=12)
        of.act(f"correct {name}", instant(after, 9, 0), "meetings", correct, texts=("reason",))
    return True


def _recording(of: OfMeeting, act: str) -> Make:
    meeting, minutes = of.meeting, _minutes(of)

    def record(ids: Ids) -> Command:
        kind = {"kind": meeting.kind, "month": meeting.month, "theme": meeting.theme}
        return RecordMeeting(**naming(ids, f"{act} {of.name}", cell_id=ids["cell"]), **kind, **minutes)

    return record


def _minutes(of: OfMeeting) -> dict[str, Any]:
    meeting, seed = of.meeting, of.told.seed
    return {
        "held_on": meeting.held_on,
        "duration_minutes": records.duration_of(meeting, seed),
        "attendance": records.attendance_of(meeting, seed),
        "opinions": records.opinions_of(meeting, seed),
        "excused_over_three_running": 0,
    }
