"""Figures of preparation, themes and what minutes say besides who came, counted again, one event at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.meeting_preparation import AgendaPrepared, AgendaWithdrawn, ThemePlanned, ThemeWithdrawn
from contracts.meetings import MeetingHeld
from contracts.message import Event
from sinhhoat.recount.asked import Asked, Pair
from sinhhoat.recount.quarters import Quarter


@dataclass
class State:
    """Agendas by meeting, and the quarters of cells that have a theme."""

    agendas: dict[UUID, AgendaPrepared] = field(default_factory=dict)
    planned: set[tuple[UUID, date]] = field(default_factory=set)

    def apply(self, event: Event) -> None:
        match event:
            case AgendaPrepared():
                self.agendas[event.meeting_id] = event
            case AgendaWithdrawn():
                self.agendas.pop(event.meeting_id, None)
            case ThemePlanned():
                self.planned.add((event.cell_id, event.from_on))
            case ThemeWithdrawn():
                self.planned.discard((event.cell_id, event.from_on))


def preparation_figures(asked: Asked, held: Sequence[MeetingHeld], due: set[UUID]) -> dict[str, Pair]:
    """Key -> (numerator, denominator); `held` are the meetings of every day, `due` the cells with a duty of a theme."""
    here = [one for one in held if asked.within(one.held_on) and asked.counts(one.cell_id, one.held_on)]
    ordinary = [one for one in here if one.kind != "extraordinary"]
    thematic = [one for one in here if one.kind == "thematic"]
    corrected, agendas, planned = asked.raw.corrected, asked.state(State).agendas, asked.state(State).planned
    earlier = [one for one in held if one.kind == "thematic" and one.held_on < asked.quarter.first]
    on_a_theme = [one for one in thematic if one.theme is not None]
    noted = [one for one in ordinary if one.standing_themes is not None]
    declared = _declared([one for one in held if asked.within(one.held_on)])
    ready = [(one, agendas[one.meeting_id]) for one in ordinary if one.meeting_id in agendas]
    topics = sum(part.opinions for one in here for part in one.opinions_by_topic or [])
    return {
        "opinions_by_topic": (topics, sum(one.opinions for one in here)),
        "minutes_corrected": (sum(one.meeting_id in corrected for one in here), len(here)),
        "prepared": (len(ready), len(ordinary)),
        "papers_ahead": (sum(_ahead(one, agenda) for one, agenda in ready), len(ready)),
        "standing_themes": (sum(bool(one.standing_themes) for one in noted), len(noted)),
        "themes_planned": (len({cell for cell, first in planned if first == asked.quarter.first} & due), len(due)),
        "themes_distinct": (sum(not _repeats(one, earlier, asked.quarter) for one in on_a_theme), len(on_a_theme)),
        "thematic_merged": (sum(one.merged is not None for one in thematic), len(thematic)),
        "unexcused_three_months": (sum(_members(one) for one in declared.values() if one in here), 0),
        "unexcused_declared": (len(declared.keys() & due), len(due)),
    }


def _ahead(meeting: MeetingHeld, agenda: AgendaPrepared) -> bool:
    sent = agenda.papers_sent_on
    return sent is not None and (meeting.held_on - sent).days >= agenda.papers_ahead_days


def _repeats(meeting: MeetingHeld, held: Sequence[MeetingHeld], quarter: Quarter) -> bool:
    """Whether its cell met on the theme in the three quarters before."""
    first = quarter.first
    # Nine months before the first day of a quarter is the first day of a quarter, too.
    since = date(first.year, first.month - 9, 1) if first.month > 9 else date(first.year - 1, first.month + 3, 1)
    return any(
        (one.cell_id, one.kind) == (meeting.cell_id, "thematic")
        and since <= one.held_on < first
        and _title(one) == _title(meeting)
        for one in held
    )


def _title(meeting: MeetingHeld) -> str | None:
    return " ".join(meeting.theme.title.split()).casefold() if meeting.theme else None


def _declared(held: Sequence[MeetingHeld]) -> dict[UUID, MeetingHeld]:
    """The last regular meeting of each cell that declares how many; of one day, what was told last."""
    declaring = [one for one in held if one.kind == "regular" and one.unexcused_in_three_months is not None]
    return {one.cell_id: one for one in sorted(declaring, key=lambda one: one.held_on)}


def _members(meeting: MeetingHeld) -> int:
    return meeting.unexcused_in_three_months or 0
