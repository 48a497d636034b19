"""Counts with parts: what was counted is kept, what was not is said to be not counted, and nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key


@dataclass(frozen=True)
class Share:
    """A part under its name; `count` None: named, and not counted."""

    TOPIC: ClassVar[str] = "meetings.Share"

    name: str
    count: int | None


@dataclass(frozen=True)
class Tally:
    """A total, None where nobody counted, and its parts; `not_counted` is what no part accounts for."""

    TOPIC: ClassVar[str] = "meetings.Tally"

    total: int | None
    parts: list[Share]
    not_counted: int | None

    @classmethod
    def of(cls, total: int | None, parts: list[Share]) -> Tally:
        """The tally with its rest, which is below 0 where the parts are more than the whole; `check` refuses that."""
        counted = sum(part.count or 0 for part in parts)
        return cls(total, parts, None if total is None else total - counted)

    def check(self, field: str) -> None:
        """Refuse parts that are more than the whole, counted parts of no whole, and a part named twice."""
        if self.total is None and any(part.count is not None for part in self.parts):
            raise Refused("parts_without_total", field=field)
        if self.total is not None and self.not_counted is not None and self.not_counted < 0:
            counted = self.total - self.not_counted
            raise Refused("parts_above_total", field=field, parts=counted, total=self.total)
        names = [words_key(part.name) for part in self.parts]
        for place, name in enumerate(names, 1):
            if name in names[: place - 1]:
                raise Refused("part_named_twice", field=field, first=names.index(name) + 1, second=place)
