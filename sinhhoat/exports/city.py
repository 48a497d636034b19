"""The quarter of a city as a document: the sum of its keepers like any quarter, and each of them beside the others."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.city_quarter import CityQuarter, KeeperSums
from sinhhoat.city_quarter import CELLS
from sinhhoat.exports import quarterly
from sinhhoat.exports.document import Body, Column, Grid, Quotient, Row, percent
from sinhhoat.exports.languages import Language
from sinhhoat.exports.quarterly import Section

RATIOS = (("regular_short", "meetings_regular"), ("attendance_short", "attendance_regular"), ("visited", "visited_all"))
"""Words for a figure, and its key: what keepers are shown beside one another by. All figures stand in the JSON."""


def compose(found: CityQuarter, language: Language) -> Body:
    """All figures of the sum, then a line for each keeper."""
    return quarterly.body(found.total, _sections(found, language), language)


def _sections(found: CityQuarter, language: Language) -> Iterator[Section]:
    yield from quarterly.sections(found.total, language)
    yield language.say("by_keeper"), [_keepers(found, language)]


def _keepers(found: CityQuarter, language: Language) -> Grid:
    say = language.say
    columns = [Column(say("order"), 2), Column(say("keeper_unit"), 9, text=True)]
    columns += [Column(say("cells_total"), 3), Column(say("members"), 4)]
    for words, _ in RATIOS:
        columns += [Column(f"{say(words)}: n", 4), Column("N", 3), Column(say("percent"), 3)]
    rows = tuple(_row(number, one) for number, one in enumerate(found.keepers, start=1))
    return Grid(say("by_keeper"), tuple(columns), rows)


def _row(number: int, one: KeeperSums) -> Row:
    cells = sum(one.figures.get(key, (0, 0))[0] for key in CELLS)
    row: Row = (number, one.unit_name, cells, one.figures.get("members", (0, 0))[0])
    for _, key in RATIOS:
        n, of = one.figures.get(key, (0, 0))
        row = (*row, n, of, Quotient(len(row), len(row) + 1, "ratio", percent(n, of)))
    return row
