"""Directories of our own: private, locked while in use, and removed when whoever made them is dead."""

import asyncio
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sinhhoat.stack.errors import StackError
from sinhhoat.stack.tether import NOBODY

OWNER_LOCK = "owner.lock"
STACK_LOCK = "stack.lock"
SECONDS_FOR_ORPHANS_TO_END = 10.0  # PostgreSQL kills its own children after five
PAUSE = 0.02

T = TypeVar("T")

Steps = Generator[float, None, T]
"""Work that has to wait now and then: it yields how many seconds, and returns what came of it."""


@contextmanager
def private_directory(purpose: str) -> Iterator[Path]:
    """A new directory `sinhhoat-<purpose>-<uid>-<pid>-...` that only we can enter; removed on leaving.

    Directories of the same purpose that a killed process left behind are removed first. Waiting for its servers to end
    blocks the thread: an event loop asks for `own_directory`.
    """
    slept(remove_abandoned(_prefix(purpose)))
    with _made(_prefix(purpose)) as path:
        yield path


@asynccontextmanager
async def own_directory(purpose: str) -> AsyncIterator[Path]:
    """The same in an event loop, which goes on while there is something to wait for."""
    await awaited(remove_abandoned(_prefix(purpose)))
    with _made(_prefix(purpose)) as path:
        yield path


def _prefix(purpose: str) -> str:
    return f"sinhhoat-{purpose}-{os.getuid()}-"


@contextmanager
def _made(prefix: str) -> Iterator[Path]:
    # It gets its name only once it is locked, so that no other start takes it for an abandoned one.
    unnamed = Path(tempfile.mkdtemp(prefix=f".{prefix}"))
    lock = take_lock(unnamed / OWNER_LOCK)
    path = unnamed.with_name(f"{prefix}{os.getpid()}-{unnamed.name.removeprefix('.' + prefix)}")
    unnamed.rename(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def remove_abandoned(prefix: str) -> Steps[None]:
    owners = {os.getuid(), NOBODY} if os.getuid() == 0 else {os.getuid()}
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        if path.is_dir() and not path.is_symlink() and path.lstat().st_uid in owners and (yield from _given_up(path)):
            shutil.rmtree(path, ignore_errors=True)


def abandoned(directory: Path) -> bool:
    """Whether no process holds one of its locks; servers whose owner was just killed get a moment to end."""
    return slept(_given_up(directory))


def _given_up(directory: Path) -> Steps[bool]:
    try:
        for name in (OWNER_LOCK, STACK_LOCK):
            os.close((yield from _locking(directory / name)))
    except StackError:
        return False
    return True


def take_lock(path: Path) -> int:
    """Lock the file, which is made if need be, and return its descriptor; StackError when another holds it.

    Closing the descriptor frees the lock, unless a child has inherited it and lives. When the holder is dead and
    only its children live, which end by themselves, they are waited for: an event loop asks for `taken_lock`.
    """
    return slept(_locking(path))


async def taken_lock(path: Path) -> int:
    """The same in an event loop; whoever is cancelled meanwhile holds nothing."""
    return await awaited(_locking(path))


def _locking(path: Path) -> Steps[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + SECONDS_FOR_ORPHANS_TO_END
        while not locked(descriptor):
            holder = os.pread(descriptor, 20, 0).decode()
            if Path("/proc", holder).exists() or time.monotonic() > deadline:
                raise StackError(f"{path.parent} is in use by another sinhhoat (process {holder}).")
            yield PAUSE
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def slept(steps: Steps[T]) -> T:
    """Take all steps, asleep in between."""
    while True:
        try:
            time.sleep(next(steps))
        except StopIteration as end:
            result: T = end.value
            return result


async def awaited(steps: Steps[T]) -> T:
    """Take all steps, and let the event loop go on in between; cancelled, the work gives back what it holds."""
    with closing(steps):
        while True:
            try:
                pause = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            await asyncio.sleep(pause)


def locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
