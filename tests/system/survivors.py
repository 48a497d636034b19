"""Which processes are left of a system: those that work in its directory, or were told of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def processes_of(directory: Path) -> list[str]:
    """Their command lines."""
    return list(pids_of(directory).values())


def pids_of(directory: Path) -> dict[int, str]:
    """Their numbers and command lines; a process is known by working directory, arguments or environment."""
    wanted, found = str(directory).encode(), {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (process / "cmdline").read_bytes()
            here = (process / "cwd").readlink().is_relative_to(directory)
            if told and (here or wanted in told or wanted in (process / "environ").read_bytes()):
                found[int(process.name)] = told.replace(b"\0", b" ").decode(errors="replace")
    return found


def family(pid: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name stands in brackets and may hold anything; state and parent follow it.
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(status.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found
