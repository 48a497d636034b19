"""The file that tells other commands where a stack runs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sinhhoat.running import NothingRuns, Running, announce, find, run_folder

HERE = Running(
    pid=os.getpid(),
    directory="/somewhere",
    keepers=("city", "hoc-mon"),
    simulated=True,
    nats="nats://cli:secret@127.0.0.1:1",
    sealed_nats=None,
    keys="/somewhere/keys",
    http={"registry": 1},
    postgres="postgresql://postgres@/{database}",
)


def an_ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_is_announced_is_found(tmp_path: Path) -> None:
    announce(HERE, tmp_path / "run")

    assert find(tmp_path / "run") == HERE
    assert HERE.district == "hoc-mon"


def test_the_file_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = announce(HERE, tmp_path / "run")

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_stack_that_has_ended_is_not_found(tmp_path: Path) -> None:
    announce(replace(HERE, pid=an_ended_process()), tmp_path)

    with pytest.raises(NothingRuns, match="nothing is running"):
        find(tmp_path)


def test_the_next_stack_removes_the_files_of_those_that_were_killed(tmp_path: Path) -> None:
    killed = announce(replace(HERE, pid=an_ended_process()), tmp_path)
    announce(HERE, tmp_path)

    assert not killed.exists()
    assert find(tmp_path) == HERE


def test_the_newest_stack_is_found(tmp_path: Path) -> None:
    announce(replace(HERE, pid=os.getppid()), tmp_path)
    os.utime(tmp_path / f"running-{os.getppid()}.json", (1, 1))
    announce(HERE, tmp_path)

    assert find(tmp_path).pid == os.getpid()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pid": 1}'])
def test_a_broken_file_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "running-1.json").write_text(content)

    with pytest.raises(NothingRuns, match="nothing is running"):
        find(tmp_path)


def test_a_folder_that_another_user_put_there_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "theirs")

    with pytest.raises(NothingRuns, match="is not ours"):
        find(tmp_path / "run")
    with pytest.raises(NothingRuns, match="is not ours"):
        announce(HERE, tmp_path / "run")


def test_the_folder_can_be_named(tmp_path: Path) -> None:
    assert run_folder({"SINHHOAT_RUN": str(tmp_path)}) == tmp_path
    assert run_folder({}).name == f"sinhhoat-{os.getuid()}"
