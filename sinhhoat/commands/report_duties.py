"""Words of `report` about what is owed: duties with their states, and early warnings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from contracts.duties import DutyState, ListDuties
from services.chassis.messaging import Client
from sinhhoat.asking import person
from sinhhoat.commands.own_unit import DUTIES, WARNINGS, asked, own_unit
from sinhhoat.commands.printed import print_json, print_tables
from sinhhoat.commands.questions import (
    AsJson,
    AsOf,
    AsPerson,
    Keeper,
    KnownThen,
    Offset,
    Replay,
    Revision,
    Unit,
    ask,
)
from sinhhoat.duties import duty_tables, warning_tables
from sinhhoat.moments import seen_from

Of = Annotated[str | None, typer.Option("--quarter", help="Such as 2019-Q1; without it that of the day.")]
Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As of which day they are judged; today.")
]
Most = Annotated[int, typer.Option(min=1, max=1000, help="At most so many lines.")]


def read_duties(
    keeper: Keeper = None,
    quarter: Annotated[str | None, typer.Option(help="Such as 2019-Q1; without it the last ones.")] = None,
    quarters: Annotated[int, typer.Option(min=1, max=8, help="Without a quarter: so many up to the day's.")] = 4,
    on: Day = None,
    unit: Unit = None,
    observer: Annotated[str | None, typer.Option(help="Only what this person owes: a code or an id.")] = None,
    duty: Annotated[list[str] | None, typer.Option(help="Only these, by their keys; may be said again.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Those overdue alone: --state overdue.")] = False,
    state: Annotated[list[str] | None, typer.Option(help="open, overdue, late, done, exempt; again for more.")] = None,
    most: Most = 50,
    offset: Offset = 0,
    lens: AsOf = None,
    revision: Revision = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Who owes what by when, what discharged it, and who is late; each line with the events behind it.

    Whoever holds a role on a unit alone is told what that unit and those below it owe.
    """
    states: list[DutyState] = ["overdue"] if overdue else []
    wanted = {"quarter": quarter, "quarters": quarters, "on": on.date() if on else None}
    page = {"duties": duty or [], "states": [*states, *(state or [])], "offset": offset, "limit": most}
    seen = seen_from(lens, revision)

    async def question(client: Client, at: str, when: Any) -> Any:
        named = {**wanted, **page, **seen, **when}
        if observer is None:
            return await asked(client, at, DUTIES, named, unit, own_unit(at, as_person))
        whose = {"person_id": person(observer, at), "unit_code": unit}
        return await client.ask(at, ListDuties.model_validate({**named, **whose}))

    found = ask((keeper, as_person, known, replay), question, together=bool(seen))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_tables(found.head, *duty_tables(found), then=bool(known or replay))


def read_warnings(
    keeper: Keeper = None,
    quarter: Of = None,
    on: Day = None,
    unit: Unit = None,
    warning: Annotated[list[str] | None, typer.Option(help="Only these, by their keys; may be said again.")] = None,
    most: Most = 50,
    offset: Offset = 0,
    lens: AsOf = None,
    revision: Revision = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Cells and observers to look into before it is too late, each with the events that are its signs.

    Whoever holds a role on a unit alone is told what is open of that unit and those below it.
    """
    seen = seen_from(lens, revision)
    wanted = {"quarter": quarter, "on": on.date() if on else None, "warnings": warning or []}
    page = {**wanted, **seen, "offset": offset, "limit": most}
    found = ask(
        (keeper, as_person, known, replay),
        lambda client, at, when: asked(client, at, WARNINGS, {**page, **when}, unit, own_unit(at, as_person)),
        together=bool(seen),
    )
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_tables(found.head, *warning_tables(found), then=bool(known or replay))
