"""Duties counted again, one event at a time: who owed what in the quarter, and on which day it was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts.meetings import MeetingHeld
from contracts.quarterly_reports import (
    QuarterOpened,
    QuarterOpeningWithdrawn,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSubmissionWithdrawn,
    ReportSubmitted,
)
from contracts.ratings import CellRated, RatingAnswerWithdrawn, RatingRevised, RatingWithdrawn
from sinhhoat.recount.asked import Asked, Pair
from sinhhoat.recount.classified import Standing as Classified
from sinhhoat.recount.followed import State as Followed
from sinhhoat.recount.observed import Standing as Observed


class Owed(NamedTuple):
    """One duty: its kind, who owes it, the first and the last day of its period, and when it was done, if it was.

    `first_on` is the day that decides where it is not that; `due_on` is None where the policy alone says it; `gone`: a
    cell that was no more on the last day owes nothing.
    """

    key: str
    unit_id: UUID
    person_id: UUID | None
    from_on: date
    day: date
    done_on: date | None
    first_on: date | None = None
    due_on: date | None = None
    gone: bool = False


def duties(asked: Asked) -> list[Owed]:
    """All duties of the quarter, discharged or not, but those of classification, whose day no event tells."""
    return [
        *_regular(asked),
        *_thematic(asked),
        *_scores(asked),
        *_reviews(asked),
        *_of_committees(asked),
        *_of_observers(asked),
        *_reports(asked),
        *_of_the_year(asked),
    ]


def duty_figures(asked: Asked) -> dict[str, Pair]:
    """Figures that are nothing but duties: key -> (discharged, opened)."""
    guided = [one for one in _of_committees(asked) if one.key == "monthly_guidance"]
    yearly = list(_of_the_year(asked))
    return {
        "guidance_months": _pair(guided),
        "notices_of_year": _pair(one for one in yearly if one.key == "yearly_notice"),
        "notice_reviews": _pair(one for one in yearly if one.key == "notice_review"),
        "organisations_classified": _classified(asked),
    }


def _pair(found: Iterable[Owed]) -> Pair:
    days = [one.done_on for one in found]
    return len(days) - days.count(None), len(days)


def _first(day: date) -> date:
    return day.replace(day=1)


def _regular(asked: Asked) -> Iterator[Owed]:
    """The one that was told first discharges it."""
    met: dict[tuple[UUID, date], date] = {}
    for one in asked.raw.held:
        if one.kind == "regular":
            met.setdefault((one.cell_id, one.month), one.held_on)
    for last in asked.last_days():
        first = _first(last)
        for cell in asked.cells_on(last):
            yield Owed("regular_meeting", cell, None, first, last, met.get((cell, first)))
        for cell in _gone(asked, first, last):
            yield Owed("regular_meeting", cell, None, first, last, None, gone=True)


def _gone(asked: Asked, first: date, last: date) -> set[UUID]:
    """Cells that were there on some of the days, and are nowhere on the last one."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        unit_id
        for unit_id in asked.district.unit_ids
        if asked.raw.district.on(unit_id, last) is None
        and any(
            (unit := asked.raw.district.on(unit_id, day)) and unit["kind"] == "cell" and asked.counts(unit_id, day)
            for day in days
        )
    }


def _thematic(asked: Asked) -> Iterator[Owed]:
    quarter = asked.quarter
    met: dict[UUID, date] = {}
    for one in asked.raw.held:
        if one.kind == "thematic" and asked.within(one.month):
            met.setdefault(one.cell_id, one.held_on)
    for cell in asked.cells_on(quarter.last):
        yield Owed("thematic_meeting", cell, None, quarter.first, quarter.last, met.get(cell))
    for cell in _gone(asked, quarter.first, quarter.last):
        yield Owed("thematic_meeting", cell, None, quarter.first, quarter.last, None, gone=True)


