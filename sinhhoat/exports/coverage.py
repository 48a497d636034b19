"""Coverage by observers as a document: cells by place in the tree and by group of types, assigned and visited."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from contracts.reporting import CoverageReport, Figure, ReportHead
from sinhhoat.exports import figures
from sinhhoat.exports.document import Bars, Block, Body, Column, Grid, Paragraph
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
    blocks = (Paragraph(text), *remarks(head, language), *both(report.coverage, report.visited_coverage, language))
    subject = say("coverage_subject", period=language.period(head.quarter), unit=head.unit_name)
    return Body(say("report"), subject, blocks)


def remarks(head: ReportHead, language: Language) -> list[Block]:
    """What has to be said of all figures: whose structure they stand under, what could not be counted."""
    said: list[Block] = []
    if head.structure_on:
        said.append(Paragraph(language.say("structure_text", day=language.day(head.structure_on))))
    if head.parked:
        said.append(Paragraph(language.say("parked_text", parked=language.whole(head.parked))))
    return said


def both(assigned: Sequence[Figure], visited: Sequence[Figure], language: Language) -> tuple[Block, ...]:
    """Both kinds of coverage as a table and as a chart."""
    say, lines = language.say, list(zip(assigned, visited, strict=True))
    columns = (
        Column(say("cells"), 9, text=True),
        Column(say("cells_total"), 3),
        Column(say("assigned"), 4),
        Column(say("percent"), 3),
        Column(say("visited"), 4),
        Column(say("percent"), 3),
    )
    rows = tuple(
        (
            _cells(one, language),
            *(one.denominator, one.numerator, figures.quotient(one, 2, 1)),
            *(seen.numerator, figures.quotient(seen, 4, 1)),
        )
        for one, seen in lines
    )
    bars = tuple((_cells(one, language), (_share(one), _share(seen))) for one, seen in lines)
    chart = Bars(say("coverage"), (say("assigned"), say("visited")), bars)
    return Grid(say("coverage"), columns, rows), chart


def _cells(figure: Figure, language: Language) -> str:
    vi, en = figure.name_vi.removesuffix(" được phân công dự"), figure.name_en.removesuffix(", assigned")
    return language.of(vi, en)


def _share(figure: Figure) -> Decimal | None:
    return None if figure.percent is None else Decimal(str(figure.percent))
