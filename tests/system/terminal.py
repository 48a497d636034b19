"""The command line as its user has it: `python -m sinhhoat` in processes of their own, in a private place."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sinhhoat.running import Running, find
from tests.eventually import eventually

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be JSON and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """Commands run with a temporary directory and a folder for running stacks that no other test sees."""

    place: Path

    @property
    def folder(self) -> Path:
        """Where running stacks are announced."""
        return self.place / "run"

    @classmethod
    @contextmanager
    def somewhere(cls) -> Iterator[Terminal]:
        """A new place with a short path, because a socket has to find room in it; removed at the end."""
        with TemporaryDirectory(prefix="sh-", ignore_cleanup_errors=True) as place:
            yield cls(Path(place))

    async def say(self, *words: str) -> Said:
        """Run to the end."""
        process = await self.start(*words)
        out, err = await process.communicate()
        return Said(process.returncode or 0, out.decode(), err.decode())

    async def start(self, *words: str) -> Process:
        """Run in the background, in a session of its own."""
        temporary = self.place / "tmp"
        temporary.mkdir(exist_ok=True)
        told = {"SINHHOAT_RUN": str(self.folder), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sinhhoat", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=self.place,
            env=kept | told,
            start_new_session=True,
        )

    @asynccontextmanager
    async def up(self, *words: str) -> AsyncIterator[tuple[Process, Running]]:
        """`up` with those words, once it listens; killed at the end if it still lives."""
        process = await self.start("up", *words)
        try:
            yield process, await self.running(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    async def running(self, process: Process) -> Running:
        """What the process has announced; AssertionError with its words when it ends instead."""

        def announced() -> bool:
            return process.returncode is not None or (self.folder / f"running-{process.pid}.json").exists()

        assert await eventually(announced, within=60)
        if process.returncode is not None:
            _, err = await process.communicate()
            raise AssertionError(err.decode())
        return find(self.folder)
