"""`serve`: one service as a process of its own, told by its environment where everything is."""

from __future__ import annotations

from typing import Annotated

import typer

from services.chassis.runtime import run
from sinhhoat.node import SERVICES


def serve(service: Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]) -> None:
    """Run one service; SINHHOAT_DATABASE_URL and the other settings stand in docs/operators.md."""
    if service not in SERVICES:
        raise typer.BadParameter(f"no such service; there are {', '.join(SERVICES)}")
    run(SERVICES[service])
