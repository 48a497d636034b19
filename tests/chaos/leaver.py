"""Makes disks and a process that works on one, says so, and waits to be killed; a script for test_disks.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.chaos.disks import disks


def main(directory: Path) -> None:
    with disks() as made:
        disk = made.ext4("disk", directory / "ext4", 32 << 20)
        made.tmpfs("small", directory / "tmpfs", 1 << 20)
        with subprocess.Popen(["sleep", "60"], cwd=disk.at) as worker:
            os.write(sys.stdout.fileno(), b"%d\n" % worker.pid)
            signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
