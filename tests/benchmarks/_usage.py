"""How much memory process trees take at most, and how much processor time in all, while something is done."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from services.chassis.ending import end

LOOK_SECONDS = 1.0
SECOND = os.sysconf("SC_CLK_TCK")
Trees = dict[str, tuple[int, ...]]
"""Name -> the processes at the roots of its trees; whoever measures may add to it."""


class Used(NamedTuple):
    """Memory in MiB now, of which pages that several processes share count once (PSS); processor seconds so far."""

    memory: float
    seconds: float


@dataclass
class Usage:
    """Of each tree, the highest memory in MiB and the processor seconds, since one has begun to look."""

    memory: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _before: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, used: Used, *, at_start: bool) -> None:
        # What comes later begins at nothing.
        before = self._before.setdefault(name, used.seconds if at_start else 0.0)
        self.memory[name] = max(self.memory[name], used.memory)
        self.seconds[name] = max(self.seconds[name], used.seconds - before)


@asynccontextmanager
async def watched(trees: Trees) -> AsyncIterator[Usage]:
    """Look every second until the block ends."""
    usage = Usage()
    await _look(trees, usage, at_start=True)

    async def look() -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await _look(trees, usage, at_start=False)

    looking = asyncio.create_task(look())
    try:
        yield usage
    finally:
        await end(looking)


def postmaster_of(backend: int) -> int:
    """The process that has started a backend of PostgreSQL."""
    told = _told(Path(f"/proc/{backend}"))
    return told.parent if told else 0


def used_by(trees: Mapping[str, tuple[int, ...]]) -> dict[str, Used]:
    """What each tree takes now, and has used so far; of processes that have ended, nothing but time."""
    processes = {int(path.name): told for path in Path("/proc").glob("[0-9]*") if (told := _told(path))}
    children: defaultdict[int, list[int]] = defaultdict(list)
    for number, process in processes.items():
        children[process.parent].append(number)
    found = {}
    for name, roots in trees.items():
        all_of_it = [one for root in roots if root in processes for one in _tree(root, children)]
        found[name] = Used(sum(map(_memory, all_of_it)), sum(processes[one].seconds for one in all_of_it))
    return found


async def _look(trees: Trees, usage: Usage, *, at_start: bool) -> None:
    for name, used in (await asyncio.to_thread(used_by, dict(trees))).items():
        usage.note(name, used, at_start=at_start)


def _tree(root: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    yield root
    for child in children.get(root, ()):
        yield from _tree(child, children)


def _memory(process: int) -> float:
    """In MiB; 0 for one that has just ended."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    sizes = [line.split()[1] for line in told.splitlines() if line.startswith("Pss:")]
    return int(sizes[0]) / 1024 if sizes else 0.0


class _Told(NamedTuple):
    """Of a line of /proc: its parent, and the seconds that it and its children that have ended have used."""

    parent: int
    seconds: float


def _told(process: Path) -> _Told | None:
    """None for a process that has just ended."""
    try:
        # The name before these fields is in brackets, and may hold anything.
        fields = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return _Told(int(fields[1]), sum(map(int, fields[11:15])) / SECOND)
