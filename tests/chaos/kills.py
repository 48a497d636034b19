"""`kill -9` of a service or a server, which is started again at once."""

from __future__ import annotations

from random import Random

from tests.chaos.explained import NATS_AWAY, POSTGRES_AWAY, SERVICE_AWAY
from tests.chaos.faults import Fault
from tests.chaos.system import EVERYBODY, NATS, POSTGRES, System

EXPLAINED = {POSTGRES: POSTGRES_AWAY, NATS: NATS_AWAY}


class Kill(Fault):
    """Whoever is killed gets no chance to finish anything."""

    kind = "kill"

    def __init__(self, victim: str) -> None:
        self.victim, self.name = victim, f"kill -9 {victim}"
        self.expected_in_log = EXPLAINED.get(victim, SERVICE_AWAY)

    @classmethod
    def drawn(cls, random: Random) -> Kill:
        return cls(random.choice(EVERYBODY))

    async def inject(self, system: System) -> None:
        await system.kill(self.victim)
        await system.start(self.victim)


def each_once() -> list[Kill]:
    """A kill of every process."""
    return [Kill(victim) for victim in EVERYBODY]
