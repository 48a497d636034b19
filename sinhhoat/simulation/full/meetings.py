"""Themes, schedules, agendas, minutes, corrections: what every cell does every month, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from contracts.meeting_policies import AdoptMeetingPolicy, WithdrawMeetingPolicy
from contracts.meeting_preparation import PlanTheme, PrepareAgenda, WithdrawAgenda, WithdrawTheme
from contracts.meetings import (
    CancelMeeting,
    CorrectMinutes,
    OpinionsOnTopic,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    Theme,
    WithdrawMeeting,
    WithdrawMeetingChange,
)
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import THEMES, PlannedMeeting, evening
from sinhhoat.simulation.full.year import Act, Year

MOVEMENT = "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
TOPICS = ("Môi trường", "An ninh trật tự", "Phát triển đảng viên")
PREPARED = 0.8
"""How many meetings come with an agenda."""


def month(year: Year, first: date) -> Iterator[Act]:
    """Themes with the quarter, the month's plan on the second, minutes on the days of entry."""
    second, planned = first.replace(day=2), year.plan.of_month(first)
    if first.month == 1:
        yield year.at(second, 8, partial(_policies, year))
    if first.month % 3 == 1:
        yield year.at(second, 9, partial(_themes, year, first))
    yield year.batch(second, 10, lambda: [_scheduled(year, one) for one in planned])
    yield year.batch(second, 11, lambda: [_rescheduled(year, one) for one in planned if one.moved_on])
    yield year.batch(second, 11, lambda: [_cancelled(year, one) for one in planned if _is_off(one)])
    yield year.at(second, 11, partial(_taken_for_another, year, planned))
    yield year.at(second, 12, partial(_agendas, year, planned))
    for day in year.plan.entry_days(first):
        yield year.at(day, 19, partial(_entered, year, day))
    yield year.at(first.replace(day=28), 23, partial(_set_right, year, first))
    if first.month in (3, 11):
        yield year.at(first.replace(day=25), 20, partial(_special, year, first))


async def _entered(year: Year, day: date, at: datetime) -> None:
    await year.send(at, [recorded(year, one) for one in year.plan.entered(day)])


async def _policies(year: Year, at: datetime) -> None:
    """The policy of the year, and one for later that is taken back."""
    since = year.district.first
    later = since.replace(month=9)
    adopted = AdoptMeetingPolicy(
        command_id=year.id("policy"), name="Tiêu chí năm", effective_from=since, least_minutes=85
    )
    mistaken = AdoptMeetingPolicy(command_id=year.id("policy-later"), name="Dự thảo", effective_from=later)
    await year.send(at, [adopted, mistaken])
    reason = "Dự thảo chưa được thông qua."
    await year.one(at, WithdrawMeetingPolicy(command_id=year.id("policy-back"), effective_from=later, reason=reason))


