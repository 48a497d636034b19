"""Where people read: tables keep their width also in a file or a pipe, where rich would take 80 columns."""

from __future__ import annotations

import sys

from rich.console import Console

WIDTH_OF_A_FILE = 160


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or wide enough for our tables where there is none."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else WIDTH_OF_A_FILE)
