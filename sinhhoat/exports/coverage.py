"""Coverage by observers as a document: cells by place in the tree and by group of types, assigned and visited."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from contracts.reporting import CoverageReport, Figure, ReportHead
from sinhhoat.exports import figures, otherwise
from sinhhoat.exports.document import Bars, Block, Body, Column, Grid, Paragraph, Row
from sinhhoat.exports.languages import Language


def compose(report: CoverageReport, language: Language) -> Body:
    """The table, the chart, and what the two kinds of coverage mean."""
    head, say = report.head, language.say
    text = say(
        "coverage_text",
        day=language.day(head.as_of),
        observers=language.whole(report.observers),
        assignments=language.whole(report.assignments),
    )
    blocks = (Paragraph(text), *remarks(head, language), *table(report.coverage, report.visited_coverage, language))
    subject = say("coverage_subject", period=language.period(head.quarter), unit=head.unit_name)
    return Body(say("report"), subject, blocks)


def remarks(head: ReportHead, language: Language) -> list[Block]:
    """What has to be said of all figures: whose structure they stand under, what could not be counted."""
    said: list[Block] = []
    if head.structure_on:
        said.append(Paragraph(language.say("structure_text", day=language.day(head.structure_on))))
    if head.parked:
        said.append(Paragraph(language.say("parked_text", parked=language.whole(head.parked))))
    if head.reported:
        said += otherwise.blocks(head.reported, language)
    return said


def table(assigned: Sequence[Figure], visited: Sequence[Figure] | None, language: Language) -> tuple[Block, ...]:
    """Coverage as a table and as a chart: cells assigned, and those visited, where the reader may know of them."""
    say = language.say
    series = [(say("assigned"), assigned), *([(say("visited"), visited)] if visited is not None else [])]
    columns = [Column(say("cells"), 9, text=True), Column(say("cells_total"), 3)]
    columns += [column for title, _ in series for column in (Column(title, 4), Column(say("percent"), 3))]
    lines = list(zip(*(found for _, found in series), strict=True))
    rows = tuple(_row(line, language) for line in lines)
    bars = tuple((_cells(line[0], language), tuple(map(_share, line))) for line in lines)
    return Grid(say("coverage"), tuple(columns), rows), Bars(say("coverage"), tuple(title for title, _ in series), bars)


def _row(line: Sequence[Figure], language: Language) -> Row:
    """The name and the number of cells, then of each kind of coverage how many, and which part of all that is."""
    counted = [(one.numerator, figures.quotient(one, 2 + 2 * number, 1)) for number, one in enumerate(line)]
    return _cells(line[0], language), line[0].denominator, *(cell for pair in counted for cell in pair)


def _cells(figure: Figure, language: Language) -> str:
    vi, en = figure.name_vi.removesuffix(" được phân công dự"), figure.name_en.removesuffix(", assigned")
    return language.of(vi, en)


def _share(figure: Figure) -> Decimal | None:
    return None if figure.percent is None else Decimal(str(figure.percent))
