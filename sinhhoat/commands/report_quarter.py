"""`report quarter` and `report city`: the whole report, what a unit may know of its own, and the city's; into files."""

from __future__ import annotations

from pathlib import Path

import typer

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import QuarterReport
from sinhhoat import printing
from sinhhoat.city_quarter import as_reported, city_json, counted_otherwise, keepers_table
from sinhhoat.commands import report_files
from sinhhoat.commands.own_unit import QUARTER, asked, own_unit
from sinhhoat.commands.printed import print_json, print_tables
from sinhhoat.commands.questions import (
    AsJson,
    AsOf,
    AsPerson,
    InLanguage,
    Keeper,
    KnownInCity,
    KnownThen,
    LetterheadFile,
    PublishedFile,
    Quarter,
    Replay,
    Revision,
    ToFile,
    Unit,
    ask,
)
from sinhhoat.figures import Published, defined_by, quarter_json, unit_quarter_json
from sinhhoat.moments import seen_from

CITY = "city"


def read_quarter(
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    published: PublishedFile = None,
    lens: AsOf = None,
    revision: Revision = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
    to: ToFile = None,
    language: InLanguage = "vi",
    letterhead: LetterheadFile = None,
) -> None:
    """The whole report of a quarter; to whoever holds a role on a unit alone, what is open of that unit's."""
    printed, seen = published_in(published), seen_from(lens, revision)
    answer = ask(
        (keeper, as_person, known, replay),
        lambda client, at, when: asked(
            client, at, QUARTER, {"quarter": quarter, **seen, **when}, unit, own_unit(at, as_person)
        ),
        together=bool(seen),
    )
    whole = isinstance(answer, QuarterReport)
    if to:
        report_files.save("quarter" if whole else "unit_quarter", answer, to, (language, letterhead), as_person)
        return
    if as_json:
        told = quarter_json(answer, printed) if isinstance(answer, QuarterReport) else unit_quarter_json(answer)
        print_json({**told, **defined_by(answer)})
        return
    visited = answer.visited_coverage if isinstance(answer, QuarterReport) else None
    table = printing.coverage_table(answer.head, answer.coverage, visited, printed)
    print_tables(answer.head, printing.quarter_table(answer), table, then=bool(known or replay))


def read_city(
    quarter: Quarter = None,
    lens: AsOf = None,
    known: KnownInCity = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
    to: ToFile = None,
    language: InLanguage = "vi",
    letterhead: LetterheadFile = None,
) -> None:
    """A quarter of the whole city: all keepers of the node, and their sum; asked at the keeper `city`.

    As known then is as it had arrived at the city, whenever a keeper had recorded it.
    """
    seen = seen_from(lens)
    answer = ask(
        (CITY, as_person, known, replay),
        lambda client, at, when: client.ask(at, ReadCityQuarter(quarter=quarter, **seen, **when)),
        everybody=True,
    )
    if to:
        report_files.save("city", answer, to, (language, letterhead), as_person)
        return
    if as_json:
        print_json({**city_json(answer), **defined_by(answer.total)})
        return
    head = answer.total.head
    visited = printing.coverage_table(head, answer.total.coverage, answer.total.visited_coverage, Published({}))
    total = printing.quarter_table(answer.total)
    print_tables(
        head, total, visited, keepers_table(answer), *as_reported(answer), *counted_otherwise(answer), then=False
    )


def published_in(file: Path | None) -> Published:
    """What a `published.json` says was printed; BadParameter where it is none."""
    try:
        return Published.read(file)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise typer.BadParameter(f"{file} is no published.json", param_hint="--published") from error
