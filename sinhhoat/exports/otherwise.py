"""What a closed report was signed with and today's software counts otherwise, as a table of a document."""

from __future__ import annotations

from contracts.reporting import Pair, ReportedAs
from services.reporting.catalogue import QUARTER
from sinhhoat.exports.document import Block, Column, Grid, Paragraph
from sinhhoat.exports.languages import NOTHING, Language

NAMES = {one.key: (one.name_vi, one.name_en) for one in QUARTER}


def blocks(reported: ReportedAs, language: Language) -> tuple[Block, ...]:
    """A sentence and a line for each of those figures; nothing where all are counted as they were signed."""
    if not reported.otherwise:
        return ()
    say, unit = language.say, reported.unit_code
    columns = (
        Column(say("figure"), 16, text=True),
        Column(say("signed"), 5, text=True),
        Column(say("counted"), 5, text=True),
    )
    rows = tuple(
        (_name(one.key, language), _pair(one.signed, language), _pair(one.counted, language))
        for one in reported.otherwise
    )
    return Paragraph(say("otherwise_text", unit=unit)), Grid(say("otherwise", unit=unit), columns, rows)


def _name(key: str, language: Language) -> str:
    """That of the catalogue; stocks, lines of coverage and what is counted no more bear their keys."""
    return language.of(*NAMES[key]) if key in NAMES else key


def _pair(pair: Pair | None, language: Language) -> str:
    """n/N, n alone without N, a dash where there is none."""
    if pair is None:
        return NOTHING
    return "/".join(language.whole(number) for number in pair[: 2 if pair[1] else 1])
