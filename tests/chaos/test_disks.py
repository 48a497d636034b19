"""The power of our disks can really be cut, their space be used up, and nothing of them is left behind."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos.disks import Disk, DiskError, Disks, disks, mounts

pytestmark = [pytest.mark.system, pytest.mark.root]

MIB = 1 << 20


@pytest.fixture
def made() -> Iterator[Disks]:
    with disks() as made:
        yield made


@pytest.fixture
def disk(made: Disks, tmp_path: Path) -> Disk:
    return made.ext4("disk", tmp_path / "ext4", 64 * MIB)


def test_a_cut_keeps_what_was_synced_and_loses_what_was_not(disk: Disk) -> None:
    synced(disk.at / "synced", b"kept")
    (disk.at / "plain").write_bytes(b"lost")

    disk.cut()

    assert (disk.at / "synced").read_bytes() == b"kept"
    assert not (disk.at / "plain").exists()


def test_a_disk_that_is_unmounted_in_order_keeps_what_was_not_synced(disk: Disk) -> None:
    (disk.at / "plain").write_bytes(b"kept")

    disk.unmount()
    disk.mount()

    assert (disk.at / "plain").read_bytes() == b"kept"


def test_whoever_works_on_the_disk_does_not_outlive_the_cut(disk: Disk) -> None:
    with subprocess.Popen(["sleep", "60"], cwd=disk.at) as worker:
        disk.cut()

        assert worker.wait() == -signal.SIGKILL
    assert os.path.ismount(disk.at)


def test_the_disk_can_be_written_again_after_a_cut(disk: Disk) -> None:
    disk.cut()

    synced(disk.at / "again", b"kept")
    disk.cut()

    assert (disk.at / "again").read_bytes() == b"kept"


@pytest.mark.parametrize("kind", ["ext4", "tmpfs"])
def test_a_full_disk_takes_nothing_more_until_its_space_is_given_back(made: Disks, tmp_path: Path, kind: str) -> None:
    disk: Disk = getattr(made, kind)(kind, tmp_path / kind, 32 * MIB)
    disk.fill()

    with pytest.raises(OSError, match="No space left") as raised:
        (disk.at / "more").write_bytes(b"x" * MIB)
    disk.give_back()
    (disk.at / "more").write_bytes(b"x" * MIB)

    assert raised.value.errno == errno.ENOSPC


def test_filling_leaves_what_it_is_asked_to_leave(disk: Disk) -> None:
    disk.fill(leave=4 * MIB)

    assert 4 * MIB <= disk.free() < 5 * MIB


def test_nothing_is_left_of_a_disk_when_the_test_fails(tmp_path: Path) -> None:
    with ExitStack() as failing:
        made = failing.enter_context(disks())
        disk = made.ext4("disk", tmp_path / "ext4", 32 * MIB)
        worker = subprocess.Popen(["sleep", "60"], cwd=disk.at)
        failing.__exit__(RuntimeError, RuntimeError("the test"), None)

    assert worker.wait() == -signal.SIGKILL
    assert mounted_below(tmp_path) == []
    assert images_of(disk.source.parent) == []


def test_the_next_start_takes_away_what_a_killed_run_has_left(tmp_path: Path) -> None:
    image = leave_behind(tmp_path)
    assert len(mounted_below(tmp_path)) == 2

    with disks():
        assert mounted_below(tmp_path) == []
        assert images_of(image) == []
        assert not image.exists()


def test_a_start_leaves_the_disks_of_others_alone(disk: Disk) -> None:
    with disks():
        assert os.path.ismount(disk.at)


def test_who_is_not_root_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(DiskError, match="need root"), disks():
        pass


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(DiskError, match="apt-get install e2fsprogs"), disks():
        pass


def synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def leave_behind(directory: Path) -> Path:
    """Have disks mounted in the directory by a run that is killed; returns where its images lie."""
    command = [sys.executable, "-m", "tests.chaos.leaver", str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        found = next(source for source, at in mounts() if at == directory / "ext4")
        run.kill()
    os.kill(worker, signal.SIGKILL)
    return Path(found).parent


def mounted_below(directory: Path) -> list[Path]:
    return [at for _, at in mounts() if at.is_relative_to(directory)]


def images_of(directory: Path) -> list[str]:
    """The images in the directory that loop devices are attached to."""
    attached = (path.read_text().strip() for path in Path("/sys/block").glob("loop*/loop/backing_file"))
    return [image for image in attached if image.startswith(str(directory))]
