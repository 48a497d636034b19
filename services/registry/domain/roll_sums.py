"""Rolls that are given with a split or merger: as many members after it as before it, in every category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from services.chassis.errors import Refused
from services.registry.domain.roll import RollCounts
from services.registry.domain.unit import Unit

FLOWS = {"admitted"}
"""Counts over a period, not of a day: they belong to whoever had them."""


def check_sum(after: Sequence[RollCounts], before: Sequence[RollCounts]) -> None:
    """Refuse where the sums of a category differ."""
    for category in (one.name for one in fields(RollCounts) if one.name not in FLOWS):
        sums = [sum(getattr(counts, category) or 0 for counts in rolls) for rolls in (after, before)]
        if sums[0] != sums[1]:
            raise Refused("roll_sum_differs", field="roll", category=category, sum=sums[0], before=sums[1])


def all_or_none(rolls: Sequence[RollCounts | None]) -> list[RollCounts]:
    """The rolls, where all are given; empty where none is."""
    given = [roll for roll in rolls if roll is not None]
    if given and len(given) < len(rolls):
        raise Refused("roll_given_in_part", field="parts")
    return given


def last_rolls(units: Sequence[Unit], on: date) -> list[RollCounts]:
    """The rolls of units as of a day or last before it, each of which has one."""
    rolls: list[RollCounts] = []
    for unit in units:
        roll = unit.roll_before(on)
        if roll is None:
            raise Refused("roll_before_unknown", field="roll", unit=unit.code)
        rolls.append(roll)
    return rolls
