"""The classification list as a document: how many of each grade, the quotas, and every organisation."""

from __future__ import annotations

from collections import Counter

from contracts.classification_list import ClassificationList
from sinhhoat.exports import coverage
from sinhhoat.exports.document import Bars, Body, Column, Grid, Heading, Paragraph, Quotient, percent
from sinhhoat.exports.languages import WORDS, Language

ORDER = ("excellent", "good", "completed", "not_completed")
"""From the highest grade down, whatever the grades of a scheme are called."""


def compose(found: ClassificationList, language: Language) -> Body:
    """The sum by grade, the quota of each group, the list."""
    say, head = language.say, found.head
    grades = _by_grade(found, language)
    blocks = (
        Paragraph(say("classification_text", total=language.whole(len(found.units)))),
        *coverage.remarks(head, language),
        Heading(f"I. {say('by_grade')}"),
        grades,
        _chart(grades, language),
        Heading(f"II. {say('quota')}"),
        _quotas(found, language),
        Heading(f"III. {say('list_of_units')}"),
        _list(found, language),
    )
    subject = say("classification_subject", period=language.within(found.period), unit=head.unit_name)
    return Body(say("list"), subject, blocks)


def grade(token: str, language: Language) -> str:
    """The words for a grade; the token itself where it is none of ours."""
    return language.say(token) if token in WORDS else token


def _by_grade(found: ClassificationList, language: Language) -> Grid:
    say, total = language.say, len(found.units)
    counted = Counter((ORDER.index(one.counts_as), one.grade) for one in found.units)
    columns = (
        Column(say("grade"), 12, text=True),
        Column(say("organisations"), 4),
        Column(say("rated_in_all"), 4),
        Column(say("percent"), 4),
    )
    rows = tuple(
        (grade(token, language), number, total, Quotient(1, 2, "ratio", percent(number, total)))
        for (_, token), number in sorted(counted.items())
    )
    return Grid(say("by_grade"), columns, rows)


def _chart(grades: Grid, language: Language) -> Bars:
    bars = tuple(
        (str(row[0]), (row[3].shown,)) for row in grades.rows if isinstance(row, tuple) and isinstance(row[3], Quotient)
    )
    return Bars(grades.caption, (language.say("percent"),), bars)


def _quotas(found: ClassificationList, language: Language) -> Grid:
    say = language.say
    columns = (
        Column(say("authority"), 8, text=True),
        Column(say("objects"), 4, text=True),
        Column(say("group"), 5, text=True),
        Column(say("excellent"), 4),
        Column(say("rated"), 4),
        Column(say("percent"), 4),
        Column(say("quota_base"), 4),
        Column(say("cap"), 4),
        Column(say("largest"), 4),
        Column(say("within"), 4, text=True),
    )
    rows = tuple(
        (
            *(one.authority_name, say(f"objects_{one.objects}"), one.group, one.excellent, one.rated),
            Quotient(3, 4, "ratio", percent(one.excellent, one.rated)),
            *(one.base_count, one.cap, one.largest, say("no" if one.exceeded else "yes")),
        )
        for one in found.groups
    )
    return Grid(say("quota"), columns, rows)


def _list(found: ClassificationList, language: Language) -> Grid:
    say = language.say
    columns = (
        Column(say("order"), 2),
        Column(say("code"), 3, text=True),
        Column(say("unit"), 8, text=True),
        Column(say("kind"), 3, text=True),
        Column(say("grade"), 7, text=True),
        Column(say("authority"), 7, text=True),
    )
    rows = tuple(
        (
            *(number, one.unit_code, one.unit_name, say(f"kind_{one.kind}")),
            *(grade(one.grade, language), one.authority_name),
        )
        for number, one in enumerate(found.units, start=1)
    )
    return Grid(say("list_of_units"), columns, rows)
