"""Words of `report` about the reports that units submit: where they stand, and the revisions of a closed one."""

from __future__ import annotations

from typing import Annotated

import typer

from contracts.quarterly_reports import ListQuarterlyReports, ReadQuarterlyReport
from sinhhoat.commands.questions import AsJson, AsPerson, Keeper, Offset, ask
from sinhhoat.quarterly_reports import reports_table, revisions_tables, with_all_revisions
from sinhhoat.terminal import console

Quarter = Annotated[str, typer.Option(help="Such as 2019-Q1.")]
Unit = Annotated[str | None, typer.Option(help="Code of a committee; without it the keeper's own.")]


def read_revisions(
    quarter: Quarter,
    keeper: Keeper = None,
    unit: Unit = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """A unit's quarterly report: where it stands, what was signed, and every revision since with its cause."""
    question = ReadQuarterlyReport(quarter=quarter, unit_code=unit)
    answer = ask((keeper, as_person, None, None), lambda client, at, when: with_all_revisions(client, at, question))
    if as_json:
        print(answer.model_dump_json())
        return
    console().print(*revisions_tables(answer), sep="\n")


def read_submitted(
    quarter: Quarter,
    keeper: Keeper = None,
    most: Annotated[int, typer.Option(min=1, max=5000, help="At most so many units.")] = 500,
    offset: Offset = 0,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Whose reports on a quarter are there, and whose are missing or late."""
    question = ListQuarterlyReports(quarter=quarter, offset=offset, limit=most)
    answer = ask((keeper, as_person, None, None), lambda client, at, when: client.ask(at, question))
    if as_json:
        print(answer.model_dump_json())
        return
    console().print(reports_table(answer))
