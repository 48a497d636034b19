"""What a fault is: it strikes the system under load, heals what it has done, and says what it may leave in the logs."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.chaos.system import System

Where = Literal["service", "PostgreSQL", "NATS"]


@dataclass(frozen=True)
class Expected:
    """Lines that a fault explains: `pattern` is searched for in a line of a service's log, or of a server's."""

    where: Where
    pattern: str

    def explains(self, where: Where, line: str) -> bool:
        return where == self.where and re.search(self.pattern, line) is not None


class Fault(ABC):
    """One blow. `kind` groups the figures; `name` says what exactly happens, for the person who repeats the run."""

    kind: str
    name: str
    expected_in_log: tuple[Expected, ...]

    async def prepare(self, system: System) -> None:
        """Called under load some blows earlier; who needs more time between waits in `inject`."""
        return

    @abstractmethod
    async def inject(self, system: System) -> None:
        """Strike, and heal: once it returns, everything that it has ended runs again.

        Writers write meanwhile. Who must have them still for a moment closes `system.gate`.
        """


Make = Callable[[Random], Fault]
"""Makes a fault of one kind; what is left open (whom, where, how long) is drawn."""
