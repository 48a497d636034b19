"""The meetings service as one process with its database behind it, ready to be sent commands."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from contracts.meetings import ScheduleMeeting
from services.chassis.messaging import Client
from sinhhoat.asking import STAFF, actor_token
from sinhhoat.processes import Processes
from sinhhoat.stack import Endpoints
from tests.benchmarks._evening import KEEPER, Evening
from tests.benchmarks._filled import filled
from tests.benchmarks._usage import used_by

NOT_ASKED = ("assignments", "ratings", "reporting")
SUBJECT = ScheduleMeeting.subject_for(KEEPER)


@dataclass
class MeetingsProcess:
    """Answers on SUBJECT whoever shows the token."""

    evening: Evening
    token: str
    _endpoints: Endpoints
    _pid: int

    async def stored(self) -> int:
        """How many commands of this keeper its database remembers."""
        server = await asyncpg.connect(self._endpoints.admin_url("meetings"))
        try:
            number: int = await server.fetchval(f"SELECT count(*) FROM feed_{KEEPER}.commands")
        finally:
            await server.close()
        return number

    def seconds(self) -> float:
        """Processor time that the process has used so far."""
        return used_by({"meetings": (self._pid,)})["meetings"].seconds


@asynccontextmanager
async def meetings_process(endpoints: Endpoints, meetings: int, events: int) -> AsyncIterator[MeetingsProcess]:
    """With cells for so many meetings and `events` stored before; the services that nobody asks are stopped."""
    await filled(endpoints, KEEPER, events)
    with tempfile.TemporaryDirectory() as directory:
        here = Path(directory)
        async with Processes(endpoints, (KEEPER,), "real", here / "keys", here) as node:
            token = actor_token(here / "keys", KEEPER, "node", STAFF)
            client = await Client.connect(endpoints.nats["cli"], token)
            evening = await Evening.begun(client, meetings)
            await client.close()
            for name in NOT_ASKED:
                await node.children[name].kill()
            yield MeetingsProcess(evening, token(), endpoints, node.children["meetings"].pid)
