"""The disk of PostgreSQL or of NATS is full for a while, and then has space again."""

from __future__ import annotations

import asyncio
import urllib.request
from functools import partial
from random import Random

import asyncpg

from tests.chaos.explained import NATS_AWAY, POSTGRES_AWAY, STREAM_LOST, said
from tests.chaos.faults import Expected, Fault
from tests.chaos.power_cut import disk_of
from tests.chaos.system import NATS, POSTGRES, System
from tests.eventually import eventually

SECONDS = (2.0, 6.0)
NOTICED_WITHIN = 60.0
NO_SPACE = "[Nn]o space left on device"
FULL = (
    Expected(POSTGRES, NO_SPACE),
    Expected(NATS, NO_SPACE),
    *(said(event, "DiskFullError") for event in ("reader_begins_again", "batch_sent_back", "feed_not_marked")),
    said("relay_disturbed", "DiskFullError"),
    said("page_not_taken"),
)
SEGMENTS = 64
"""More than PostgreSQL keeps ready of its log."""


class FullDisk(Fault):
    """Nothing is written any more until the space is given back; what ends because of it is started again."""

    kind = "full disk"

    def __init__(self, victim: str, seconds: float, *, log_first: bool = False) -> None:
        what = f"the log of {victim}" if log_first else victim
        self.victim, self.name = victim, f"full disk under {what}, {seconds:.1f} s"
        self._seconds, self._log_first = seconds, log_first
        away = {POSTGRES: POSTGRES_AWAY, NATS: (*NATS_AWAY, *STREAM_LOST)}
        self.expected_in_log = (*away[victim], *FULL)

    @classmethod
    def drawn(cls, random: Random) -> FullDisk:
        victim, seconds = random.choice((POSTGRES, NATS)), random.uniform(*SECONDS)
        return cls(victim, seconds, log_first=victim == POSTGRES and random.random() < 0.5)

    async def inject(self, system: System) -> None:
        disk, log = disk_of(system, self.victim), system.log_of(self.victim)
        before = log.stat().st_size
        disk.fill()
        try:
            if self._log_first:
                await use_up_the_log(system)
            await eventually(lambda: b"o space left on device" in log.read_bytes()[before:], NOTICED_WITHIN)
            await asyncio.sleep(self._seconds)
        finally:
            disk.give_back()
        await up_again(system, self.victim)


async def use_up_the_log(system: System) -> None:
    """Have PostgreSQL fill the segments of its log that it keeps ready, until it can begin no new one and ends."""
    try:
        connection = await asyncpg.connect(system.endpoints.postgres_admin.format(database="postgres"))
        for _ in range(SEGMENTS):
            await connection.execute("SELECT pg_logical_emit_message(false, 'chaos', 'x'), pg_switch_wal()")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        pass  # It has ended, which is what we wanted.


async def up_again(system: System, name: str) -> None:
    """Start the server again where it has ended, or does not take up its work by itself, and wait until it answers."""
    if name == POSTGRES:
        there: bool = await eventually(partial(_answers, system), NOTICED_WITHIN)
        assert there
    elif not await asyncio.to_thread(_healthy, system.nats.monitor):
        # A stream that could not write once never tries again: whoever watches /healthz starts the server anew.
        await system.nats.stop()
        await system.start(NATS)


def _healthy(monitor: str) -> bool:
    try:
        with urllib.request.urlopen(f"{monitor}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def _answers(system: System) -> bool:
    if not system.child(POSTGRES).running:
        await system.start(POSTGRES)
    try:
        connection = await asyncpg.connect(system.endpoints.postgres_admin.format(database="postgres"))
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True
