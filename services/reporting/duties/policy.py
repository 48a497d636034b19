"""A duty as data: who owes it, for which period, by which day, what discharges it, and its source; a file for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from contracts.duties import Owed, Period
from contracts.message import Audience

DueFrom = Literal["first_day", "last_day"]


class Dated(Protocol):
    """What versions of rules have in common."""

    @property
    def effective_from(self) -> date: ...


V = TypeVar("V", bound=Dated)


def in_order(name: str, versions: Iterable[V]) -> tuple[V, ...]:
    """By the day from which they are in force. ValueError where two begin on one day, or there is none."""
    found = tuple(sorted(versions, key=lambda one: one.effective_from))
    if not found or len({one.effective_from for one in found}) < len(found):
        raise ValueError(f"{name} has no versions, or two from one day on")
    return found


def in_force(versions: Sequence[V], day: date) -> V:
    """The version of a day, of versions in order; on one before them all the first: something has to hold."""
    begun = [one for one in versions if one.effective_from <= day]
    return begun[-1] if begun else versions[0]


@dataclass(frozen=True, slots=True)
class Version:
    """The numbers of a duty from a day on. It falls due `due_days` after the first or the last day of its period.

    `least_days`: a unit that was there fewer days of the period by its last one is exempt; 1 exempts nobody, and a duty
    that names a figure takes no other.
    """

    version: str
    effective_from: date
    due_from: DueFrom
    due_days: int
    least_days: int
    note: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Version:
        """TypeError or KeyError for a field not ours, or missing; ValueError for numbers that mean nothing."""
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
        """From a file's text. ValueError: two versions from one day on, or none, or its figure would say otherwise.

        No figure leaves out who was there too few days: a duty that did would not come to the figure that it names.
        """
        said = json.loads(text)
        versions = in_order(said["key"], map(Version.read, said.pop("versions")))
        one = cls(**{**said, "audience": Audience(said["audience"])}, versions=versions)
        if one.figure is not None and any(version.least_days > 1 for version in versions):
            raise ValueError(f"{one.key} exempts by least_days, and its figure {one.figure} exempts nobody")
        return one

    def on(self, day: date) -> Version:
        """The version in force on a day; on one before them all the first: a report may be opened all the same."""
        return in_force(self.versions, day)

    def in_force(self) -> Iterable[tuple[Version, date]]:
        """The versions with the day on which each ends, the first that is the next one's."""
        ends = [one.effective_from for one in self.versions[1:]]
        return zip(self.versions, [*ends, date.max], strict=True)


FOLDER = Path(__file__).parent
DUTIES = tuple(
    sorted((Duty.read(file.read_text("utf-8")) for file in FOLDER.glob("*.json")), key=lambda duty: duty.place)
)
"""All duties in the order in which people read them."""