def _scores(asked: Asked) -> Iterator[Owed]:
    scored: dict[UUID, UUID] = {}
    for event in asked.events:
        if isinstance(event, CellRated | RatingRevised | RatingAnswerWithdrawn) and event.rater == "self":
            scored[event.rating_id] = event.meeting_id
        elif isinstance(event, RatingWithdrawn):
            scored.pop(event.rating_id, None)
    for one in asked.held_here():
        if one.kind != "extraordinary":
            done = one.held_on if one.meeting_id in scored.values() else None
            yield Owed("self_score", one.cell_id, None, one.held_on, one.held_on, done)


def _reviews(asked: Asked) -> Iterator[Owed]:
    state = asked.state(Followed)
    for one in state.adopted.values():
        following = _following(asked, one.cell_id, one.adopted_on)
        if following is not None and asked.here(one.cell_id, following.held_on):
            review = state.reviews.get((one.resolution_id, following.meeting_id))
            done = review.reviewed_on if review else None
            yield Owed("resolution_review", one.cell_id, None, following.held_on, following.held_on, done)


def _following(asked: Asked, cell: UUID, day: date) -> MeetingHeld | None:
    later = [one for one in asked.raw.held if (one.cell_id, one.kind) == (cell, "regular") and one.held_on > day]
    return min(later, key=lambda one: one.held_on, default=None)


def _of_committees(asked: Asked) -> Iterator[Owed]:
    state = asked.state(Followed)
    briefed: dict[tuple[UUID, date], date] = {}
    for held in state.gatherings.values():
        if "secretaries_briefing" in held.forms:
            briefed.setdefault((held.unit_id, _first(held.held_on)), held.held_on)
    guided: dict[tuple[UUID, date], date] = {}
    for one in state.guided.values():
        if one.period == "month":
            guided.setdefault((one.issuer_id, one.from_on), one.issued_on)
    for last in asked.last_days():
        for unit_id in asked.district.unit_ids:
            if asked.counts(unit_id, last) and asked.district.place(unit_id, last) == "grassroots_committees":
                of = unit_id, _first(last)
                yield Owed("secretaries_briefing", unit_id, None, of[1], last, briefed.get(of))
                yield Owed("monthly_guidance", unit_id, None, of[1], last, guided.get(of))


def _of_observers(asked: Asked) -> Iterator[Owed]:
    """By his assignments: one visit a month, by the first of them in it; one report to each committee a quarter."""
    stands, quarter = asked.state(Observed), asked.quarter
    came: dict[tuple[UUID, date], date] = {}
    for visit in stands.visits.values():
        came.setdefault((visit.person_id, _first(visit.visited_on)), visit.visited_on)
    owed: dict[tuple[UUID, date], Owed] = {}
    reports: dict[tuple[UUID, UUID], Owed] = {}
    for one in stands.assigned.values():
        person, cell = one["person_id"], one["cell_id"]
        for month in asked.last_days():
            last = min(one["until_on"], month)
            if max(one["from_on"], _first(month)) <= last and asked.counts(cell, last):
                of = person, _first(month)
                owed.setdefault(of, Owed("observer_visit", cell, person, of[1], last, came.get(of)))
        issuer = stands.issuers.get(one["notice_id"])
        in_force = max(one["from_on"], quarter.first) <= min(one["until_on"], quarter.last)
        if issuer and in_force and asked.counts(issuer, quarter.last):
            reports[person, issuer] = _report(asked, person, issuer)
    yield from owed.values()
    yield from reports.values()


def _report(asked: Asked, person: UUID, issuer: UUID) -> Owed:
    days = asked.quarter.first, asked.quarter.last
    for one in asked.state(Observed).reports.values():
        if (one["person_id"], one["issuer_id"], one["quarter"]) == (person, issuer, asked.quarter.name):
            told = one["submitted_on"], one["first_submitted_on"], one["due_on"]
            return Owed("observer_report", issuer, person, *days, *told)
    return Owed("observer_report", issuer, person, *days, None)


