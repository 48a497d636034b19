"""What is laid out once for all formats: headings, sentences, tables and charts, and what every page bears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from sinhhoat.exports.languages import Language
from sinhhoat.exports.letterhead import Letterhead
from sinhhoat.exports.mark import Mark


@dataclass(frozen=True, slots=True)
class Quotient:
    """A cell that follows from two others of its row: the columns `over` and `under`, counted from 0.

    A `ratio` is shown in percent. `shown` is rounded half up to two decimals; None where there is nothing to divide by.
    """

    over: int
    under: int
    measure: Literal["ratio", "mean"]
    shown: Decimal | None


def percent(number: int, of: int | None) -> Decimal | None:
    """How a ratio is shown: rounded half up to two decimals; None where there is nothing to divide by."""
    return (Decimal(number * 100) / of).quantize(Decimal("0.01"), ROUND_HALF_UP) if of else None


Cell = str | int | Decimal | date | Quotient | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` of the width. What is no text stands to the right."""

    title: str
    share: int
    text: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A line across a table, above the rows that it names."""

    title: str


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its heading is repeated on every page, and no row is cut."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row | Part, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of percentages: for each bar its name and one share (0 to 100, or None) for each series."""

    caption: str
    series: tuple[str, ...]
    bars: tuple[tuple[str, tuple[Decimal | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more."""

    text: str


Block = Heading | Paragraph | Grid | Bars


@dataclass(frozen=True, slots=True)
class Body:
    """What a report says: the kind of document (BÁO CÁO), what it is about, and its parts."""

    title: str
    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A body under its letterhead, in one language; `unit` is reported on, `mark` says what it was made from.

    `known`: the positions of the feeds.
    """

    body: Body
    unit: str
    known: Mapping[str, int]
    letterhead: Letterhead
    language: Language
    mark: Mark

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Its tables, in their order."""
        return tuple(block for block in self.body.blocks if isinstance(block, Grid))

    @property
    def stamp(self) -> tuple[str, str]:
        """The two lines at the foot of every page: the period, its revision and what was known; the content hash."""
        say, mark = self.language.say, self.mark
        known = say("known_at", at=self.language.instant(mark.known_at)) if mark.known_at else say("known_nothing")
        simulated = (say("simulated"),) if mark.simulated else ()
        period = (self.language.period(mark.period), *self._revision(), known, *simulated)
        return " · ".join(period), f"SHA-256 {mark.sha256}"

    def _revision(self) -> tuple[str, ...]:
        if self.mark.of_closed_reports:
            return (self.language.say("as_closed"),)
        if self.mark.closed is None:
            return ()
        if self.mark.revision:
            return (self.language.say("revision", number=self.mark.revision),)
        return (self.language.say("no_revision" if self.mark.closed else "not_closed"),)
