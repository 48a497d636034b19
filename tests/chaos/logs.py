"""What the logs of services and servers say that no fault explains."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.faults import Expected, Where
from tests.chaos.findings import Finding
from tests.chaos.system import EVERYBODY, NATS, POSTGRES, System

ERRORS = {POSTGRES: re.compile(r"\b(ERROR|FATAL|PANIC):"), NATS: re.compile(r"\[(ERR|FTL)\]")}
WARNINGS = {POSTGRES: re.compile(r"\bWARNING:"), NATS: re.compile(r"\[WRN\]")}


@dataclass
class Logs:
    """Reads each log on from where it was read before; warnings count where `warnings` says so, errors always."""

    system: System
    warnings: bool = True
    _read: dict[str, int] = field(default_factory=dict)

    def unexplained(self, explained: Sequence[Expected]) -> list[Finding]:
        """The lines since the last call that count and that none of these explains."""
        return [
            Finding("log", f"{name}: {line}")
            for name in EVERYBODY
            for line in self._new_lines(name)
            if self._counts(name, line) and not any(one.explains(_where(name), line) for one in explained)
        ]

    def _counts(self, name: str, line: str) -> bool:
        if name in ERRORS:
            return bool(ERRORS[name].search(line) or (self.warnings and WARNINGS[name].search(line)))
        return level_of(line) not in (("info", "debug") if self.warnings else ("info", "debug", "warning"))

    def _new_lines(self, name: str) -> list[str]:
        path = self.system.log_of(name)
        content = path.read_bytes() if path.exists() else b""
        # A power cut takes back what had not reached the disk.
        start = min(self._read.get(name, 0), len(content))
        end = content.rfind(b"\n") + 1
        self._read[name] = max(start, end)
        return [line for line in content[start:end].decode(errors="replace").splitlines() if line.strip()]


def level_of(line: str) -> str:
    """Of a service's line; whatever it says that is not a line of its log, such as a traceback, is an error."""
    try:
        return str(json.loads(line)["level"])
    except (ValueError, KeyError, TypeError):
        return "error"


def _where(name: str) -> Where:
    if name == POSTGRES:
        return "PostgreSQL"
    return "NATS" if name == NATS else "service"
