"""What a unit was at a keeper who handed it over, and to whom it has come back since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.chassis.errors import Refused
from services.registry.domain.roll import RollCounts


@dataclass(frozen=True)
class FormerTime:
    """From when until when it was here, to whom it went, and what it was called by then."""

    established_on: date
    left_on: date
    to_keeper: str
    names: list[tuple[date, str | None]]
    renamed_on: date | None
    carried: tuple[date, RollCounts] | None


def check_was_there(times: Sequence[FormerTime], on: date, here_from: date, *, unit: str, field: str) -> None:
    """Refuse a day before `here_from` that lies in none of the unit's former times, which are given in their order."""
    begun = [time for time in times if time.established_on <= on]
    if not begun:
        first = min([here_from, *(time.established_on for time in times)]).isoformat()
        raise Refused("unit_not_yet_there", field=field, unit=unit, established_on=first)
    if on >= begun[-1].left_on:
        left, keeper = begun[-1].left_on.isoformat(), begun[-1].to_keeper
        raise Refused("unit_handed_over", field=field, unit=unit, to_keeper=keeper, handed_over_on=left)
