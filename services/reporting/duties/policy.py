"""A duty as data: who owes it, for which period, by which day, what discharges it, and its source; a file for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from contracts.duties import Owed, Period
from contracts.message import Audience

DueFrom = Literal["first_day", "last_day"]


@dataclass(frozen=True, slots=True)
class Version:
    """The numbers of a duty from a day on. It falls due `due_days` after the first or the last day of its period.

    `least_days`: a unit that was there fewer days of the period by its last one is exempt; 1 exempts nobody.
    """

    version: str
    effective_from: date
    due_from: DueFrom
    due_days: int
    least_days: int
    note: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Version:
        """TypeError for a field that is none of ours, or is missing; ValueError for numbers that mean nothing."""
        one = cls(**{**said, "effective_from": date.fromisoformat(said["effective_from"])})
        if one.due_from not in ("first_day", "last_day") or one.due_days < 0 or one.least_days < 1:
            raise ValueError(f"{one} cannot be kept")
        return one

    def due_on(self, first: date, last: date) -> date:
        """By which day it is to be done for a period of these days, as `statements.py` says it in SQL."""
        return {"first_day": first, "last_day": last}[self.due_from] + timedelta(days=self.due_days)


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of duty. `figure`: the figure of the quarter that is its discharged / opened, if there is one.

    `audience`: what an observer owes is for the board, for it invites a guess at the next visit.
    """

    key: str
    place: int
    name_vi: str
    name_en: str
    owed_by: Owed
    period: Period
    audience: Audience
    figure: str | None
    discharged_by_vi: str
    discharged_by_en: str
    source: str
    versions: tuple[Version, ...]

    @classmethod
    def read(cls, text: str) -> Duty:
        """From a file's text. ValueError where two versions begin on one day, or there is none."""
        said = json.loads(text)
        versions = sorted(map(Version.read, said.pop("versions")), key=lambda one: one.effective_from)
        if not versions or len({one.effective_from for one in versions}) < len(versions):
            raise ValueError(f"{said['key']} has no versions, or two from one day on")
        return cls(**{**said, "audience": Audience(said["audience"])}, versions=tuple(versions))

    def on(self, day: date) -> Version:
        """The version in force on a day; on one before them all the first: a report may be opened all the same."""
        begun = [one for one in self.versions if one.effective_from <= day]
        return begun[-1] if begun else self.versions[0]

    def in_force(self) -> Iterable[tuple[Version, date]]:
        """The versions with the day on which each ends, the first that is the next one's."""
        ends = [one.effective_from for one in self.versions[1:]]
        return zip(self.versions, [*ends, date.max], strict=True)


FOLDER = Path(__file__).parent
DUTIES = tuple(
    sorted((Duty.read(file.read_text("utf-8")) for file in FOLDER.glob("*.json")), key=lambda duty: duty.place)
)
"""All duties in the order in which people read them."""
