"""Tells once a second how far each feed has come: the readers by a watermark, the scraper by what it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from nats.aio.client import Client

from services.chassis.feed import Feed
from services.chassis.passing import what_passes
from services.chassis.relay.cancellation import end_if_cancelled
from services.chassis.relay.progress import Progress
from services.chassis.relay.report import Report
from services.chassis.relay.rows import Head, Session, heads, recorded_above
from services.chassis.relay.watermark import publish_watermark

EVERY = 1.0


class Teller:
    """Reads the heads by itself, not from the publisher: that may be waiting for a bus that does not answer."""

    def __init__(
        self,
        pool: Session,
        nats: Client,
        service: str,
        progress: Mapping[Feed, Progress],
        clock: Callable[[], datetime],
        report: Report,
    ) -> None:
        self._pool, self._nats, self._service = pool, nats, service
        self._progress, self._clock, self._report = progress, clock, report
        self._time = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            end_if_cancelled()
            try:
                found = await heads(self._pool, list(self._progress))
                await self._see(found)
                told = {feed: head.published for feed, head in found.items() if head.forked is None}
                await publish_watermark(self._nats, self._service, told)
            except Exception as error:
                self._report.disturbed(what_passes(error))
            await asyncio.sleep(EVERY)

    async def _see(self, found: Mapping[Feed, Head]) -> None:
        """Note what waits. In a real store the event itself says since when, also where nobody was there to see it."""
        for feed, head in found.items():
            self._progress[feed].see(head.published, self._time())
        waiting = {feed: one.scanned for feed, one in self._progress.items() if one.status.lag > 0}
        for feed, recorded_at in (await recorded_above(self._pool, waiting)).items():
            age = (self._clock() - recorded_at).total_seconds()
            self._progress[feed].ages.dated(self._time() - age)
