"""`examples check`: the five source documents through the whole system, published beside computed."""

from __future__ import annotations

import json
from typing import Annotated

import structlog
import typer

from sinhhoat.documents.checking import Checked, check
from sinhhoat.documents.document import Document, documents
from sinhhoat.documents.telling import as_json, table
from sinhhoat.regime.scenario import ScenarioWrong
from sinhhoat.regime.stage import stage
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.run import run_until_stopped
from sinhhoat.terminal import console

examples = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@examples.callback()
def words() -> None:
    """The source documents of `examples/`."""


@examples.command("check")
def check_examples(
    names: Annotated[
        list[str] | None, typer.Argument(help="Directories of examples/; all of them without any.")
    ] = None,
    told_as_json: Annotated[bool, typer.Option("--json", help="JSON alone on standard output.")] = False,
) -> None:
    """Load every document, carry out what it tells, and print what is computed beside what was published.

    On a stack of its own. Ends with 0 where all figures agree, but for the percentage that is known to be misprinted.
    """
    try:
        found = documents()
    except ScenarioWrong as wrong:
        raise StackError(str(wrong)) from None
    known = [document.name for document in found]
    if strange := [name for name in names or [] if name not in known]:
        raise typer.BadParameter(f"{strange[0]}: có / there are {', '.join(known)}", param_hint="NAMES")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    wanted = [document for document in found if not names or document.name in names]
    raise typer.Exit(run_until_stopped(_check(wanted, told_as_json)))


async def _check(wanted: list[Document], told_as_json: bool) -> int:
    async with stage([document.script for document in wanted]) as running:
        checked = await check(running, wanted)
    if told_as_json:
        print(json.dumps(as_json(checked), ensure_ascii=False, indent=2))
    else:
        _print(checked)
    return 0 if all(one.good for one in checked) else 1


def _print(checked: list[Checked]) -> None:
    for one in checked:
        if one.failed is None:
            console().print(table(one))
        else:
            told = f"{one.document.name}: {one.failed}"
            console(stderr=True).print(told, style="red", highlight=False, markup=False)
