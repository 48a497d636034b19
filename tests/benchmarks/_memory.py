"""How much memory process trees take at most while something is done."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from services.chassis.ending import end

LOOK_SECONDS = 0.25
Trees = dict[str, tuple[int, ...]]
"""Name -> the processes at the roots of its trees; whoever measures may add to it."""


@asynccontextmanager
async def peaks(trees: Trees) -> AsyncIterator[dict[str, float]]:
    """The highest sum over each tree's processes in MiB; pages that several share count once (PSS)."""
    highest: defaultdict[str, float] = defaultdict(float)

    async def look() -> None:
        while True:
            for name, size in (await asyncio.to_thread(sizes, dict(trees))).items():
                highest[name] = max(highest[name], size)
            await asyncio.sleep(LOOK_SECONDS)

    looking = asyncio.create_task(look())
    try:
        yield highest
    finally:
        await end(looking)


def postmaster_of(backend: int) -> int:
    """The process that has started a backend of PostgreSQL."""
    return _parent(Path(f"/proc/{backend}"))


def sizes(trees: Mapping[str, tuple[int, ...]]) -> dict[str, float]:
    """What each tree takes now, in MiB."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for process in Path("/proc").glob("[0-9]*"):
        children[_parent(process)].append(int(process.name))
    return {name: sum(_tree(root, children) for root in roots) for name, roots in trees.items()}


def _tree(root: int, children: Mapping[int, list[int]]) -> float:
    return _size(root) + sum(_tree(child, children) for child in children.get(root, ()))


def _size(process: int) -> float:
    """In MiB; 0 for one that has just ended."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    sizes = [line.split()[1] for line in told.splitlines() if line.startswith("Pss:")]
    return int(sizes[0]) / 1024 if sizes else 0.0


def _parent(process: Path) -> int:
    """The parent's number; 0 for a process that has just ended."""
    try:
        # The name before it is in brackets, and may hold anything.
        return int((process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0
