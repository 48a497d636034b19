"""Every figure of a quarter counted again, one event at a time: what the SQL is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.assignments import (
    NoticeWithdrawn,
    ObserverAssigned,
    ObserverReleased,
    ObserverReleaseWithdrawn,
    VisitMade,
    VisitWithdrawn,
)
from contracts.meetings import MeetingCancelled, MeetingChangeWithdrawn, MeetingHeld, MeetingRescheduled
from contracts.message import Event
from contracts.ratings import CellRated, RatingAnswerWithdrawn, RatingRevised, RatingWithdrawn
from sinhhoat.recount.asked import Asked, Pair
from sinhhoat.recount.boards import board_figures
from sinhhoat.recount.classified import classified_figures
from sinhhoat.recount.duties import duty_figures
from sinhhoat.recount.followed import followed_figures
from sinhhoat.recount.observed import observed_figures
from sinhhoat.recount.preparation import preparation_figures
from sinhhoat.recount.unit_matters import matter_figures

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Rated = CellRated | RatingRevised | RatingAnswerWithdrawn
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Recount(Asked):
    """The figures of one unit in one quarter, of what is known at a vector (service -> position)."""

    @property
    def lens(self) -> Mapping[str, Any]:
        """What a question says besides to be answered in the same lens."""
        return {}

    def figures(self) -> dict[str, Pair]:
        """Key -> (numerator, denominator); a count has denominator 0."""
        return {
            **self._stocks(),
            **self._meetings(),
            **self._scores(),
            **self._coverage(),
            **followed_figures(self, self._held),
            **preparation_figures(self, self._held, set(self.cells_on(self.quarter.last))),
            **observed_figures(self),
            **classified_figures(self, self._held),
            **board_figures(self),
            **duty_figures(self),
            **matter_figures(self, set(self._cells())),
        }

    def visits_by_observer(self) -> dict[UUID, tuple[int, int, int]]:
        """Person -> (visits, cells visited, cells assigned)."""
        visits = self._visits_below()
        people = {visit.person_id for visit in visits} | {one.person_id for one, _ in self._in_force}
        return {
            person: (
                sum(visit.person_id == person for visit in visits),
                len({visit.cell_id for visit in visits if visit.person_id == person}),
                len({one.cell_id for one, _ in self._in_force if one.person_id == person}),
            )
            for person in people
        }

    # What still counts

    def _still(self, told: type[E], taken_back: type[Event], key: Callable[[Any], Any]) -> list[E]:
        """Events of a kind that nothing later took back."""
        kept: dict[Any, E] = {}
        for event in self.events:
            if isinstance(event, told):
                kept[key(event)] = event
            elif isinstance(event, taken_back):
                kept.pop(key(event), None)
        return list(kept.values())

    @cached_property
    def _held(self) -> list[MeetingHeld]:
        return self.raw.held

    @cached_property
    def _held_here(self) -> list[MeetingHeld]:
        return self.held_here()

    @cached_property
    def _visits(self) -> list[VisitMade]:
        return [visit for visit in self._made() if self.within(visit.visited_on)]

    def _made(self) -> list[VisitMade]:
        return self._still(VisitMade, VisitWithdrawn, lambda event: event.visit_id)

    def _visits_below(self) -> list[VisitMade]:
        return [visit for visit in self._visits if self.counts(visit.cell_id, visit.visited_on)]

    @cached_property
    def _standing(self) -> list[UUID]:
        return [unit_id for unit_id in self.district.unit_ids if self.counts(unit_id, self.quarter.last)]

    def _cells(self) -> list[UUID]:
        return [unit_id for unit_id in self._standing if self._on_last_day(unit_id)["kind"] == "cell"]

    def _on_last_day(self, unit_id: UUID) -> dict[str, Any]:
        unit = self.district.on(unit_id, self.quarter.last)
        assert unit is not None
        return unit

    @cached_property
    def _in_force(self) -> list[tuple[ObserverAssigned, date]]:
        """Assignments in force on the last day to cells that are there, with their last days."""
        released: dict[UUID, date] = {}
        for told in self.events:
            if isinstance(told, ObserverReleased):
                released[told.assignment_id] = told.released_on
            elif isinstance(told, ObserverReleaseWithdrawn):
                del released[told.assignment_id]
        void = {e.notice_id for e in self.events if isinstance(e, NoticeWithdrawn)}
        ends = [
            (one, min(one.until_on, released.get(one.assignment_id, date.max) - timedelta(days=1)))
            for one in self.events
            if isinstance(one, ObserverAssigned) and one.notice_id not in void
        ]
        cells = set(self._cells())
        return [(one, end) for one, end in ends if one.from_on <= self.quarter.last <= end and one.cell_id in cells]

    # The figures

    def _stocks(self) -> dict[str, Pair]:
        places = Counter(str(self.district.place(unit_id, self.quarter.last)) for unit_id in self._standing)
        kinds = ("grassroots_committees", "grassroots_cells", "subordinate_cells")
        return {
            **{kind: (places[kind], 0) for kind in kinds},
            "observers": (len({one.person_id for one, _ in self._in_force}), 0),
            "assignments": (len(self._in_force), 0),
        }

    def _meetings(self) -> dict[str, Pair]:
        held = self._held_here
        regular = [one for one in held if one.kind == "regular"]
        thematic = [one for one in held if one.kind == "thematic"]
        verdicts = [[criterion.met for criterion in one.criteria] for one in regular]
        unknown = sum(False not in met and None in met for met in verdicts)
        clear = len(verdicts) - unknown
        return {
            "meetings_regular": self._regular_duties(),
            "meetings_thematic": self._thematic_duties(),
            "attendance_regular": _sums((one.attendance.present, one.expected) for one in regular),
            "attendance_thematic": _sums((one.attendance.present, one.expected) for one in thematic),
            "criteria_met": (sum(all(met) for met in verdicts), clear),
            "criteria_not_known": (unknown, 0),
            "opinions": (sum(one.opinions for one in held), len(held)),
            "meetings_moved": (self._moved(), 0),
            "month_differs": (sum(one.month != one.held_on.replace(day=1) for one in regular + thematic), 0),
        }

    def _regular_duties(self) -> Pair:
        met = {(one.cell_id, one.month) for one in self._held if one.kind == "regular"}
        duties = {(unit_id, due.replace(day=1)) for due in self.last_days() for unit_id in self.cells_on(due)}
        return len(duties & met), len(duties)

    def _thematic_duties(self) -> Pair:
        met = {one.cell_id for one in self._held if one.kind == "thematic" and self.within(one.month)}
        duties = set(self.cells_on(self.quarter.last))
        return len(duties & met), len(duties)

    def _moved(self) -> int:
        changes: list[MeetingRescheduled | MeetingCancelled] = []
        for event in self.events:
            if isinstance(event, MeetingRescheduled | MeetingCancelled):
                changes.append(event)
            elif isinstance(event, MeetingChangeWithdrawn):
                changes.remove([one for one in changes if one.meeting_id == event.meeting_id][-1])
        days = [(event.cell_id, event.former_starts_at.astimezone(VIETNAM).date()) for event in changes]
        return sum(self.within(day) and self.counts(cell_id, day) for cell_id, day in days)

    def _ratings(self) -> list[Rated]:
        """Ratings as they stand: what was revised counts as revised."""
        kept: dict[UUID, Rated] = {}
        for event in self.events:
            if isinstance(event, Rated):
                kept[event.rating_id] = event
            elif isinstance(event, RatingWithdrawn):
                kept.pop(event.rating_id, None)
        return list(kept.values())

    def _scores(self) -> dict[str, Pair]:
        held = {one.meeting_id for one in self._held_here}
        ratings = [one for one in self._ratings() if one.meeting_id in held]
        own = {one.meeting_id: int(one.total * 100) for one in ratings if one.rater == "self"}
        came = {(visit.meeting_id, visit.person_id) for visit in self._made()}
        observed = [
            (one.meeting_id, int(one.total * 100))
            for one in ratings
            if one.rater == "observer" and (one.meeting_id, one.rater_id) in came
        ]
        rateable = {one.meeting_id for one in self._held_here if one.kind != "extraordinary"}
        return {
            "self_rated": (len(rateable & own.keys()), len(rateable)),
            "self_score": (sum(own.values()), len(own)),
            "observer_score": (sum(total for _, total in observed), len(observed)),
            "divergence": _sums((own[meeting] - total, 1) for meeting, total in observed if meeting in own),
            "visits": (len(self._visits_below()), 0),
        }

    def _coverage(self) -> dict[str, Pair]:
        lines = self._lines()
        assigned = {one.cell_id for one, _ in self._in_force}
        visited = {visit.cell_id for visit in self._visits}
        return {
            f"{prefix}_{key}": (len(cells & reached), len(cells))
            for prefix, reached in (("assigned", assigned), ("visited", visited))
            for key, cells in lines.items()
        }

    def _lines(self) -> dict[str, set[UUID]]:
        """The cells of each line of coverage; groups of types among the subordinate cells only."""
        groups = self.district.groups(self.quarter.last)
        lines: dict[str, set[UUID]] = {"district_direct": set(), "subordinate": set()}
        lines |= {key: set() for key in groups.values()} | {"all": set()}
        for cell in self._cells():
            lines["all"].add(cell)
            if self.district.place(cell, self.quarter.last) == "grassroots_cells":
                lines["district_direct"].add(cell)
                continue
            lines["subordinate"].add(cell)
            group = groups.get(self.type_of(cell) or "")
            if group is not None:
                lines[group].add(cell)
        return lines

    def type_of(self, cell: UUID) -> str | None:
        """The type as which a cell is counted."""
        cell_type: str | None = self._on_last_day(cell)["cell_type"]
        return cell_type


def _sums(pairs: Iterable[Pair]) -> Pair:
    found = list(pairs)
    return sum(one for one, _ in found), sum(other for _, other in found)
