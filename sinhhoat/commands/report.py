"""`report`: the quarter, its coverage, and the evidence of one figure."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter
from services.chassis.messaging import Client
from sinhhoat import printing
from sinhhoat.asking import client_of
from sinhhoat.figures import Published, coverage_json, quarter_json
from sinhhoat.running import find, run_folder
from sinhhoat.terminal import console

report = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The quarter, its coverage, and the evidence of one figure."
)

T = TypeVar("T")
Keeper = Annotated[str | None, typer.Option(help="Keeper; the district of the node.")]
Quarter = Annotated[str | None, typer.Option(help="Such as 2019-Q1; without it the newest that anything is known of.")]
Unit = Annotated[str | None, typer.Option(help="Code of a unit of any level; without it the whole.")]
PublishedFile = Annotated[
    Path | None,
    typer.Option("--published", exists=True, dir_okay=False, help="A published.json to set beside."),
]
AsPerson = Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@report.command("quarter")
def read_quarter(
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    published: PublishedFile = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """The whole report of a quarter."""
    printed = _printed(published)
    query = ReadQuarter(quarter=quarter, unit_code=unit)
    answer = _ask(keeper, as_person, lambda client, at: client.ask(at, query))
    if as_json:
        print(json.dumps(quarter_json(answer, printed), ensure_ascii=False))
        return
    out = console()
    out.print(printing.quarter_table(answer))
    out.print(printing.coverage_table(answer.head, answer.coverage, answer.visited_coverage, printed))


@report.command("coverage")
def read_coverage(
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    published: PublishedFile = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Coverage by place in the tree and by group of cell types."""
    printed = _printed(published)
    query = ReadCoverage(quarter=quarter, unit_code=unit)
    answer = _ask(keeper, as_person, lambda client, at: client.ask(at, query))
    if as_json:
        print(json.dumps(coverage_json(answer, printed), ensure_ascii=False))
        return
    console().print(printing.coverage_table(answer.head, answer.coverage, answer.visited_coverage, printed))


@report.command("evidence")
def read_evidence(
    figure: Annotated[str, typer.Argument(help="Key of a figure, such as attendance_regular or assigned_residential.")],
    keeper: Keeper = None,
    quarter: Quarter = None,
    unit: Unit = None,
    most: Annotated[int, typer.Option(min=1, max=5000, help="At most so many events.")] = 50,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """The events of which a figure is the sum."""
    query = ReadEvidence(figure=figure, quarter=quarter, unit_code=unit, limit=most)
    answer = _ask(keeper, as_person, lambda client, at: client.ask(at, query))
    if as_json:
        print(answer.model_dump_json())
        return
    console().print(printing.evidence_table(answer, most))


def _printed(file: Path | None) -> Published:
    try:
        return Published.read(file)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise typer.BadParameter(f"{file} is no published.json", param_hint="--published") from error


def _ask(keeper: str | None, name: str, question: Callable[[Client, str], Awaitable[T]]) -> T:
    running = find(run_folder(dict(os.environ)))
    at = keeper or running.district

    async def ask() -> T:
        async with client_of(running, at, name) as client:
            return await question(client, at)

    return asyncio.run(ask())
