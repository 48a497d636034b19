"""The quarter of a city as a document: the sum of its keepers like any quarter, and each of them beside the others."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.city_quarter import CityQuarter, KeeperSums
from sinhhoat.city_quarter import CELLS, revisions_of
from sinhhoat.exports import otherwise, quarterly
from sinhhoat.exports.document import Block, Body, Column, Grid, Paragraph, Quotient, Row, percent
from sinhhoat.exports.languages import Language
from sinhhoat.exports.quarterly import Section

RATIOS = (("regular_short", "meetings_regular"), ("attendance_short", "attendance_regular"), ("visited", "visited_all"))
"""Words for a figure, and its key: what keepers are shown beside one another by. All figures stand in the JSON."""


def compose(found: CityQuarter, language: Language) -> Body:
    """All figures of the sum, then a line for each keeper; as reported with the revision of his closed report."""
    return quarterly.body(found.total, _sections(found, language), language)


def _sections(found: CityQuarter, language: Language) -> Iterator[Section]:
    sections = quarterly.sections(found.total, language)
    title, blocks = next(sections)
    yield title, [*_remarks(found, language), *blocks]
    yield from sections
    yield language.say("by_keeper"), [_keepers(found, language)]


def _remarks(found: CityQuarter, language: Language) -> Iterator[Block]:
    """Whose figures they are, in lens `reported`; nothing in any other."""
    if revisions_of(found):
        yield Paragraph(language.say("reported_text"))
    if found.not_closed:
        yield Paragraph(language.say("not_closed_text", keepers=", ".join(found.not_closed)))
    for one in found.keepers:
        if one.reported:
            yield from otherwise.blocks(one.reported, language)


def _keepers(found: CityQuarter, language: Language) -> Grid:
    say, revisions = language.say, revisions_of(found)
    # Millimetres of a page, about: no number of a keeper's, and no heading, is broken within.
    columns = [Column(say("order"), 9), Column(say("keeper_unit"), 20, text=True)]
    columns += [Column(say("revision_short"), 9)] if revisions else []
    columns += [Column(say("cells_total"), 9), Column(say("members"), 14)]
    for words, _ in RATIOS:
        columns += [Column(f"{say(words)}: n", 14), Column("N", 10), Column(say("percent"), 12)]
    rows = tuple(_row(number, one) for number, one in enumerate(found.keepers, start=1))
    return Grid(say("by_keeper"), tuple(columns), rows)


def _row(number: int, one: KeeperSums) -> Row:
    cells = sum(one.figures.get(key, (0, 0))[0] for key in CELLS)
    revision = (one.reported.revision,) if one.reported else ()
    row: Row = (number, one.unit_name, *revision, cells, one.figures.get("members", (0, 0))[0])
    for _, key in RATIOS:
        n, of = one.figures.get(key, (0, 0))
        row = (*row, n, of, Quotient(len(row), len(row) + 1, "ratio", percent(n, of)))
    return row
