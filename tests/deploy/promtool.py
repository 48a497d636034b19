"""Where promtool is: `./dev test` fetches it, or the machine has it."""

from __future__ import annotations

import os
import shutil
import sys

import pytest


def promtool() -> str:
    """The program; the test fails with a sentence where there is none."""
    places = os.pathsep.join([f"{sys.prefix}/tools/usr/bin", os.environ["PATH"]])
    program = shutil.which("promtool", path=places)
    if program is None:
        pytest.fail("promtool is missing: run ./dev test as root once, or install Debian's package prometheus.")
    return program
