"""`do` and `ask`: every command and every question of the contracts, as a person types them."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import typer

from contracts.message import Command, Query
from sinhhoat.doing.offered import commands, queries
from sinhhoat.doing.sending import answer, carry_out
from sinhhoat.doing.telling import REFUSED, code_of, say, say_mistakes, told
from sinhhoat.doing.wish import Mistaken, Wish
from sinhhoat.doing.words import group
from sinhhoat.running import find, run_folder


def _do(wish: Wish[Command]) -> None:
    """Send it, say what became of it, and end with 0 accepted, 1 refused, 3 conflict, 4 unavailable."""
    running = find(run_folder(dict(os.environ)))
    try:
        outcomes = asyncio.run(carry_out(running, wish))
    except Mistaken as mistaken:
        say_mistakes(mistaken, batch=wish.batch, as_json=wish.said.as_json)
        raise typer.Exit(REFUSED) from None
    if wish.said.as_json:
        print(told(outcomes, batch=wish.batch))
    else:
        say(outcomes, batch=wish.batch)
    raise typer.Exit(code_of(outcomes))


def _ask(wish: Wish[Query]) -> None:
    """Print the answer as JSON, on one line with --json."""
    running = find(run_folder(dict(os.environ)))
    try:
        found: Any = asyncio.run(answer(running, wish)).model_dump(mode="json")
    except Mistaken as mistaken:
        say_mistakes(mistaken, batch=False, as_json=wish.said.as_json)
        raise typer.Exit(REFUSED) from None
    print(json.dumps(found, ensure_ascii=False, indent=None if wish.said.as_json else 2))


do = typer.Typer(
    cls=group(commands, _do),
    add_completion=False,
    no_args_is_help=True,
    help="Ra một lệnh / Say a command: `sinhhoat do record-meeting --help`.",
)
ask = typer.Typer(
    cls=group(queries, _ask),
    add_completion=False,
    no_args_is_help=True,
    help="Hỏi / Ask a question: `sinhhoat ask list-units --help`.",
)


@do.callback()
def _words_of_do() -> None:
    """Typer makes a group of what has a callback."""


@ask.callback()
def _words_of_ask() -> None:
    """Typer makes a group of what has a callback."""
