"""SIGSTOP of a service or a server: it is there, keeps its connections and its locks, and does nothing."""

from __future__ import annotations

from random import Random

from tests.chaos.explained import NATS_AWAY, POSTGRES_AWAY, SERVICE_AWAY, STANDSTILL
from tests.chaos.faults import Fault
from tests.chaos.system import EVERYBODY, NATS, POSTGRES, System
from tests.eventually import a_while

SECONDS, BRIEF = 30.0, 8.0
EXPLAINED = {POSTGRES: POSTGRES_AWAY, NATS: NATS_AWAY}


class Stop(Fault):
    """Whoever waits for it cannot tell it from one that is slow."""

    kind = "stop"

    def __init__(self, victim: str, seconds: float) -> None:
        self.victim, self.seconds = victim, seconds
        self.name = f"SIGSTOP of {victim} for {seconds:.0f} s"
        self.expected_in_log = (*EXPLAINED.get(victim, SERVICE_AWAY), *STANDSTILL)

    @classmethod
    def drawn(cls, random: Random) -> Stop:
        return cls(random.choice(EVERYBODY), SECONDS)

    @classmethod
    def brief(cls, random: Random) -> Stop:
        """For the short form."""
        return cls(random.choice(EVERYBODY), BRIEF)

    async def inject(self, system: System) -> None:
        with system.stopped(self.victim):
            await a_while(self.seconds)
