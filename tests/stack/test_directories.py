"""Private directories are ours alone while we live and are cleared away when we do not."""

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sinhhoat.stack.directories import STACK_LOCK, locked, own_directory, private_directory, take_lock, taken_lock
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


def dead_process() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def held_by_orphans(path: Path) -> int:
    """A lock as the children of a killed process hold it; closing the descriptor is their end."""
    lock = take_lock(path)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(dead_process()).encode(), 0)
    return lock


async def test_an_event_loop_goes_on_while_orphans_are_waited_for() -> None:
    left = abandoned_directory()
    orphans = held_by_orphans(left / STACK_LOCK)
    opened = AsyncExitStack()
    entering = asyncio.create_task(opened.enter_async_context(own_directory("test")))
    await asyncio.sleep(0)
    assert not entering.done()

    os.close(orphans)  # Only a loop that goes on comes here before the orphans' time is over.
    async with opened:
        made = await entering
        assert made.exists()
        assert not left.exists()
    assert not made.exists()


async def test_a_lock_is_waited_for_in_an_event_loop(tmp_path: Path) -> None:
    orphans = held_by_orphans(tmp_path / "lock")
    taking = asyncio.create_task(taken_lock(tmp_path / "lock"))
    await asyncio.sleep(0)
    assert not taking.done()

    os.close(orphans)

    os.close(await taking)


async def test_whoever_is_cancelled_while_waiting_holds_nothing(tmp_path: Path) -> None:
    orphans = held_by_orphans(tmp_path / "lock")
    taking = asyncio.create_task(taken_lock(tmp_path / "lock"))
    await asyncio.sleep(0)
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    os.close(orphans)

    lock = os.open(tmp_path / "lock", os.O_RDWR)
    assert locked(lock)
    os.close(lock)


async def test_a_lock_of_a_living_process_is_refused_in_an_event_loop_too(tmp_path: Path) -> None:
    lock = take_lock(tmp_path / "lock")

    with pytest.raises(StackError, match=f"process {os.getpid()}"):
        await taken_lock(tmp_path / "lock")

    os.close(lock)
