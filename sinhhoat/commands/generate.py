"""`generate`: a simulated city of any size, with years of meetings behind it, for measuring and for trying out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.reporting.quarters import Quarter
from sinhhoat import hosted
from sinhhoat.commands.up import DATA
from sinhhoat.generation.city import Progress as Told
from sinhhoat.generation.city import generate as generate_city
from sinhhoat.generation.plan import CityPlan
from sinhhoat.node import SERVICES
from sinhhoat.stack import Stack
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.stack.settings import StackSettings
from sinhhoat.terminal import console

MOST_WARDS, MOST_QUARTERS, MOST_CELLS = 999, 40, 1_000_000

generate = typer.Typer(add_completion=False, no_args_is_help=True, help="Simulated histories.")


@generate.callback()
def words() -> None:
    """Simulated histories."""


@generate.command("city")
def city(
    cells: Annotated[int, typer.Option(min=1, max=MOST_CELLS, help="Cells on the first day.")] = 24_000,
    wards: Annotated[int, typer.Option(min=1, max=MOST_WARDS, help="Wards, each a keeper.")] = 126,
    quarters: Annotated[int, typer.Option(min=1, max=MOST_QUARTERS, help="Quarters that they have lived.")] = 8,
    seed: Annotated[int, typer.Option(help="Another seed, another city; the same one, the same to the byte.")] = 7,
    first: Annotated[str, typer.Option("--from", help="The first quarter.")] = "2025-Q1",
    data: Annotated[Path, typer.Option(help="Directory that keeps everything; `up --data` serves it.")] = DATA,
    reports_only: Annotated[
        bool, typer.Option("--reports-only", help="Make reporting's tables alone: the city is read, not written to.")
    ] = False,
) -> None:
    """A simulated city, written in bulk into empty stores: wards, committees, cells, and all that happened in them."""
    if wards > cells:
        raise typer.BadParameter(
            f"{wards} phường mà chỉ có {cells} chi bộ / {wards} wards and only {cells} cells", param_hint="--wards"
        )
    plan = CityPlan(cells, wards, quarters, seed, _quarter(first).first)
    raise typer.Exit(run_until_stopped(_generate(plan, data, reports_only)))


def _quarter(name: str) -> Quarter:
    try:
        return Quarter.parse(name)
    except ValueError as error:
        raise typer.BadParameter(f"{name}: ví dụ / such as 2025-Q1", param_hint="--from") from error


async def _generate(plan: CityPlan, data: Path, reports_only: bool) -> int:
    services = ["reporting"] if reports_only else list(SERVICES)
    async with Stack(data, StackSettings()) as stack:
        with _bar(plan, services) as progress:
            events = await generate_city(stack.endpoints, plan, progress, services)
    hosted.remember(data, plan.keepers, "simulated")
    print(
        f"SIMULATED: {plan.cells} chi bộ, {plan.wards} phường, {plan.quarters} quý, {events} sự kiện / "
        f"{plan.cells} cells, {plan.wards} wards, {plan.quarters} quarters, {events} events",
        file=sys.stderr,
    )
    return 0


@contextmanager
def _bar(plan: CityPlan, services: list[str]) -> Iterator[Told]:
    """A bar for the keepers and one for the services, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True)) as bars:
        written = bars.add_task("SIMULATED lịch sử / histories", total=len(plan.keepers))
        made = bars.add_task("SIMULATED bảng / tables", total=len(services))
        yield lambda name, events: bars.advance(made if name in services else written)
