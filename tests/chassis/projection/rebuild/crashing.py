"""Rebuilds, and builders of sides, that end at a step as a process would that is killed there."""

from __future__ import annotations

from typing import TypeVar

from services.chassis.projection.rebuild import Until
from services.chassis.projection.rebuild.rebuild import Rebuild

K = TypeVar("K", Rebuild, Until)


class Crash(Exception):
    """The process ends here."""


def crashing(kind: type[K], step: str, *, after: bool) -> type[K]:
    """One that ends before or after a step."""
    original = getattr(kind, step)

    async def crash(self: K, *args: object) -> None:
        if after:
            await original(self, *args)
        raise Crash

    return type("Crashing", (kind,), {step: crash})
