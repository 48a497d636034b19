"""What cells owe: meetings, their own scores, and looks at what they resolved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from contracts.meetings import MeetingHeld
from contracts.ratings import CellRated, RatingAnswerWithdrawn, RatingRevised, RatingWithdrawn
from sinhhoat.recount.asked import Asked
from sinhhoat.recount.followed import State as Followed
from sinhhoat.recount.owed import Owed, month_of


def regular(asked: Asked) -> Iterator[Owed]:
    """One a month; the one that was told first discharges it."""
    met: dict[tuple[UUID, date], date] = {}
    for one in asked.raw.held:
        if one.kind == "regular":
            met.setdefault((one.cell_id, one.month), one.held_on)
    for last in asked.last_days():
        first = month_of(last)
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


def thematic(asked: Asked) -> Iterator[Owed]:
    """One a quarter, on any theme; the one that was told first discharges it."""
    quarter = asked.quarter
    met: dict[UUID, date] = {}
    for one in asked.raw.held:
        if one.kind == "thematic" and asked.within(one.month):
            met.setdefault(one.cell_id, one.held_on)
    for cell in asked.cells_on(quarter.last):
        yield Owed("thematic_meeting", cell, None, quarter.first, quarter.last, met.get(cell))
    for cell in _gone(asked, quarter.first, quarter.last):
        yield Owed("thematic_meeting", cell, None, quarter.first, quarter.last, None, gone=True)


def scores(asked: Asked) -> Iterator[Owed]:
    """The cell's own score of each meeting that was not extraordinary, done on its day."""
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


def reviews(asked: Asked) -> Iterator[Owed]:
    """What the regular meeting that follows finds of a resolution."""
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
