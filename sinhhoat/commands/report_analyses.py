"""`report analysis` and `report observer`: figures side by side, and what one observer did in a year."""

from __future__ import annotations

from typing import Annotated

import typer

from contracts.analyses import OfUnit
from contracts.observer_record import ReadObserverRecord
from sinhhoat import analyses, printing
from sinhhoat.asking import person
from sinhhoat.commands.printed import print_json, print_tables
from sinhhoat.commands.questions import (
    AsJson,
    AsOf,
    AsPerson,
    Keeper,
    KnownThen,
    Offset,
    Quarter,
    Replay,
    Revision,
    Unit,
    ask,
)
from sinhhoat.moments import seen_from
from sinhhoat.observer_record import record_table
from sinhhoat.terminal import console


def read_observer(
    observer: Annotated[str, typer.Argument(metavar="PERSON", help="The observer: a person's code or id.")],
    year: Annotated[int, typer.Option(min=1930, max=2099, help="Such as 2024.")],
    keeper: Keeper = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Also the events behind each figure.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="At most so many events of each figure.")] = 500,
    offset: Offset = 0,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """What one observer did in a year, for his yearly assessment; by the structure of each event's day."""
    page = {"year": year, "offset": offset, "limit": most}
    answer = ask(
        (keeper, as_person, known, replay),
        lambda client, at, when: client.ask(at, ReadObserverRecord(person_id=person(observer, at), **page, **when)),
    )
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    console().print(record_table(answer, observer, with_evidence=evidence))
    if known or replay:
        console().print(printing.as_known(answer))


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
        everybody=name in analyses.KEEPERS,
    )
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    print_tables(answer.head, *analyses.tables(answer, name), then=bool(known or replay))
