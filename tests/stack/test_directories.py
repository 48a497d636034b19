"""Private directories are ours alone while we live and are cleared away when we do not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sinhhoat.stack.directories import STACK_LOCK, private_directory, take_lock
from sinhhoat.stack.errors import StackError

ABANDON = """
import os
from sinhhoat.stack.directories import private_directory
kept = private_directory("test")
print(kept.__enter__(), flush=True)
os._exit(0)
"""


def abandoned_directory() -> Path:
    made = subprocess.run([sys.executable, "-c", ABANDON], capture_output=True, text=True, check=True)
    return Path(made.stdout.strip())


def test_a_private_directory_is_ours_alone_and_goes_with_us() -> None:
    with private_directory("test") as directory:
        mode = directory.stat().st_mode & 0o777

    assert mode == 0o700
    assert directory.name.startswith(f"sinhhoat-test-{os.getuid()}-{os.getpid()}-")
    assert not directory.exists()


def test_the_next_start_removes_what_a_dead_process_left() -> None:
    left = abandoned_directory()
    assert left.exists()

    with private_directory("test"):
        assert not left.exists()


def test_a_living_process_keeps_its_directory() -> None:
    with private_directory("test") as first, private_directory("test"):
        assert first.exists()


def test_a_directory_whose_servers_live_is_kept() -> None:
    left = abandoned_directory()
    lock = take_lock(left / STACK_LOCK)

    with private_directory("test"):
        assert left.exists()

    os.close(lock)
    with private_directory("test"):
        assert not left.exists()


def test_directories_of_another_purpose_are_left_alone() -> None:
    left = abandoned_directory()

    with private_directory("other"):
        assert left.exists()

    with private_directory("test"):
        assert not left.exists()


def test_a_lock_that_is_held_names_its_holder(tmp_path: Path) -> None:
    lock = take_lock(tmp_path / "lock")

    with pytest.raises(StackError, match=f"process {os.getpid()}"):
        take_lock(tmp_path / "lock")

    os.close(lock)
    os.close(take_lock(tmp_path / "lock"))
