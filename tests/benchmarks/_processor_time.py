"""Processor time by kind of process: what a figure costs does not depend on what else the machine is doing."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SECOND = os.sysconf("SC_CLK_TCK")
THIS = "this process"


class Process(NamedTuple):
    """Of a line of /proc: `seconds` of its own, and those of its children that have ended."""

    name: str
    parent: int
    seconds: float
    of_children: float


class ProcessorTime:
    """Seconds of processor time since it was made, of this process and of all that it has started, by name."""

    def __init__(self) -> None:
        self._before = _used()

    def seconds(self, name: str) -> float:
        """Of one kind of process; 0 where there is none."""
        return _used().get(name, 0.0) - self._before.get(name, 0.0)

    def per(self, events: int) -> dict[str, float]:
        """Microseconds for each event; kinds that used none are left out."""
        used = {name: seconds - self._before.get(name, 0.0) for name, seconds in _used().items()}
        return {f"CPU of {name}, µs/event": used[name] / events * 1e6 for name in sorted(used) if used[name] > 0}


def _used() -> dict[str, float]:
    processes = {int(path.name): found for path in Path("/proc").glob("[0-9]*") if (found := _process(path))}
    children = defaultdict(list)
    for pid, process in processes.items():
        children[process.parent].append(pid)
    used = defaultdict(float, {THIS: processes[os.getpid()].seconds})
    for pid in _below(os.getpid(), children):
        used[processes[pid].name] += processes[pid].seconds + processes[pid].of_children
    return used


def _below(pid: int, children: dict[int, list[int]]) -> Iterator[int]:
    for child in children[pid]:
        yield child
        yield from _below(child, children)


def _process(path: Path) -> Process | None:
    """None for a process that has ended meanwhile."""
    try:
        line = (path / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    name, _, rest = line.partition("(")[2].rpartition(") ")
    fields = rest.split()
    own, ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return Process(name, int(fields[1]), own / SECOND, ended / SECOND)
