"""`report coverage` and `report evidence`: where observers are to come, and the events of which a figure is the sum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from contracts.reporting import Evidence, ReadCoverage
from services.chassis.messaging import Client
from sinhhoat import printing, words
from sinhhoat.commands import report_files
from sinhhoat.commands.own_unit import EVIDENCE, asked, own_unit
from sinhhoat.commands.printed import print_json, print_tables
from sinhhoat.commands.questions import (
    AsJson,
    AsOf,
    AsPerson,
    InLanguage,
    Keeper,
    KnownThen,
    LetterheadFile,
    Offset,
    PublishedFile,
    Quarter,
    Replay,
    Revision,
    ToFile,
    Unit,
    ask,
)
from sinhhoat.commands.report_quarter import published_in
from sinhhoat.definitions import definition_lines
from sinhhoat.figures import coverage_json, evidence_json
from sinhhoat.moments import seen_from


def read_coverage(
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
    """Coverage by place in the tree and by group of cell types."""
    printed, seen = published_in(published), seen_from(lens, revision)
    answer = ask(
        (keeper, as_person, known, replay),
        lambda client, at, when: client.ask(at, ReadCoverage(quarter=quarter, unit_code=unit, **seen, **when)),
        together=bool(seen),
    )
    if to:
        report_files.save("coverage", answer, to, (language, letterhead), as_person)
        return
    if as_json:
        print_json(coverage_json(answer, printed))
        return
    table = printing.coverage_table(answer.head, answer.coverage, answer.visited_coverage, printed)
    print_tables(answer.head, table, then=bool(known or replay))


def read_evidence(
    figure: Annotated[str, typer.Argument(help="Key of a figure, such as attendance_regular or assigned_residential.")],
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    most: Annotated[int, typer.Option(min=1, max=5000, help="At most so many events.")] = 50,
    offset: Offset = 0,
    lens: AsOf = None,
    revision: Revision = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """The events of which a figure is the sum; to whoever holds a role on a unit alone, of that unit's open figures."""
    seen = seen_from(lens, revision)
    page = {"figure": figure, "quarter": quarter, "offset": offset, "limit": most, **seen}

    async def question(client: Client, at: str, when: Mapping[str, Any]) -> tuple[Evidence, Mapping[str, str]]:
        found = await asked(client, at, EVIDENCE, {**page, **when}, unit, own_unit(at, as_person))
        return found, {} if as_json else await words.people(client, at)

    answer, who = ask((keeper, as_person, known, replay), question, together=bool(seen))
    if as_json:
        print_json(evidence_json(answer, offset))
        return
    table, defined = printing.evidence_table(answer, most, who), definition_lines(answer.definition)
    print_tables(answer.head, table, *defined, then=bool(known or replay))
