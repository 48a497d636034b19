"""Where a running stack listens: a private file that it writes at start and that every other command reads."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = "SINHHOAT_RUN"


class NothingRuns(Exception):
    """No stack of this user is running."""


@dataclass(frozen=True)
class Running:
    """A stack that is up. Addresses hold passwords, so the file is for its owner alone."""

    pid: int
    directory: str
    keepers: tuple[str, ...]
    simulated: bool
    nats: str
    sealed_nats: str | None
    keys: str
    http: dict[str, int]
    postgres: str
    repair: dict[str, str] = field(default_factory=dict)
    """The bus as an operator enters it, by account: `open` and `sealed`."""

    @property
    def district(self) -> str:
        """The keeper that is meant when none is named: the first that is not the city."""
        return next((keeper for keeper in self.keepers if keeper != "city"), self.keepers[0])


def announce(running: Running, folder: Path) -> Path:
    """Write the file, whole or not at all; returns where it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_ours(folder)
    for path in folder.glob("running-*.json"):
        if _read(path) is None:
            path.unlink(missing_ok=True)
    path = folder / f"running-{running.pid}.json"
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(running), file)
    draft.replace(path)
    return path


def find(folder: Path) -> Running:
    """The newest stack whose process is alive; NothingRuns when there is none."""
    if folder.exists():
        _check_ours(folder)
    found = [told for path in folder.glob("running-*.json") if (told := _read(path))]
    if not found:
        raise NothingRuns("nothing is running: start it with ./dev up or ./dev demo")
    return max(found, key=lambda told: told[0])[1]


def run_folder(environment: dict[str, str]) -> Path:
    """`SINHHOAT_RUN`, or a folder of this user's under the system's temporary directory."""
    named = environment.get(FOLDER)
    return Path(named) if named else Path(tempfile.gettempdir()) / f"sinhhoat-{os.getuid()}"


def _check_ours(folder: Path) -> None:
    """Another user could lead us to a bus of his own, which we would tell everything that we send."""
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode) or status.st_uid != os.getuid():
        raise NothingRuns(f"{folder} is not ours: remove it, or name another folder by {FOLDER}")


def _read(path: Path) -> tuple[int, Running] | None:
    """When the file was written, and the stack that it tells of; None when that has ended, or the file is broken."""
    try:
        at, told = path.stat().st_mtime_ns, json.loads(path.read_text())
        running = Running(**(told | {"keepers": tuple(told["keepers"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return (at, running) if _alive(running.pid) else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