async def _themes(year: Year, first: date, at: datetime) -> None:
    """A theme for each cell; the first cell takes its own back and plans another."""
    last = (first + timedelta(days=92)).replace(day=1) - timedelta(days=1)
    cells = [place.cell for place in year.district.cells if place.there(first, last)]
    title = THEMES[(first.month - 1) // 3]
    themes = [
        PlanTheme(command_id=year.id("theme", first, cell.code), cell_id=cell.cell_id, quarter=first, title=title)
        for cell in cells
    ]
    await year.send(at, themes)
    again = themes[0].model_copy(update={"command_id": year.id("theme-again", first)})
    taken_back = WithdrawTheme(
        command_id=year.id("theme-back", first), cell_id=again.cell_id, quarter=first, reason="Chọn chuyên đề khác."
    )
    await year.send(at, [taken_back, again])


def _scheduled(year: Year, one: PlannedMeeting) -> ScheduleMeeting:
    return ScheduleMeeting(
        command_id=year.id("schedule", one.meeting_id),
        cell_id=one.cell.cell_id,
        kind=one.kind,
        month=one.month,
        theme=one.theme,
        starts_at=evening(one.first_day),
        place="Nhà văn hóa",
    )


def _rescheduled(year: Year, one: PlannedMeeting) -> RescheduleMeeting:
    return RescheduleMeeting(
        command_id=year.id("move", one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        starts_at=evening(one.held_on or one.first_day + timedelta(days=1)),
        place="Hội trường ủy ban",
        reason="Trùng lịch tiếp xúc cử tri.",
    )


async def _taken_for_another(year: Year, planned: list[PlannedMeeting], at: datetime) -> None:
    """One meeting is moved by mistake, which is taken back."""
    for one in [one for one in planned if one.held_on and not one.moved_on][:1]:
        moved = _rescheduled(year, one)
        back = WithdrawMeetingChange(
            command_id=year.id("not-moved", one.meeting_id),
            cell_id=one.cell.cell_id,
            meeting_id=one.meeting_id,
            reason="Nhầm với buổi của chi bộ khác.",
        )
        await year.one(at, moved)
        await year.one(at, back)


def _is_off(one: PlannedMeeting) -> bool:
    """Half of those that never took place were called off, the others were simply missed."""
    return one.held_on is None and one.first_day.day % 2 == 0


def _cancelled(year: Year, one: PlannedMeeting) -> CancelMeeting:
    return CancelMeeting(
        command_id=year.id("cancel", one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        reason="Mưa bão.",
    )


async def _agendas(year: Year, planned: list[PlannedMeeting], at: datetime) -> None:
    """Agendas of most meetings; the first one is taken back and prepared anew."""
    there = [one for one in planned if one.held_on and year.random("agenda", one.meeting_id).random() < PREPARED]
    agendas = [_prepared(year, one, at.date()) for one in there]
    await year.send(at, agendas)
    if agendas:
        first, again = agendas[0], agendas[0].model_copy(update={"command_id": year.id("agenda-again", at)})
        taken_back = WithdrawAgenda(
            command_id=year.id("agenda-back", at),
            cell_id=first.cell_id,
            meeting_id=first.meeting_id,
            reason="Nhầm nội dung.",
        )
        await year.send(at, [taken_back, again])


def _prepared(year: Year, one: PlannedMeeting, today: date) -> PrepareAgenda:
    random = year.random("prepared", one.meeting_id)
    return PrepareAgenda(
        command_id=year.id("agenda", one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        items=["Kiểm điểm tháng trước", "Nhiệm vụ tháng này"],
        committee_met_on=today if random.random() < 0.7 else None,
        papers_sent_on=today if random.random() < 0.8 else None,
        draft_resolution_ready=random.random() < 0.5,
    )


def recorded(year: Year, one: PlannedMeeting) -> RecordMeeting:
    """What its secretary enters of a meeting."""
    named = {"cell_id": one.cell.cell_id, "kind": one.kind, "month": one.month, "theme": one.theme}
    told = {"command_id": year.id("record", one.meeting_id), **named, **_minutes(year, one)}
    return RecordMeeting.model_validate(told)


def _minutes(year: Year, one: PlannedMeeting) -> dict[str, object]:
    """What the minutes say, by field of MinutesTaken."""
    seed, random = year.district.seed, year.random("minutes", one.meeting_id)
    opinions = records.opinions_of(one, seed)
    secretary = year.district.person_id(year.district.secretary_of(one.cell.code))
    return {
        "held_on": one.held_on or one.first_day,
        "duration_minutes": records.duration_of(one, seed),
        "attendance": records.attendance_of(one, seed),
        "opinions": opinions,
        "excused_over_three_running": random.choice((0, 0, 0, 1, None)),
        "chair_id": secretary,
        "opinions_by_topic": [OpinionsOnTopic(topic=random.choice(TOPICS), opinions=opinions // 2)],
        "standing_themes": random.choice(([MOVEMENT], [MOVEMENT], [], None)),
        "unexcused_in_three_months": random.choice((0, 0, 1, None)),
        "praised": random.choice((0, 1, None)),
    }


async def _set_right(year: Year, first: date, at: datetime) -> None:
    """A few minutes are corrected each month, one of each quarter to another day, and one is taken back and made again.

    On a regular meeting rest a resolution and more, which would have to go with it.
    """
    there = [one for day in year.plan.entry_days(first)[:3] for one in year.plan.entered(day)]
    corrected = [one for one in there if year.random("correct", one.meeting_id).random() < 0.03] or there[:1]
    await year.send(at, [_correction(year, one) for one in corrected])
    thematic = [one for one in there if one.kind == "thematic"]
    await year.send(at, list(_another_day(year, thematic[:-1], at.date()))[:1])
    for one in thematic[-1:]:
        taken_back = WithdrawMeeting(
            command_id=year.id("withdraw", one.meeting_id),
            cell_id=one.cell.cell_id,
            meeting_id=one.meeting_id,
            reason="Ghi nhầm buổi.",
        )
        again = recorded(year, one).model_copy(update={"command_id": year.id("record-again", one.meeting_id)})
        await year.one(at, taken_back)
        await year.one(at, again)


def _correction(year: Year, one: PlannedMeeting) -> CorrectMinutes:
    told = {**_minutes(year, one), "opinions": records.opinions_of(one, year.district.seed) + 1}
    named = {"cell_id": one.cell.cell_id, "meeting_id": one.meeting_id, "reason": "Đếm sót một ý kiến."}
    return CorrectMinutes.model_validate({"command_id": year.id("correct", one.meeting_id), **named, **told})


def _another_day(year: Year, entered: list[PlannedMeeting], today: date) -> Iterator[CorrectMinutes]:
    """Of cells that stay: held a day later than the minutes said. The scores go with them."""
    stay = {place.cell.cell_id for place in year.district.settled()}
    for one in entered:
        held_on = (one.held_on or one.first_day) + timedelta(days=1)
        if one.cell.cell_id in stay and ("self", str(one.meeting_id), 0) in year.kept and held_on <= today:
            changed = {"command_id": year.id("another-day", one.meeting_id), "held_on": held_on}
            yield _correction(year, one).model_copy(update={**changed, "reason": "Ghi nhầm ngày họp."})


async def _special(year: Year, first: date, at: datetime) -> None:
    """An extraordinary meeting in March; in November a cell with difficulties has held both meetings as one."""
    by_now = [*year.plan.entered(first.replace(day=10)), *year.plan.entered(first.replace(day=20))]
    held = next(one for one in year.plan.held(year.district.settled(), first.month) if one in by_now)
    named = {"meeting_id": year.id("extraordinary", first), "kind": "extraordinary", "held_on": at.date()}
    if first.month == 11:
        theme = Theme(number=2, title="Sinh hoạt ghép")
        named = {"kind": "thematic", "theme": theme, "merged_with": held.meeting_id, "merger_reason": "Đảng viên ở xa."}
    told = {**_minutes(year, held), "cell_id": held.cell.cell_id, "month": first, **named}
    await year.one(at, RecordMeeting.model_validate({"command_id": year.id("special", first), **told}))
