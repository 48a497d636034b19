"""File systems of our own whose power can be cut and whose space can be used up; they need root."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sinhhoat.stack.directories import abandoned, private_directory

PURPOSE = "disks"
SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
WITHOUT_FLUSHING_THE_LOG = 2
SECONDS_TO_END = 10.0
SECONDS_TO_LET_GO = 60.0
POSTGRES, NATS = "PostgreSQL", "NATS"
SERVER_BYTES = 16 << 30
"""NATS makes no stream whose bound does not fit into what is free."""


class DiskError(Exception):
    """A file system cannot be made here; the text says what is missing."""


class Disk:
    """A file system mounted at `at`; `source` is the image file of an ext4, or the name that a tmpfs goes by."""

    def __init__(self, at: Path, source: Path, how: tuple[str, ...]) -> None:
        self.at, self.source, self._how = at, source, how

    def mount(self) -> None:
        """Also after a cut: then only what had reached the disk is there."""
        self.at.mkdir(parents=True, exist_ok=True)
        run("mount", *self._how, str(self.source), str(self.at))

    def shut_down(self) -> None:
        """From now on nothing reaches the disk, not even the journal, and whoever writes gets an error (ext4 only)."""
        there = os.open(self.at, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(there, SHUTDOWN, WITHOUT_FLUSHING_THE_LOG.to_bytes(4, "little"))
        finally:
            os.close(there)

    def cut(self) -> None:
        """Cut the power: end who works on the disk without a last word to it, and mount what is left."""
        self.shut_down()
        self.come_back()

    def come_back(self) -> None:
        """After it was shut down: what worked on it is gone, and what had reached it is there."""
        self.kill_users()
        self.unmount()
        self.mount()

    def kill_users(self) -> None:
        """Kill every process but our own that works in the file system, and wait until they are gone."""
        deadline = time.monotonic() + SECONDS_TO_END
        while users := [pid for pid in users_of(self.at) if pid != os.getpid()]:
            if time.monotonic() > deadline:
                raise DiskError(f"processes that cannot be killed work in {self.at}: {users}")
            for pid in users:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    def unmount(self) -> None:
        unmount(self.at)

    @property
    def ballast(self) -> Path:
        return self.at / ".ballast"

    def fill(self, leave: int = 0) -> None:
        """Use up the space but for `leave` bytes; again when something was freed meanwhile."""
        with open(self.ballast, "ab") as file:
            # Whole pieces first, then smaller ones: the free space need not lie together.
            piece = 1 << 30
            while piece >= 4096:
                free = self.free() - leave
                if free < piece or not _grown(file.fileno(), piece):
                    piece //= 2

    def give_back(self) -> None:
        self.ballast.unlink(missing_ok=True)

    def free(self) -> int:
        """Bytes that can still be written."""
        found = os.statvfs(self.at)
        return found.f_bavail * found.f_frsize


class Disks:
    """Makes disks in a private directory; obtained from `disks()`, which takes them away again."""

    def __init__(self, directory: Path, closing: ExitStack) -> None:
        self.directory, self._closing = directory, closing

    def ext4(self, name: str, at: Path, size: int) -> Disk:
        """A new ext4 of `size` bytes; its image is sparse and costs only what is written."""
        image = self.directory / f"{name}.ext4"
        with image.open("xb") as file:
            file.truncate(size)
        # Without blocks reserved for root, full is full for everybody.
        run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", str(image))
        return self._mounted(Disk(at, image, ("-t", "ext4", "-o", "loop,noatime")))

    def tmpfs(self, name: str, at: Path, size: int) -> Disk:
        """A new tmpfs of `size` bytes; it has no power to be cut."""
        return self._mounted(Disk(at, self.directory / name, ("-t", "tmpfs", "-o", f"size={size},mode=0700")))

    def _mounted(self, disk: Disk) -> Disk:
        disk.mount()
        self._closing.callback(disk.unmount)
        self._closing.callback(disk.kill_users)
        return disk


class ServerDisks:
    """A disk for PostgreSQL and one for NATS; what they log lies beside, so that a cut takes none of it back."""

    def __init__(self, made: Disks, directory: Path) -> None:
        self.of = {
            POSTGRES: _for_server(made, directory / "postgres", "postgres.log"),
            NATS: _for_server(made, directory / "nats", "nats.log"),
        }

    @property
    def postgres(self) -> Path:
        return self.of[POSTGRES].at

    @property
    def nats(self) -> Path:
        return self.of[NATS].at


def _for_server(made: Disks, at: Path, log: str) -> Disk:
    disk = made.ext4(at.name, at, SERVER_BYTES)
    (at / log).symlink_to(at.with_name(log))
    return disk


@contextmanager
def server_disks() -> Iterator[ServerDisks]:
    """What a System is given so that the power of its servers can be cut and their disks can be full."""
    with disks() as made:
        yield ServerDisks(made, made.directory)


@contextmanager
def disks() -> Iterator[Disks]:
    """What is made within is unmounted at the end; what killed runs have left mounted is unmounted at the beginning."""
    check_possible()
    remove_leftovers()
    with private_directory(PURPOSE) as directory, ExitStack() as closing:
        yield Disks(directory, closing)


def check_possible() -> None:
    """DiskError with a sentence where file systems cannot be made."""
    if os.geteuid() != 0:
        raise DiskError(
            "Power cuts and full disks need root, who may mount file systems: run this as root, or deselect it."
        )
    for program, package in (("mkfs.ext4", "e2fsprogs"), ("mount", "mount"), ("umount", "mount")):
        if shutil.which(program) is None:
            raise DiskError(f"{program} is missing, and power cuts need it: apt-get install {package}.")


def remove_leftovers() -> None:
    """Unmount the disks of runs that were killed; detaching the last mount frees a loop device by itself."""
    for directory in Path(tempfile.gettempdir()).glob(f"sinhhoat-{PURPOSE}-{os.getuid()}-*"):
        if abandoned(directory):
            for at in mounted_from(directory):
                unmount(at)


def mounted_from(directory: Path) -> list[Path]:
    """Where the disks are mounted whose image or name lies in the directory."""
    wanted = f"{directory}/"
    return [at for source, at in mounts() if source.startswith(wanted)]


def mounts() -> Iterator[tuple[str, Path]]:
    """Source and place of every mount; of a loop device its image."""
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        source, at = (field.encode().decode("unicode_escape") for field in line.split(" ")[:2])
        backing = Path("/sys/block", Path(source).name, "loop", "backing_file")
        if source.startswith("/dev/loop") and backing.exists():
            source = backing.read_text(encoding="utf-8").strip()
        yield source, Path(at)


def users_of(at: Path) -> list[int]:
    """The processes that work in the directory or have a file of it open."""
    return [int(process.name) for process in Path("/proc").glob("[0-9]*") if _uses(process, at)]


def unmount(at: Path) -> None:
    """Unmount, waiting a while for those who are just ending; in the end it is taken away under whoever is left."""
    deadline = time.monotonic() + SECONDS_TO_LET_GO
    while subprocess.run(["umount", str(at)], capture_output=True, check=False).returncode != 0:
        if not os.path.ismount(at):
            return
        if time.monotonic() > deadline:
            run("umount", "--lazy", str(at))
            raise DiskError(f"{at} was still in use when it was unmounted: {users_of(at)}")
        time.sleep(0.05)


def run(*command: str) -> None:
    """Run a program of the system; DiskError with its words when it fails."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise DiskError(f"{' '.join(command)}: {ended.stderr.strip()}")


def _uses(process: Path, at: Path) -> bool:
    links = (process / "cwd", process / "root", *_entries(process / "fd"))
    return any(_leads_into(link, at) for link in links)


def _entries(directory: Path) -> list[Path]:
    try:
        return list(directory.iterdir())
    except OSError:
        return []


def _leads_into(link: Path, at: Path) -> bool:
    try:
        return Path(os.readlink(link)).is_relative_to(at)
    except OSError:
        return False


def _grown(descriptor: int, piece: int) -> bool:
    """Whether the file could be made larger by the piece, in blocks that are really taken."""
    try:
        os.posix_fallocate(descriptor, os.fstat(descriptor).st_size, piece)
    except OSError:
        return False
    return True
