"""The roll of a unit: its members on a day, counted by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.chassis.errors import Refused


@dataclass(frozen=True)
class RollCounts:
    """Members of a unit on a day. `in_post` and `admitted` stand beside the roll and enter no sum."""

    TOPIC: ClassVar[str] = "registry.RollCounts"
    official: int
    probationary: int
    exempt: int
    temporarily_away: int
    temporarily_here: int
    special_duty: int
    in_post: int
    admitted: int

    def check(self) -> None:
        """Refuse more absent than there are: the number expected at a meeting cannot fall below zero."""
        there = self.official + self.probationary + self.temporarily_here
        if self.exempt > there:
            raise Refused("exempt_above_roll", field="counts.exempt", exempt=self.exempt, roll=there)
        absent = self.exempt + self.temporarily_away + self.special_duty
        if absent > there:
            raise Refused("absent_above_roll", field="counts", absent=absent, roll=there)
