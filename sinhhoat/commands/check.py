"""`check totals`: whether every total is the sum of the facts behind it, at every keeper and in the city."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Annotated

import typer

from contracts.reporting import Pair
from sinhhoat.figures import whole
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console
from sinhhoat.totals import Checked, Span, check_node
from sinhhoat.totals.keepers import clients_of

check = typer.Typer(add_completion=False, no_args_is_help=True, help="Whether what is told adds up.")


@check.callback()
def words() -> None:
    """Whether what is told adds up."""


@check.command("totals")
def totals(
    keeper: Annotated[
        str | None, typer.Option(help="One keeper only; without it all of the node, and the city.")
    ] = None,
    quarter: Annotated[str | None, typer.Option(help="One quarter only, such as 2019-Q1.")] = None,
    quarters: Annotated[int, typer.Option(min=1, max=400, help="So many, back from each keeper's newest.")] = 8,
    as_person: Annotated[str, typer.Option("--as", help="Who asks: a person's code or id.")] = "node",
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Whether every total is the sum of its facts: kept figures, the events behind them, units, keepers, the city.

    Every unit and figure of each quarter is asked for, each some tens of milliseconds. Ends with 0 where all adds up,
    with 1 where anything does not: what is wrong is named.
    """
    running = find(run_folder(dict(os.environ)))
    keepers = [keeper] if keeper else list(running.keepers)
    checked = asyncio.run(_checked(running, keepers, as_person, Span(quarter, quarters)))
    if as_json:
        print(json.dumps(_json(checked), ensure_ascii=False))
    else:
        console().print(_sum(checked), highlight=False)
        for line in told(checked):
            print(line, file=sys.stderr)
    raise typer.Exit(1 if checked.wrong else 0)


async def _checked(running: Running, keepers: list[str], as_person: str, span: Span) -> Checked:
    with console(stderr=True).status("…") as status:
        checked = Checked(progress=status.update)
        async with clients_of(running, as_person) as asking:
            await check_node(asking, keepers, span, checked)
    return checked


def _sum(checked: Checked) -> str:
    counts = (checked.quarters, checked.units, checked.figures, len(checked.wrong))
    quarters, units, figures, wrong = map(whole, counts)
    return (
        f"{quarters} quý, {units} đơn vị, {figures} phép so; {wrong} chỗ sai / "
        f"{quarters} quarters, {units} units, {figures} comparisons; {wrong} wrong"
    )


def told(checked: Checked) -> list[str]:
    """A line for each figure that is wrong: where, the two answers, and which two they are."""
    return [
        f"{' '.join(one.where)} {one.figure}: {_pair(one.told)} ≠ {_pair(one.counted)}; {one.what}"
        for one in checked.wrong
    ]


def _pair(pair: Pair) -> str:
    return f"{pair[0]}/{pair[1]}"


def _json(checked: Checked) -> dict[str, object]:
    return {
        "quarters": checked.quarters,
        "units": checked.units,
        "compared": checked.figures,
        "wrong": [{**one._asdict(), "where": one.where._asdict()} for one in checked.wrong],
    }
