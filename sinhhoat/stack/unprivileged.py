"""Running, when we are root, a program that refuses root."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sinhhoat.stack import tether
from sinhhoat.stack.children import tethered
from sinhhoat.stack.errors import StackError

MODES_FOR_ROOT = ("namespace", "nobody")  # see tether.py; the first that works is taken


def usable_mode(program: Path, own: Sequence[Path], modes: Sequence[str]) -> str:
    """The mode in which the program runs here; as nobody, the directories `own` are given to him. Else StackError."""
    if os.geteuid() != 0:
        return "same"
    for mode in modes:
        if runs_as(mode, program):
            if mode == "nobody":
                give_to_nobody(own)
            return mode
    raise StackError(
        "PostgreSQL refuses to run as root, and neither a user namespace nor the user nobody can run it here: "
        "start sinhhoat as an ordinary user, or set SINHHOAT_POSTGRES_URL."
    )


def give_to_nobody(directories: Sequence[Path]) -> None:
    for top in directories:
        for path in (top, *top.rglob("*")):
            os.chown(path, tether.NOBODY, tether.NOBODY, follow_symlinks=False)


def runs_as(mode: str, program: Path) -> bool:
    """Whether the program can be run in that mode at all (it must be reachable and executable)."""
    command = tethered([str(program), "--version"], mode, signal.SIGKILL)
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
