"""The passwords of one data directory: made at the first start, kept in a file that only the owner can read."""

import json
import os
import secrets
from pathlib import Path


class Secrets:
    """Answers the password of a name, the same one for as long as the file lives."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def password(self, name: str) -> str:
        """At least 128 bits; begins with a letter, because a NATS configuration reads 12e5 as a number."""
        if name not in self._known:
            self._known[name] = "p" + secrets.token_hex(20)
            self._keep()
        return self._known[name]

    def _keep(self) -> None:
        unfinished = self._file.with_suffix(".new")
        with open(unfinished, "w", opener=_only_for_us) as file:
            json.dump(self._known, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._file)


def _only_for_us(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
