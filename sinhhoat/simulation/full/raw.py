"""The raw events of a keeper, read from their owners page by page, as they were stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from contracts.feed import ReadFeed
from contracts.message import Event
from services.chassis.call import service_actor, service_id
from services.chassis.errors import Unavailable
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from sinhhoat.published_language.catalogue import messages
from sinhhoat.recount.asked import Raw
from sinhhoat.running import Running

COUNTED = ("registry", "meetings", "assignments", "ratings")
OWNERS = (*COUNTED, SEALED)
READER = "assignments"
"""The one service that may read all of them, the sealed one too."""


@dataclass(frozen=True)
class Stored:
    """One raw event: where it lies, what it says, who said it (a person, or a service to itself), and when."""

    service: str
    position: int
    event: Event
    actor: UUID
    at: datetime

    @property
    def by_itself(self) -> bool:
        """Whether the service that keeps it said it because of something else, and no person did."""
        return self.actor == service_id(type(self.event).service())


class Owners:
    """The owners of one keeper's histories, asked as a service may."""

    def __init__(self, client: Client, keeper: str) -> None:
        self._client, self._keeper = client, keeper
        self._kinds = {kind.contract(): kind for kind in messages() if issubclass(kind, Event)}

    @classmethod
    @asynccontextmanager
    async def of(cls, running: Running, keeper: str) -> AsyncIterator[Owners]:
        """Connected for as long as they are read."""
        tokens = signing_tokens(Path(running.keys), READER)
        token = renewed(tokens, service_actor(READER, [keeper]), lambda: datetime.now(UTC))
        client = await Client.connect(running.nats, token, sealed_url=running.sealed_nats, name="sinhhoat-recount")
        try:
            yield cls(client, keeper)
        finally:
            await client.close()

    async def told(self, services: Sequence[str] = COUNTED) -> list[Stored]:
        """Everything that the services have told, service by service, in order."""
        return [stored for service in services async for stored in self._told(service)]

    async def _told(self, service: str) -> AsyncIterator[Stored]:
        above = 0
        while True:
            page = await self._client.read_feed(Feed(self._keeper, service), ReadFeed(above=above))
            if page.error is not None:
                raise Unavailable(page.error)
            events = page.events
            columns = zip(events.position, events.type, events.data, events.actor, events.time, strict=True)
            for position, contract, data, actor, time in columns:
                event = self._kinds[contract].model_validate_json(data)
                yield Stored(service, position, event, UUID(actor), datetime.fromisoformat(time))
            if page.scanned >= page.head:
                return
            above = page.scanned


def raw(keeper: str, told: Sequence[Stored], vector: Mapping[str, int]) -> Raw:
    """What is counted: the events up to a position of each service."""
    events = [stored.event for stored in told if stored.position <= vector[stored.service]]
    return Raw(keeper, vector, events)
