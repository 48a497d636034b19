"""What the logs of services and servers say that no fault explains."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.chaos.faults import Expected, Where
from tests.chaos.findings import Finding
from tests.chaos.system import EVERYBODY, NATS, POSTGRES, System

ALARMS = {
    POSTGRES: re.compile(r"\b(WARNING|ERROR|FATAL|PANIC):"),
    NATS: re.compile(r"\[(WRN|ERR|FTL)\]"),
}


@dataclass
class Logs:
    """Reads each log on from where it was read before."""

    system: System
    _read: dict[str, int] = field(default_factory=dict)

    def unexplained(self, explained: Sequence[Expected]) -> list[Finding]:
        """The lines since the last call that sound an alarm and that none of these explains."""
        return [
            Finding("log", f"{name}: {line}")
            for name in EVERYBODY
            for line in self._alarms(name)
            if not any(one.explains(_where(name), line) for one in explained)
        ]

    def _alarms(self, name: str) -> Iterator[str]:
        alarm = ALARMS.get(name)
        for line in self._new_lines(name):
            if alarm.search(line) if alarm else _is_alarm(line):
                yield line

    def _new_lines(self, name: str) -> list[str]:
        path = self.system.log_of(name)
        content = path.read_bytes() if path.exists() else b""
        # A power cut takes back what had not reached the disk.
        start = min(self._read.get(name, 0), len(content))
        end = content.rfind(b"\n") + 1
        self._read[name] = max(start, end)
        return [line for line in content[start:end].decode(errors="replace").splitlines() if line.strip()]


def _is_alarm(line: str) -> bool:
    """Whatever a service says that is not a line of its log, such as a traceback, is one."""
    try:
        level = json.loads(line)["level"]
    except (ValueError, KeyError, TypeError):
        return True
    return level not in ("info", "debug")


def _where(name: str) -> Where:
    if name == POSTGRES:
        return "PostgreSQL"
    return "NATS" if name == NATS else "service"
