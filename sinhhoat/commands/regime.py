"""`regime`: the scenarios of the regime's rows, carried out on a stack of their own; what failed is named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import structlog
import typer

from sinhhoat.regime.looking import Failed
from sinhhoat.regime.page import write
from sinhhoat.regime.playing import Played
from sinhhoat.regime.rows import SCENARIOS, scenarios
from sinhhoat.regime.scenario import Scenario, ScenarioWrong, read_scenario
from sinhhoat.regime.stage import played_all, stage
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.terminal import console

ROOT = Path(__file__).parents[2]


def regime(
    files: Annotated[
        list[Path] | None, typer.Argument(exists=True, dir_okay=False, help="Scenario files; all of them without any.")
    ] = None,
    page: Annotated[bool, typer.Option(help="Write docs/regime.md from this run of all of them.")] = False,
) -> None:
    """Carry scenarios out (examples/regime) on a stack of their own. Ends with 0 where all came out as they say."""
    if page and files:
        raise typer.BadParameter("the page needs all scenarios", param_hint="--page")
    try:
        wanted = [read_scenario(file) for file in files] if files else scenarios(SCENARIOS)
    except ScenarioWrong as wrong:
        raise StackError(str(wrong)) from None
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    raise typer.Exit(run_until_stopped(_play(wanted, page)))


async def _play(wanted: list[Scenario], page: bool) -> int:
    async with stage(wanted) as running:
        found = await played_all(running, wanted, ROOT)
    failed = [name for name, outcome in found.items() if isinstance(outcome, Failed)]
    for name, outcome in sorted(found.items()):
        _say(name, outcome)
    if page and not failed:
        write([outcome for outcome in found.values() if isinstance(outcome, Played)])
    return 1 if failed else 0


def _say(name: str, outcome: Played | Failed) -> None:
    if isinstance(outcome, Failed):
        console(stderr=True).print(f"{name}: {outcome}", style="red", highlight=False, markup=False)
        return
    made = {feed: dict(names) for feed, names in outcome.events.items() if names}
    console().print(f"{name}: {', '.join(dict.fromkeys(outcome.commands))} → {made}", highlight=False, markup=False)
