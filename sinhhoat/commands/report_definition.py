"""`report definition`: what a figure means, told by the program itself."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from services.chassis.messaging.serving import LOCAL
from services.reporting.duties import defined
from sinhhoat.commands.questions import AsJson
from sinhhoat.definitions import definition_lines, definition_of, heading
from sinhhoat.terminal import console


def read_definition(
    figure: Annotated[str, typer.Argument(help="Key of a figure, such as attendance_regular or assigned_all.")],
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Under the rules of this day; today's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What a figure of the quarter means: formula, source, edge cases, version of its rule; it needs no node.

    Those of analyses and of an observer's year stand in docs/figures.md alone.
    """
    definition = definition_of(figure)
    if definition is None:
        words = "quý không có chỉ tiêu này / there is no such figure of a quarter (docs/figures.md)"
        raise typer.BadParameter(f"{figure}: {words}")
    found = defined(figure, (on or datetime.now(LOCAL)).date())
    if as_json:
        print(json.dumps({"key": figure, **found.model_dump(mode="json")}, ensure_ascii=False))
        return
    console().print(heading(definition), *definition_lines(found), sep="\n")
