"""The power of PostgreSQL's disk is cut, or of NATS's, or of both at once; what had not reached it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

from tests.chaos.disks import Disk, ServerDisks
from tests.chaos.explained import DAMAGED, NATS_AWAY, POSTGRES_AWAY, STREAM_LOST, said
from tests.chaos.faults import Expected, Fault
from tests.chaos.system import NATS, POSTGRES, System

LAST_WORDS = (
    *(said(event, "PostgresIOError") for event in ("reader_begins_again", "batch_sent_back", "relay_disturbed")),
    Expected(POSTGRES, r"Input/output error|terminating any other active server processes"),
    Expected(NATS, r"input/output error"),
)
"""Said between the end of the disk and the end of the server."""


class PowerCut(Fault):
    """Nobody gets a chance to finish anything, and what was written without being synced is gone as well."""

    kind = "power cut"

    def __init__(self, victims: Sequence[str]) -> None:
        self.victims, self.name = victims, f"power cut of {' and '.join(victims)}"
        away = {POSTGRES: POSTGRES_AWAY, NATS: (*NATS_AWAY, *STREAM_LOST, *DAMAGED)}
        self.expected_in_log = (*LAST_WORDS, *(line for victim in victims for line in away[victim]))

    @classmethod
    def drawn(cls, random: Random) -> PowerCut:
        return cls(random.choice([(POSTGRES,), (NATS,), (POSTGRES, NATS)]))

    async def inject(self, system: System) -> None:
        disks = [disk_of(system, victim) for victim in self.victims]
        for disk in disks:
            disk.shut_down()
        for disk in disks:
            await asyncio.to_thread(disk.come_back)
        for victim in self.victims:
            await system.child(victim).ended()
            await system.start(victim)


def disk_of(system: System, victim: str) -> Disk:
    """The disk that a server works on; RuntimeError where the system was not given any."""
    if not isinstance(system.disks, ServerDisks):
        raise RuntimeError(f"the system has no disks of its own: {victim} cannot lose its power")
    return system.disks.of[victim]
