"""The quarterly report as a document: stocks, coverage, and every figure under the heading of its part."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.reporting import Figure, QuarterReport, UnitQuarterReport
from services.reporting.catalogue import PARTS
from sinhhoat.exports import coverage, figures
from sinhhoat.exports.document import Block, Body, Grid, Heading, Paragraph
from sinhhoat.exports.languages import Language

MAIN = frozenset(
    {"meetings_regular", "meetings_thematic", "attendance_regular", "attendance_thematic", "criteria_met", "self_rated"}
)
"""Ratios that the chart of the quarter shows."""

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


Report = QuarterReport | UnitQuarterReport
Section = tuple[str, list[Block]]


def compose(report: Report, language: Language) -> Body:
    """All figures of the quarter; visits by observer stand in the JSON alone, for they name persons by their ids."""
    return body(report, sections(report, language), language)


def body(report: Report, told: Iterator[Section], language: Language) -> Body:
    """A quarter's report of these sections, each under its number."""
    say, head = language.say, report.head
    subject = say("quarter_subject", period=language.period(head.quarter), unit=head.unit_name)
    return Body(say("report"), subject, tuple(_numbered(told)))


def _numbered(told: Iterator[Section]) -> Iterator[Block]:
    for numeral, (title, blocks) in zip(NUMERALS, told, strict=False):
        yield Heading(f"{numeral}. {title}")
        yield from blocks


def sections(report: Report, language: Language) -> Iterator[Section]:
    """Stocks, coverage, and the figures by the parts of the catalogue."""
    say = language.say
    main = figures.ratios(say("main_results"), report.figures, MAIN, language)
    yield say("general"), [_general(report, language), *coverage.remarks(report.head, language), main]
    visited = report.visited_coverage if isinstance(report, QuarterReport) else None
    yield say("coverage"), [*coverage.table(report.coverage, visited, language)]
    left = {figure.key: figure for figure in report.figures}
    for vi, en, definitions in PARTS:
        found = [left.pop(definition.key) for definition in definitions if definition.key in left]
        if found:
            yield language.of(vi, en), [_grid(language.of(vi, en), found, language)]
    if left:
        yield say("other"), [_grid(say("other"), [*left.values()], language)]


def _grid(caption: str, found: list[Figure], language: Language) -> Grid:
    return Grid(caption, figures.columns(language), tuple(figures.rows(found, language)))


def _general(report: Report, language: Language) -> Paragraph:
    units = report.units
    text = language.say(
        "general_text",
        day=language.day(report.head.as_of),
        unit=report.head.unit_name,
        members=language.whole(report.members),
        committees=language.whole(units.grassroots_committees),
        cells=language.whole(units.grassroots_cells),
        subordinate=language.whole(units.subordinate_cells),
        observers=language.whole(report.observers),
        assignments=language.whole(report.assignments),
    )
    return Paragraph(text)
