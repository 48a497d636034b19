"""Directories of our own: private, locked while in use, and removed when whoever made them is dead."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sinhhoat.stack.errors import StackError
from sinhhoat.stack.tether import NOBODY

OWNER_LOCK = "owner.lock"
STACK_LOCK = "stack.lock"
SECONDS_FOR_ORPHANS_TO_END = 10.0  # PostgreSQL kills its own children after five


@contextmanager
def private_directory(purpose: str) -> Iterator[Path]:
    """A new directory `sinhhoat-<purpose>-<uid>-<pid>-...` that only we can enter; removed on leaving.

    Directories of the same purpose that a killed process left behind are removed first.
    """
    prefix = f"sinhhoat-{purpose}-{os.getuid()}-"
    remove_abandoned(prefix)
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


def remove_abandoned(prefix: str) -> None:
    owners = {os.getuid(), NOBODY} if os.getuid() == 0 else {os.getuid()}
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        if path.is_dir() and not path.is_symlink() and path.lstat().st_uid in owners and abandoned(path):
            shutil.rmtree(path, ignore_errors=True)


def abandoned(directory: Path) -> bool:
    """Whether no process holds one of its locks; servers whose owner was just killed get a moment to end."""
    try:
        for name in (OWNER_LOCK, STACK_LOCK):
            os.close(take_lock(directory / name))
    except StackError:
        return False
    return True


def take_lock(path: Path) -> int:
    """Lock the file, which is made if need be, and return its descriptor; StackError when another holds it.

    Closing the descriptor frees the lock, unless a child has inherited it and lives. When the holder is dead and
    only its children live, which end by themselves, they are waited for.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + SECONDS_FOR_ORPHANS_TO_END
    while not locked(descriptor):
        holder = os.pread(descriptor, 20, 0).decode()
        if Path("/proc", holder).exists() or time.monotonic() > deadline:
            os.close(descriptor)
            raise StackError(f"{path.parent} is in use by another sinhhoat (process {holder}).")
        time.sleep(0.02)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
