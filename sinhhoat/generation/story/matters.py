"""What goes from meeting to meeting: resolutions, and issues that are put before the ward."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from contracts.issues import AnswerIssue, RaiseIssue, ResolveIssue
from contracts.message import Command
from contracts.resolutions import AdoptResolution, CarryOutResolution, ResolutionPoint, ReviewResolution
from services.meetings.domain.resolution import named_in_cell
from sinhhoat.generation.story.acts import Act, Acts, Ids, instant, naming
from sinhhoat.simulation.calendar import PlannedMeeting

RAISES, RESOLVES, CARRIES_OUT = 0.4, 0.7, 0.6
ISSUES = ("Chiếu sáng ngõ xóm", "Vệ sinh môi trường", "Trật tự đô thị", "Nhà văn hóa xuống cấp", "Thoát nước")

Held: TypeAlias = tuple[str, PlannedMeeting]
"""A regular meeting that stays recorded, and its name in the story."""


def resolution(told: Acts, held: Sequence[Held], bound: date, random: Random, quality: float) -> None:
    """Resolved at the first of the meetings, reviewed at the second, and mostly carried out."""
    if len(held) < 2:
        return
    (first, adopting), (second, reviewing) = held[:2]
    assert adopting.recorded_on is not None
    assert adopting.held_on is not None
    assert reviewing.recorded_on is not None
    assert reviewing.held_on is not None
    adopted_at, reviewed_at = instant(adopting.recorded_on, 23, 0), instant(reviewing.recorded_on, 23, 30)
    if reviewed_at <= adopted_at or reviewing.held_on <= adopting.held_on:
        return
    number, key = f"{bound:%m/%Y}-NQ/CB", f"resolution {bound}"
    told.derive(key, "cell", named_in_cell("{}", number), first)
    whole = (adopting.month, reviewing.held_on)
    done = [1, 2] if random.random() < quality else [1]
    points = [
        ResolutionPoint(title="Nhiệm vụ chính trị của chi bộ"),
        ResolutionPoint(title="Công tác xây dựng Đảng"),
    ]

    def adopt(ids: Ids) -> Command:
        given = naming(ids, f"adopt {key}", cell_id=ids["cell"], meeting_id=ids[first])
        return AdoptResolution(**given, number=number, title=f"Nghị quyết quý {bound:%m/%Y}", points=points)

    def review(ids: Ids) -> Command:
        given = naming(ids, f"review {key}", cell_id=ids["cell"], meeting_id=ids[second])
        return ReviewResolution(**given, resolution_id=ids[key], done_points=done)

    def carry_out(ids: Ids) -> Command:
        given = naming(ids, f"carry out {key}", cell_id=ids["cell"], resolution_id=ids[key])
        return CarryOutResolution(**given, carried_out_on=reviewing.recorded_on)

    told.act(Act(f"adopt {key}", adopted_at, "meetings", adopt, *whole))
    told.act(Act(f"review {key}", reviewed_at, "meetings", review, *whole))
    if random.random() < CARRIES_OUT:
        after = instant(reviewing.recorded_on + timedelta(days=9), 9, 0)
        told.act(Act(f"carry out {key}", after, "meetings", carry_out, adopting.month, reviewing.recorded_on))


def issue(told: Acts, bound: date, random: Random) -> None:
    """Something to be settled is put before the ward."""
    if random.random() >= RAISES:
        return
    day = bound + timedelta(days=random.randint(31, 50))
    answered, resolved = (day + timedelta(days=days) for days in (random.randint(4, 30), random.randint(31, 60)))
    theme, key = random.choice(ISSUES), f"issue {day}"
    told.derive(key, f"command raise {key}", "issue")

    def raise_(ids: Ids) -> Command:
        given = naming(ids, f"raise {key}", unit_id=ids["cell"], at_unit_id=ids["root"])
        content = f"{theme}: chi bộ đề nghị ngày {day:%d/%m/%Y}."
        return RaiseIssue(**given, source="cell", theme=theme, content=content, raised_on=day)

    def answer(ids: Ids) -> Command:
        given = naming(ids, f"answer {key}", at_unit_id=ids["root"], issue_id=ids[key])
        return AnswerIssue(**given, answered_on=answered, answer=f"Đã tiếp thu kiến nghị ngày {day:%d/%m/%Y}.")

    def resolve(ids: Ids) -> Command:
        given = naming(ids, f"resolve {key}", at_unit_id=ids["root"], issue_id=ids[key])
        return ResolveIssue(**given, resolved_on=resolved, outcome=f"Đã giải quyết kiến nghị {day:%d/%m/%Y}.")

    told.act(Act(f"raise {key}", instant(day, 9, 0), "meetings", raise_, day, day), ("content",))
    told.act(Act(f"answer {key}", instant(answered, 15, 0), "meetings", answer, day, day), ("answer",))
    if random.random() < RESOLVES:
        told.act(Act(f"resolve {key}", instant(resolved, 15, 0), "meetings", resolve, day, day), ("outcome",))
