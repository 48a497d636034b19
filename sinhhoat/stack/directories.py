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
SECONDS_FOR_ORPHANS_TO_END = 6.0


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
        patience = 0.0 if owner_lives(directory) else SECONDS_FOR_ORPHANS_TO_END
        for name in (OWNER_LOCK, STACK_LOCK):
            os.close(take_lock(directory / name, within=patience))
    except StackError:
        return False
    return True


def owner_lives(directory: Path) -> bool:
    """Whether the process that the directory is named after exists (perhaps another one with its number)."""
    pid = directory.name.split("-")[3]
    return Path("/proc", pid).exists()


def take_lock(path: Path, within: float = 0.0) -> int:
    """Lock the file, which is made if need be, and return its descriptor; StackError when another holds it.

    Closing the descriptor frees the lock, unless a child has inherited it and lives.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + within
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise StackError(f"{path.parent} is in use by another running sinhhoat.") from None
            time.sleep(0.02)
