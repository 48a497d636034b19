"""What a story is made of: acts, and the ids that follow from one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any
from uuid import UUID

from contracts.message import Command
from sinhhoat.registers import RollRow
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting, evening

Ids = Mapping[str, UUID]
Make = Callable[[Ids], Command]


@dataclass(frozen=True)
class Act:
    """One command. `begun_on` is the first day that matters to it, `about_on` the last: its cell is there on both.

    `observer_of`: the year whose observer acts, None for the staff. `name` is its own within the story.
    """

    name: str
    at: datetime
    service: str
    make: Make
    begun_on: date
    about_on: date
    observer_of: int | None = None


@dataclass(frozen=True)
class Derived:
    """An id that follows from another: UUIDv5 of `base` and the name, into which the id `of` may be put."""

    key: str
    base: str
    name: str
    of: str | None = None


@dataclass(frozen=True)
class Story:
    """The acts of one cell in their order, the ids that they lead to, and its roll on the first day of each quarter."""

    acts: tuple[Act, ...]
    derived: tuple[Derived, ...]
    rolls: tuple[RollRow, ...]


class Acts:
    """What has been told so far, in the order in which it was thought of."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.acts: list[Act] = []
        self.derived: list[Derived] = []

    def act(self, act: Act, texts: tuple[str, ...] = ()) -> None:
        """One more act, with the ids of the texts that it brings."""
        self.acts.append(act)
        for text in texts:
            self.derive(f"text {act.name} {text}", f"command {act.name}", f"text {text}")

    def derive(self, key: str, base: str, name: str, of: str | None = None) -> None:
        """One more id."""
        self.derived.append(Derived(key, base, name, of))


@dataclass(frozen=True)
class OfMeeting:
    """One meeting under its name in the story; `about_on` is the last day that matters to what is told of it."""

    told: Acts
    name: str
    meeting: PlannedMeeting
    about_on: date

    def act(
        self, name: str, at: datetime, service: str, make: Make, year: int | None = None, texts: tuple[str, ...] = ()
    ) -> None:
        """One more act about it; `year`: of the observer who acts."""
        self.told.act(Act(name, at, service, make, self.meeting.month, self.about_on, year), texts)

    def random(self, what: str) -> Random:
        """Chance of its own for one question about it."""
        return records.random_of(self.meeting, what, self.told.seed)


def naming(ids: Ids, act: str, **fields: UUID) -> dict[str, Any]:
    """What every command of an act has: its id, and the ids that it names."""
    return {"command_id": ids[f"command {act}"], **fields}


def instant(day: date, hour: int, minute: int) -> datetime:
    """An instant on a day, by Viet Nam's clock."""
    return evening(day, time(hour, minute))
