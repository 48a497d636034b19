"""Catalogues of levels: what the levels of the tree are called, from the topmost down, each in force from its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.chassis.errors import Refused


@dataclass(frozen=True)
class UnitLevel:
    """A level as units name it, and what it is called."""

    TOPIC: ClassVar[str] = "registry.UnitLevel"
    level: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Levels:
    """The levels that there are from a day on. A level decides nothing: any number of units may stand above another."""

    TOPIC: ClassVar[str] = "registry.Levels"
    version: str
    effective_from: date
    levels: list[UnitLevel]

    def has(self, level: str) -> bool:
        """Whether there is this level, in capitals or small letters."""
        return any(known.level.casefold() == level.casefold() for known in self.levels)

    def check(self) -> None:
        """Refuse a catalogue without levels, or with one of them twice."""
        if not self.levels:
            raise Refused("levels_empty", field="levels")
        seen: set[str] = set()
        for known in self.levels:
            if known.level.casefold() in seen:
                raise Refused("level_double", field="levels", level=known.level)
            seen.add(known.level.casefold())

    def check_after(self, former: Sequence[Levels]) -> None:
        """Refuse a version that is there already, and a day that would take away from a former catalogue's past."""
        if any(known.version == self.version for known in former):
            raise Refused("levels_version_taken", field="version", version=self.version)
        if former and self.effective_from <= former[-1].effective_from:
            day = former[-1].effective_from.isoformat()
            raise Refused("levels_not_later", field="effective_from", former=day)

    def check_covers(self, in_use: Mapping[str, int]) -> None:
        """Refuse to drop a level on which units are; `in_use` says how many are on it on that day or later."""
        for level, units in sorted(in_use.items()):
            if not self.has(level):
                raise Refused("level_in_use", field="levels", level=level, units=units)
