"""The figures counted again under the structure of a day, over keepers between whom units pass: each fact once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from contracts.meetings import MeetingHeld
from contracts.message import Event
from sinhhoat.recount.asked import Pair, Raw
from sinhhoat.recount.followed import State as Followed
from sinhhoat.recount.owed_by_committees import of_committees
from sinhhoat.recount.preparation import State as Preparation
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.reported import Reports, reports_owed
from sinhhoat.recount.today import DistrictOfADay, RecountToday

OF_COMMITTEES = {
    "secretaries_briefing": "briefings",
    "monthly_guidance": "guidance_months",
    "quarterly_report": "quarterly_report",
}
"""Duty -> its figure; that of reports is none, and is told by the list of duties alone."""


class AskedToday(NamedTuple):
    """Keeper, code of a unit of his, quarter, and the day whose structure is shown."""

    keeper: str
    unit: str
    quarter: Quarter
    day: date


def counted_among(raws: Mapping[str, Raw], events: Sequence[Event], asked: AskedToday) -> dict[str, Pair]:
    """What every keeper's part adds up to; `events` are those of all of them, in the order in which they were told.

    With the figures comes the duty `quarterly_report`, which is none and is told by the list of duties alone.
    """
    whole = DistrictOfADay(events, asked.day)
    own = DistrictOfADay(raws[asked.keeper].events, asked.day)
    above, everybody = own.unit_id_of(asked.unit), list(raws.values())
    sums: Counter[tuple[str, int]] = Counter()
    keys: dict[str, None] = {}
    for raw in everybody:
        among = AmongKeepers(raw.events, whole, asked.day, own)
        part = RecountAmong(raw, asked.unit, asked.quarter, asked.day, above, among, everybody)
        for key, pair in part.figures().items():
            keys[key] = None
            sums[key, 0] += pair[0]
            sums[key, 1] += pair[1]
    return {key: (sums[key, 0], sums[key, 1]) for key in keys}


class AmongKeepers(DistrictOfADay):
    """One keeper's units in their own time, seen where they stand among all keepers."""

    def __init__(self, own: Sequence[Event], whole: DistrictOfADay, seen_from: date, asked: DistrictOfADay) -> None:
        super().__init__(own, seen_from)
        self._whole, self._asked = whole, asked

    def heir(self, unit_id: UUID) -> UUID | None:
        return self._whole.heir(unit_id)

    def seen(self, unit_id: UUID) -> dict[str, object]:
        return self._whole.seen(unit_id)

    def groups(self, day: date) -> dict[str, str]:
        return self._asked.groups(day)


@dataclass(frozen=True)
class RecountAmong(RecountToday):
    """What one keeper has told of, counted below a unit that may be another's."""

    unit_id: UUID
    among: AmongKeepers
    everybody: Sequence[Raw]

    @cached_property
    def district(self) -> AmongKeepers:
        return self.among

    @cached_property
    def above(self) -> UUID:
        return self.unit_id

    def figures(self) -> dict[str, Pair]:
        return {**super().figures(), **self._of_cells(), **self._of_committees()}

    def _of_cells(self) -> dict[str, Pair]:
        """What they planned and declared, to whichever keeper."""
        due = set(self.cells_on(self.quarter.last))
        told = [one for raw in self.everybody for one in raw.state(Preparation).planned]
        planned = {cell for cell, first in told if first == self.quarter.first}
        declared = self._declared()
        last = {cell: max(of_cell, key=lambda one: one[:3]) for cell, of_cell in declared.items()}
        counted = [
            meeting.unexcused_in_three_months or 0
            for day, keeper, _, meeting in last.values()
            if keeper == self.raw.keeper and self.counts(meeting.cell_id, day)
        ]
        return {
            "themes_planned": (len(planned & due), len(due)),
            "unexcused_declared": (len(declared.keys() & due), len(due)),
            "unexcused_three_months": (sum(counted), 0),
        }

    def _declared(self) -> dict[UUID, list[tuple[date, str, int, MeetingHeld]]]:
        """Cell -> its regular meetings that declared how many: on which day, told by whom, and as his which."""
        found: dict[UUID, list[tuple[date, str, int, MeetingHeld]]] = {}
        for raw in self.everybody:
            for number, one in enumerate(raw.held):
                if one.kind == "regular" and one.unexcused_in_three_months is not None and self.within(one.held_on):
                    found.setdefault(one.cell_id, []).append((one.held_on, raw.keeper, number, one))
        return found

    def _of_committees(self) -> dict[str, Pair]:
        """What they did for their months and for the quarter, whoever told of it; reports are no figure."""
        owed = [*of_committees(self), *reports_owed(self)]
        due = {key: {(one.unit_id, one.from_on) for one in owed if one.key == key} for key in OF_COMMITTEES}
        stories = [raw.state(Followed) for raw in self.everybody]
        briefed = {
            (one.unit_id, one.held_on.replace(day=1))
            for story in stories
            for one in story.gatherings.values()
            if "secretaries_briefing" in one.forms
        }
        guided = {
            (one.issuer_id, one.from_on) for story in stories for one in story.guided.values() if one.period == "month"
        }
        sent = {unit_id for raw in self.everybody for unit_id, of in raw.state(Reports).sent if of == self.quarter.name}
        reported = {one for one in due["quarterly_report"] if one[0] in sent}
        done = dict(zip(OF_COMMITTEES, (briefed, guided, reported), strict=True))
        return {OF_COMMITTEES[key]: (len(due[key] & done[key]), len(due[key])) for key in OF_COMMITTEES}

    def _regular_duties(self) -> Pair:
        """A meeting does for the month whoever told of it."""
        met = {(one.cell_id, one.month) for raw in self.everybody for one in raw.held if one.kind == "regular"}
        duties = {(unit_id, due.replace(day=1)) for due in self.last_days() for unit_id in self.cells_on(due)}
        return len(duties & met), len(duties)

    def _thematic_duties(self) -> Pair:
        held = [one for raw in self.everybody for one in raw.held if one.kind == "thematic"]
        met = {one.cell_id for one in held if self.within(one.month)}
        duties = set(self.cells_on(self.quarter.last))
        return len(duties & met), len(duties)
