"""`report`: a quarter, its coverage, a figure's evidence, an observer's year; now, as known then, or from a replay."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.analyses import OfUnit
from contracts.observer_record import ReadObserverRecord
from contracts.reporting import Evidence, ReadCoverage
from contracts.restatements import ListRestatements, ReadRevisionDiff, RevisionDiff
from services.chassis.messaging import Client
from sinhhoat import analyses, kept, printing, words
from sinhhoat.asking import person
from sinhhoat.commands import report_files
from sinhhoat.commands.own_unit import EVIDENCE, asked, own_unit
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
    run,
)
from sinhhoat.commands.report_duties import read_duties, read_warnings
from sinhhoat.commands.report_quarter import CITY, published_in, read_city, read_quarter
from sinhhoat.commands.report_revisions import read_revisions, read_submitted
from sinhhoat.content import with_hash
from sinhhoat.figures import coverage_json
from sinhhoat.moments import read_json, seen_from
from sinhhoat.observer_record import record_table
from sinhhoat.revisions import Told, diff_tables, restatements_table
from sinhhoat.running import find, run_folder
from sinhhoat.terminal import console

report = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The quarter, its coverage, and the evidence of one figure."
)

report.command("classification")(report_files.read_classification)
report.command("cell")(report_files.read_cell)
report.command("verify")(report_files.verify_file)

report.command("quarter")(read_quarter)
report.command("city")(read_city)


@report.command("diff")
def read_diff(
    quarter: Annotated[str, typer.Argument(help="Such as 2019-Q1: a quarter on which the report is closed.")],
    old: Annotated[int, typer.Option("--from", min=1, help="The earlier revision; 1 is the closing.")] = 1,
    new: Annotated[int | None, typer.Option("--to", min=1, help="The later one; without it the newest.")] = None,
    keeper: Keeper = None,
    unit: Unit = None,
    most: Annotated[int, typer.Option(min=1, max=5000, help="At most so many events.")] = 500,
    offset: Offset = 0,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """What moved between two revisions of a closed report, and because of which events: by whom, and why."""
    query = ReadRevisionDiff(quarter=quarter, unit_code=unit, old=old, new=new, offset=offset, limit=most)

    async def question(client: Client, at: str, _: object) -> tuple[RevisionDiff, Told]:
        diff = await client.ask(at, query)
        if as_json:
            return diff, Told()
        why = [(one.feed.split(".")[1], str(one.reason)) for one in diff.events if one.reason]
        return diff, Told(await words.people(client, at), await words.texts(client, at, why))

    answer, told = ask((keeper, as_person, None, None), question)
    if as_json:
        _print_json(answer.model_dump(mode="json"))
        return
    console().print(*diff_tables(answer, told), sep="\n")


@report.command("restatements")
def read_restatements(
    quarter: Annotated[str | None, typer.Argument(help="Such as 2019-Q1; without it of all quarters.")] = None,
    most: Annotated[int, typer.Option(min=1, max=500, help="At most so many revisions.")] = 100,
    offset: Offset = 0,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """What keepers have told the city otherwise since it signed; asked at the keeper `city`."""
    question = ListRestatements(quarter=quarter, offset=offset, limit=most)
    answer = ask((CITY, as_person, None, None), lambda client, at, when: client.ask(at, question))
    if as_json:
        _print_json(answer.model_dump(mode="json"))
        return
    console().print(restatements_table(answer))


@report.command("coverage")
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
        _print_json(coverage_json(answer, printed))
        return
    table = printing.coverage_table(answer.head, answer.coverage, answer.visited_coverage, printed)
    console().print(table, *printing.lineage(answer.head), sep="\n")
    if known or replay:
        console().print(printing.as_known(answer.head))


@report.command("evidence")
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
        _print_json(answer.model_dump(mode="json"))
        return
    console().print(printing.evidence_table(answer, most, who), *printing.lineage(answer.head), sep="\n")
    if known or replay:
        console().print(printing.as_known(answer.head))


@report.command("observer")
def read_observer(
    observer: Annotated[str, typer.Argument(metavar="PERSON", help="The observer: a person's code or id.")],
    year: Annotated[int, typer.Option(min=1930, max=2099, help="Such as 2024.")],
    keeper: Keeper = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Also the events behind each figure.")] = False,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """What one observer did in a year, for his yearly assessment."""
    answer = ask(
        (keeper, as_person, known, replay),
        lambda client, at, when: client.ask(at, ReadObserverRecord(person_id=person(observer, at), year=year, **when)),
    )
    if as_json:
        _print_json(answer.model_dump(mode="json"))
        return
    console().print(record_table(answer, observer, with_evidence=evidence))
    if known or replay:
        console().print(printing.as_known(answer))


@report.command("analysis")
def read_analysis(
    name: Annotated[str, typer.Argument(help=f"Which: {', '.join(analyses.QUESTIONS)}.")],
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    quarters: Annotated[int, typer.Option(min=1, max=12, help="How many quarters to look back at.")] = 4,
    line: Annotated[str | None, typer.Option(help="Key of a line: the events behind it.")] = None,
    figures: Annotated[
        list[str] | None, typer.Option("--figure", help="Of comparison and city: which; repeat it.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=1000, help="At most so many lines, or events.")] = 50,
    offset: Offset = 0,
    lens: AsOf = None,
    revision: Revision = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Figures side by side: what diverges, repeats, is late or stands out. It asks; it judges nobody."""
    if name not in analyses.QUESTIONS:
        raise typer.BadParameter(f"one of: {', '.join(analyses.QUESTIONS)}", param_hint="name")
    kind, seen = analyses.QUESTIONS[name], seen_from(lens, revision)
    if unit is None and issubclass(kind, OfUnit):
        raise typer.BadParameter("cần mã đơn vị / a unit's code is needed", param_hint="--unit")
    page = {"quarters": quarters, "line": line, "limit": most, "offset": offset}
    if figures and "figures" not in kind.model_fields:
        raise typer.BadParameter("chỉ dùng với / only with: comparison, city", param_hint="--figure")
    named = {"quarter": quarter, **page, **seen} | ({"unit_code": unit} if unit else {})
    named |= {"figures": figures} if figures else {}
    answer = ask(
        (keeper or analyses.KEEPERS.get(name), as_person, known, replay),
        lambda client, at, when: client.ask(at, kind.model_validate({**named, **when})),
        together=bool(seen),
    )
    if as_json:
        _print_json(answer.model_dump(mode="json"))
        return
    console().print(*analyses.tables(answer, name), *printing.lineage(answer.head), sep="\n")
    if known or replay:
        console().print(printing.as_known(answer.head))


report.command("duties")(read_duties)
report.command("warnings")(read_warnings)
report.command("revisions")(read_revisions)
report.command("submitted")(read_submitted)


@report.command("check")
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A report that was printed with --json.")],
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Whether a kept report comes out again: the same question, as known at the positions that it names.

    Ends with 0 where everything is as it was printed, with 1 where anything is not: what differs is named.
    """
    former = kept.read(read_json(file), file.name)
    running = find(run_folder(dict(os.environ)))
    now = run(running, former.keeper, as_person, lambda client, _: kept.again(client, former, replay))
    differences = kept.unlike(former, now)
    if as_json:
        print(json.dumps({"file": file.name, "same": not differences, "differences": differences}, ensure_ascii=False))
    elif not differences:
        console().print(f"{file.name}: đúng như đã in / as it was printed", highlight=False)
    for line in differences if not as_json else []:
        print(line, file=sys.stderr)
    raise typer.Exit(1 if differences else 0)


def _print_json(answer: Mapping[str, Any]) -> None:
    print(json.dumps(with_hash(answer), ensure_ascii=False))
