"""Foreground children that die with their parent and are stopped in a bounded time."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sinhhoat.stack import tether
from sinhhoat.stack.errors import StackError

LINES_OF_LOG_SHOWN = 8


@dataclass(frozen=True)
class Program:
    """What to run and how it wants to be ended."""

    name: str
    command: Sequence[str]
    log: Path
    stop_signal: signal.Signals
    orphan_signal: signal.Signals  # what the kernel sends it when we are gone
    mode: str = "same"  # see tether.py
    lock: int | None = None  # a file descriptor to inherit: its flock is free again only when no such process lives
    directory: Path | None = None
    environment: Mapping[str, str] | None = None  # None: ours


class Child:
    """A running program; `ended` can be awaited, `stop` and `kill` may be called at any time and more than once."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program = program
        self.pid = process.pid
        self._process = process

    @classmethod
    async def start(cls, program: Program) -> "Child":
        """Start it from the thread of the event loop: the child dies with that thread, not only with the process.

        It gets a session of its own, so that Ctrl-C at the terminal reaches us alone and we stop it in order.
        """
        with program.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *tethered(program.command, program.mode, program.orphan_signal),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=program.directory,
                env=program.environment,
                pass_fds=() if program.lock is None else (program.lock,),
            )
        return cls(program, process)

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> int:
        return await self._process.wait()

    async def stop(self, within: float = 10.0) -> None:
        """Ask it to end, wait at most `within` seconds, then kill it."""
        self._send(self.program.stop_signal)
        try:
            await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        self._send(signal.SIGKILL)
        await self._process.wait()

    def failure(self) -> StackError:
        """The sentence for a child that ended by itself, with the end of its log."""
        return StackError(f"{self.program.name} has ended ({self._process.returncode}): {tail(self.program.log)}")

    def _send(self, number: signal.Signals) -> None:
        if self.running:
            self._process.send_signal(number)


def tethered(command: Sequence[str], mode: str, orphan_signal: signal.Signals) -> list[str]:
    """The command line that runs the command tied to this process."""
    return [sys.executable, "-I", "-S", tether.__file__, str(int(orphan_signal)), str(os.getpid()), mode, *command]


async def run_to_end(program: Program) -> None:
    """Run a program that ends by itself; StackError when it fails."""
    child = await Child.start(program)
    try:
        code = await child.ended()
    except asyncio.CancelledError:
        await child.kill()
        raise
    if code != 0:
        raise child.failure()


def tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-LINES_OF_LOG_SHOWN:]
    return f"{' | '.join(lines)} (log: {log})" if lines else f"nothing in its log {log}"


async def first_failure(children: Sequence[Child]) -> StackError:
    """Wait until one of them ends by itself; with no children, for ever."""
    ends = {asyncio.create_task(child.ended()): child for child in children}
    try:
        if not ends:
            await asyncio.Event().wait()
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in ends:
            task.cancel()
    return ends[done.pop()].failure()
