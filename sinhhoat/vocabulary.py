"""The words of the command line, each imported only when it is said: a report needs no service to be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

WORDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "demo"),
    "up": ("up", "up"),
    "serve": ("serve", "serve"),
    "generate": ("generate", "generate"),
    "load": ("load", "load"),
    "calendar": ("calendar", "calendar"),
    "do": ("do", "do"),
    "ask": ("do", "ask"),
    "regime": ("regime", "regime"),
    "examples": ("examples", "examples"),
    "report": ("report", "report"),
    "evidence": ("report_figures", "read_evidence"),
    "check": ("check", "check"),
    "history": ("history", "history"),
    "status": ("status", "status"),
    "parked": ("parked", "parked"),
    "erase": ("erase", "erase"),
    "export": ("export", "exporting"),
    "import": ("export", "importing"),
    "feed": ("feed", "feed"),
    "replay": ("replay", "replay"),
    "keys": ("keys", "keys"),
}
"""Word -> the module of `sinhhoat.commands` and the name in it: a function, or an application with words of its own."""


class Words(TyperGroup):
    """Looks a word up in `WORDS` and makes its command on the spot."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(WORDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in WORDS:
            return None
        module, name = WORDS[cmd_name]
        found = getattr(import_module(f"sinhhoat.commands.{module}"), name)
        if not isinstance(found, typer.Typer):
            found, function = typer.Typer(add_completion=False), found
            found.command(cmd_name)(function)
        command = get_command(found)
        command.name = cmd_name
        return command
