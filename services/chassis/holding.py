"""What a command holds until it has ended, however it ends: its turn at what only one command may work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

holding: ContextVar[ExitStack] = ContextVar("holding")
"""Closed when the command at hand has ended; not set outside a command."""


@contextmanager
def one_command() -> Iterator[None]:
    """What the chassis does around an application method."""
    with ExitStack() as held:
        token = holding.set(held)
        try:
            yield
        finally:
            holding.reset(token)
