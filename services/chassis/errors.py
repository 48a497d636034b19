"""The three ways in which a command is not carried out, raised anywhere and answered in one place (messaging)."""

from __future__ import annotations


class Refused(Exception):
    """A rule says no. `code` is stable and has its texts in `contracts/refusals/`; `numbers` are the arithmetic."""

    def __init__(self, code: str, *, field: str | None = None, **numbers: str | int) -> None:
        super().__init__(code)
        self.code, self.field, self.numbers = code, field, numbers


class Conflict(Exception):
    """Somebody else changed the same aggregate first; asking again decides again."""


class Unavailable(Exception):
    """Not now: the outcome is unknown or the service cannot decide; asking again with the same id is safe."""

    def __init__(self, code: str, **numbers: str | int) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers
