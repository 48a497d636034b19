"""A year of one cell as a document: its meetings with their scores side by side, and its figures by quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from contracts.cell_year import CellYear, MeetingOfYear
from sinhhoat.exports import coverage, figures
from sinhhoat.exports.classified import grade
from sinhhoat.exports.document import (
    Bars,
    Block,
    Body,
    Cell,
    Column,
    Grid,
    Heading,
    Paragraph,
    Part,
    Quotient,
    Row,
    percent,
)
from sinhhoat.exports.languages import Language

MEETING = (
    *(("order", 9), ("held_on", 17), ("meeting_kind", 18)),
    *(("present", 12), ("expected", 14), ("percent", 13), ("unexcused", 14), ("opinions", 14), ("minutes", 13)),
    *(("self_score", 12), ("observer_score", 15), ("superior_score", 14)),
)
"""Columns with millimetres of a page in which no heading, and no day, is broken within a word."""

WORDS = frozenset({"held_on", "meeting_kind"})
"""Those that hold words."""


def compose(year: CellYear, language: Language) -> Body:
    """What the cell did in the year, meeting by meeting and quarter by quarter."""
    say, head = language.say, year.head
    chart = Bars(say("attendance"), (say("percent"),), tuple(_bar(one, language) for one in year.meetings))
    blocks = (
        *_text(year, language),
        *coverage.remarks(head, language),
        Heading(f"I. {say('meetings')}"),
        Grid(say("meetings"), _columns(language), tuple(_meetings(year, language))),
        chart,
        Heading(f"II. {say('figures_by_quarter')}"),
        Grid(say("figures_by_quarter"), figures.columns(language), tuple(_figures(year, language))),
    )
    subject = say("cell_subject", period=language.within(str(year.year)), unit=head.unit_name)
    return Body(say("report"), subject, blocks)


def _text(year: CellYear, language: Language) -> Iterator[Block]:
    kinds = Counter(one.kind for one in year.meetings)
    counts = {kind: language.whole(kinds[kind]) for kind in ("regular", "thematic", "extraordinary")}
    yield Paragraph(language.say("cell_text", **counts))
    for one in year.grades:
        period, words = language.within(one.period), grade(one.grade, language)
        yield Paragraph(language.say("grade_text", period=period, grade=words))


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return tuple(Column(say(key), share, text=key in WORDS) for key, share in MEETING)


def _meetings(year: CellYear, language: Language) -> Iterator[Row]:
    for number, one in enumerate(year.meetings, start=1):
        kind = language.say(f"meeting_{one.kind}")
        attended = Quotient(3, 4, "ratio", percent(one.present, one.expected))
        yield (
            *(number, one.held_on, kind, one.present, one.expected, attended),
            *(one.unexcused, one.opinions, one.duration_minutes),
            *(_points(one.self_score), _several(one.observer_scores, language), _points(one.superior_score)),
        )


def _figures(year: CellYear, language: Language) -> Iterator[Row | Part]:
    for quarter in year.quarters:
        yield Part(language.period(quarter.quarter))
        yield from figures.rows(quarter.figures, language)


def _bar(one: MeetingOfYear, language: Language) -> tuple[str, tuple[Decimal | None, ...]]:
    return f"{language.day(one.held_on)}, {language.say(f'meeting_{one.kind}')}", (percent(one.present, one.expected),)


def _points(score: int | None) -> Decimal | None:
    return None if score is None else Decimal(score) / 100


def _several(scores: list[int], language: Language) -> Cell:
    """The one score, or all of them, which are never made into one."""
    if len(scores) < 2:
        return _points(scores[0]) if scores else None
    return "; ".join(language.decimal(Decimal(score) / 100) for score in scores)
