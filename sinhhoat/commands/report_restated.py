"""Words of `report` about what was told otherwise since a report was closed or signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from contracts.restatements import ListRestatements, ReadRevisionDiff, Restatements, RevisionDiff
from services.chassis.messaging import Client
from sinhhoat import words
from sinhhoat.commands.printed import print_json
from sinhhoat.commands.questions import AsJson, AsPerson, Keeper, Offset, Unit, ask
from sinhhoat.commands.report_quarter import CITY
from sinhhoat.revisions import Told, diff_tables, restatements_table
from sinhhoat.terminal import console


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
        print_json(answer.model_dump(mode="json"))
        return
    console().print(*diff_tables(answer, told), sep="\n")


def read_restatements(
    quarter: Annotated[str | None, typer.Argument(help="Such as 2019-Q1; without it of all quarters.")] = None,
    most: Annotated[int, typer.Option(min=1, max=500, help="At most so many revisions.")] = 100,
    offset: Offset = 0,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """What keepers have told the city otherwise since it signed, by whom, and why; asked at the keeper `city`."""
    question = ListRestatements(quarter=quarter, offset=offset, limit=most)
    answer = ask((CITY, as_person, None, None), lambda client, at, when: client.ask(at, question))
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    console().print(restatements_table(answer, _told_of_all(answer, as_person)))


def _told_of_all(found: Restatements, as_person: str) -> Told:
    """Words of all keepers on the page: the node reads them at each; a person what his roles at the city let him."""
    who: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for keeper in sorted({one.keeper for one in found.restatements}):
        causes = [one.cause for one in found.restatements if one.keeper == keeper]
        told = _told_of(keeper, [(one.feed.split(".")[1], str(one.reason)) for one in causes if one.reason], as_person)
        who, reasons = {**who, **told.who}, {**reasons, **told.reasons}
    return Told(who, reasons)


def _told_of(keeper: str, why: Sequence[tuple[str, str]], as_person: str) -> Told:
    """Of one keeper, as far as he is served here."""

    async def question(client: Client, _at: str, _when: object) -> Told:
        return Told(await words.people(client, keeper), await words.texts(client, keeper, why))

    return ask((keeper if as_person == words.NODE else CITY, as_person, None, None), question)