class Reports:
    """How units' own reports stand after all events: by which day each is due, and what of it counts as submitted."""

    def __init__(self) -> None:
        self.due: dict[tuple[UUID, str], date] = {}
        self.sent: dict[tuple[UUID, str], ReportSubmitted] = {}
        self._sent_back: dict[tuple[UUID, str], ReportSubmitted] = {}

    def apply(self, event: Any) -> None:
        match event:
            case QuarterOpened():
                self.due[event.unit_id, event.quarter] = event.due_on
            case QuarterOpeningWithdrawn():
                del self.due[event.unit_id, event.quarter]
            case ReportSubmitted():
                self.sent[event.unit_id, event.quarter] = event
            case ReportReturned() | ReportSubmissionWithdrawn():
                of = event.unit_id, event.quarter
                self._sent_back[of] = self.sent.pop(of)
            case ReportReturnWithdrawn():
                self.sent[event.unit_id, event.quarter] = self._sent_back[event.unit_id, event.quarter]


def _reports(asked: Asked) -> Iterator[Owed]:
    """Every committee reports to the one above it, or to the city."""
    reports, quarter = asked.state(Reports), asked.quarter
    for unit_id in asked.district.unit_ids:
        unit = asked.raw.district.on(unit_id, quarter.last)
        if unit is not None and unit["kind"] == "committee" and asked.counts(unit_id, quarter.last):
            of = unit_id, quarter.name
            sent, days = reports.sent.get(of), (quarter.first, quarter.last)
            done, first = (sent.submitted_on, sent.first_submitted_on) if sent else (None, None)
            yield Owed("quarterly_report", unit_id, None, *days, done, first, reports.due.get(of))


def _of_the_year(asked: Asked) -> Iterator[Owed]:
    """The notice in the first quarter of the year; its review, where there was one, in the last."""
    first, last = asked.quarter.first, asked.quarter.last
    notices = _notices(asked, first.year)
    for unit_id in _own_committees(asked):
        if first.month == 1:
            yield Owed("yearly_notice", unit_id, None, first, last, notices.get(unit_id))
        if last.month == 12 and unit_id in notices:
            day = date(last.year, 1, 1)
            yield Owed("notice_review", unit_id, None, day, last, _reviewed(asked, unit_id, last.year))


def _own_committees(asked: Asked) -> list[UUID]:
    last, district = asked.quarter.last, asked.raw.district
    there = {unit_id: unit for unit_id in district.unit_ids if (unit := district.on(unit_id, last)) is not None}
    cells = [unit for unit in there.values() if unit["kind"] == "cell"]
    tops = [one for one, unit in there.items() if unit["kind"] == "committee" and unit["parent_id"] is None]
    return [unit_id for unit_id in tops if cells and asked.counts(unit_id, last)]


def _notices(asked: Asked, year: int) -> dict[UUID, date]:
    """Committee -> when it issued the first notice of which an assignment begins in the year, and is in force."""
    stands = asked.state(Observed)
    begun = {
        one["notice_id"]
        for one in stands.assigned.values()
        if one["from_on"].year == year and one["from_on"] <= one["until_on"]
    }
    found: dict[UUID, date] = {}
    for notice_id, issuer in stands.issuers.items():
        if notice_id in begun:
            found.setdefault(issuer, stands.issued[notice_id])
    return found


def _reviewed(asked: Asked, unit_id: UUID, year: int) -> date | None:
    """What is held in January reviews the year before."""
    for one in asked.state(Followed).gatherings.values():
        months = (one.held_on.year - year) * 12 + one.held_on.month
        if one.unit_id == unit_id and "annual_review" in one.forms and 2 <= months <= 13:
            found: date = one.held_on
            return found
    return None


def _classified(asked: Asked) -> Pair:
    last = asked.quarter.last
    if (last + timedelta(days=1)).month != 1:
        return 0, 0
    kinds = ("grassroots_committees", "grassroots_cells", "subordinate_cells")
    due = {
        unit_id
        for unit_id in asked.district.unit_ids
        if asked.counts(unit_id, last)
        and (asked.district.place(unit_id, last) in kinds or (asked.district.on(unit_id, last) or {})["kind"] == "cell")
    }
    decided = {
        unit.unit_id
        for one in asked.state(Classified).decisions.values()
        if one.as_of == last and len(one.period) == 4
        for unit in one.units
    }
    return len(due & decided), len(due)
