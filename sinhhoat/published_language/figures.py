"""The page that says what every figure means: the catalogue's names, and the formulas in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contracts.message import BOARD
from services.reporting.catalogue import (
    PLACES,
    PREFIXES,
    QUARTER,
    QUARTER_WORDS,
    STOCKS,
    Definition,
    coverage_definition,
)
from services.reporting.catalogue.analyses import ANALYSES
from services.reporting.catalogue.explained import ANALYSES_WORDS, YEAR_WORDS, Explained
from services.reporting.catalogue.observer_year import YEAR

PAGE = Path(__file__).parents[2] / "docs" / "figures.md"

GRADE = "classes.grade"
MEASURES = {"ratio": "n / N and %", "mean": "mean", "count": "count"}

HEAD = """# Figures of the quarter

Generated from the catalogue (`services/reporting/catalogue`) by `./dev contracts`; do not edit.

- Every figure is the sum of its evidence: `sinhhoat report evidence` opens it to the events behind it.
- A fact counts for the units above its cell on the fact's own day. What discharges a duty counts with the duty.
- "The last day" is that of the quarter. A meeting, its attendance and its scores belong to the quarter of the day on
  which it was held, in Vietnam.
- A record that was withdrawn counts no more; a report as known at earlier positions still shows it.
- Figures marked "for the board" are never answered to the units below: their evidence is for the board, or they would
  invite a guess at the next visit. All others are read by whoever holds a role on the unit or on one above it.
- Percentages and means are rounded half up to two decimals; where there is nothing to divide by there is none.
"""

COVERAGE = """One line for each place in the tree, and one for each group of the types of cells in force that day.
Groups are counted among the cells under grassroots committees only; a cell whose type is not in that catalogue is in
the line of no group.
"""

YEAR_HEAD = """For the board, and for each observer about himself: `sinhhoat report observer`.
"""

ANALYSES_HEAD = """Figures of the lines of `sinhhoat report analysis` ([analyses](analyses.md)); what is in backticks
is a threshold of their policy, whose version the answer names. Those of a comparison are figures of the quarter.
"""


def page() -> str:
    """The whole page; the same code gives the same bytes."""
    return "\n".join(
        [
            HEAD,
            *_section("Stocks on the last day", STOCKS),
            *_section("The quarter", QUARTER),
            *_coverage(),
            *_year(),
            *_analyses(),
        ]
    )


def without_words() -> list[str]:
    """Figures of the catalogue that nobody has explained, and explanations of none."""
    quarter = {definition.key for definition in (*STOCKS, *QUARTER)} | PREFIXES.keys()
    analyses = {f"{name}.{one.key}" for name, found in ANALYSES.items() for one in found} | {GRADE}
    pairs = ((quarter, QUARTER_WORDS), ({one.key for one in YEAR}, YEAR_WORDS), (analyses, ANALYSES_WORDS))
    return sorted(key for keys, words in pairs for key in keys ^ words.keys())


def write() -> bool:
    """Write the page; whether it has changed."""
    changed = not PAGE.exists() or PAGE.read_text("utf-8") != page()
    if changed:
        PAGE.write_text(page(), "utf-8")
    return changed


def _section(title: str, definitions: tuple[Definition, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    for one in definitions:
        measure = MEASURES[one.measure] + ("; for the board" if one.audience is BOARD else "")
        yield from _entry(one.key, one.name_vi, one.name_en, measure, QUARTER_WORDS[one.key])


def _coverage() -> Iterator[str]:
    yield "## Coverage on the last day\n"
    yield COVERAGE
    for key, (vi, en) in PLACES.items():
        yield f"- `{key}`: {vi} · {en}"
    yield ""
    for prefix, (vi, en) in PREFIXES.items():
        audience = coverage_definition(prefix, "all", {}).audience
        measure = MEASURES["ratio"] + ("; for the board" if audience is BOARD else "")
        yield from _entry(f"{prefix}_…", vi.capitalize(), en.capitalize(), measure, QUARTER_WORDS[prefix])


def _year() -> Iterator[str]:
    yield "## A year of one observer\n"
    yield YEAR_HEAD
    for one in YEAR:
        yield from _entry(one.key, one.name_vi, one.name_en, MEASURES[one.measure], YEAR_WORDS[one.key])


def _analyses() -> Iterator[str]:
    yield "## Analyses\n"
    yield ANALYSES_HEAD
    for name, found in ANALYSES.items():
        for one in found:
            words = ANALYSES_WORDS[f"{name}.{one.key}"]
            yield from _entry(f"{name}: {one.key}", one.name_vi, one.name_en, MEASURES[one.measure], words)
    yield from _entry("classes: grade_…", "Từng mức xếp loại", "Each grade", MEASURES["ratio"], ANALYSES_WORDS[GRADE])


def _entry(key: str, vi: str, en: str, measure: str, words: Explained) -> Iterator[str]:
    yield f"### `{key}`\n"
    yield f"{vi} · {en} ({measure})\n"
    yield f"- Formula: {words.formula}"
    yield f"- From: {words.source}"
    if words.edges:
        yield f"- {words.edges}"
    yield ""
