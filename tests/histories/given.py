"""Stores with a history in them, and the way from one into a file and into another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import asyncpg

from contracts.archive import HistoryEnd, HistoryLine, ReadArchive
from contracts.message import OPEN, Event
from services.chassis.event_store import DomainEvent, EventStore, Repository
from services.chassis.event_store.exporting import PAGE_BYTES, Exporter
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from sinhhoat.histories.exporting import export
from sinhhoat.histories.files import reading, writing
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_call, at
from tests.chassis.event_store.ledger import JANUARY, Ledger, codec
from tests.chassis.event_store.place import Place

FEED = Feed("hoc-mon", "meetings")
WORDS = "Chi bộ xin hoãn họp vì bão."


class Noted(Event, subject="evt.{keeper}.meetings.Noted.v1", audience=OPEN):
    """What readers are told of a ledger: in the name of the service whose stream it goes to."""

    amount: int


def publish(happened: DomainEvent) -> Event | None:
    return Noted(amount=happened.amount) if isinstance(happened, Ledger.Noted) else None


class Owner(Client):
    """A client that hands questions to the exporter itself, and keeps what was asked."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter
        self.asked: list[ReadArchive] = []

    async def ask(self, keeper: str, query: Any, **more: Any) -> Any:
        self.asked.append(query)
        return await self._exporter.page(query)


@dataclass
class Kept:
    """A store and what was put into it."""

    place: Place
    store: EventStore
    repository: Repository
    commands: int = 0
    owners: list[Owner] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def made(cls, endpoints: Endpoints) -> AsyncIterator[Kept]:
        async with Place.made(endpoints, FEED, "simulated") as place:
            store = await EventStore.open(place.pool, FEED, codec())
            yield cls(place, store, Repository(store, publish, lambda: b"\0" * 16))

    @property
    def exporter(self) -> Exporter:
        return self.exports()

    def exports(self, page_bytes: int = PAGE_BYTES) -> Exporter:
        return Exporter(self.place.pool, FEED, "simulated", page_bytes)

    async def record(self, count: int = 1, *, why: str | None = None) -> None:
        """So many commands; each opens a ledger, notes once (published) and closes it."""
        for _ in range(count):
            self.commands += 1
            instant = JANUARY + timedelta(seconds=self.commands)
            call = a_call(uuid5(UUID(int=0), f"command {self.commands}"), at=instant)
            with at(instant):
                ledger = Ledger(f"Sổ {self.commands}", date(2019, 1, 31))
                texts = [await self.repository.text(call, "why", why, about=ledger.id, unit_id=None)] if why else []
                ledger.note(self.commands, why=texts[0].ref if texts else None)
                ledger.close()
                await self.repository.save(call, ledger, decided={"number": self.commands}, texts=texts)

    async def record_nothing(self) -> None:
        """A command that was accepted and made no event."""
        self.commands += 1
        call = a_call(uuid5(UUID(int=0), f"command {self.commands}"))
        await self.repository.save(call, decided={"nothing": True})

    async def export(self, path: Path, *, texts: bool = False, page_bytes: int = PAGE_BYTES) -> HistoryEnd:
        self.owners.append(Owner(self.exports(page_bytes)))
        with writing(path) as writer:
            return await export(self.owners[-1], FEED, writer, texts=texts, progress=lambda done, total: None)


TABLES = {
    "stored_events": "notification_id",
    "commands": "command_id",
    "texts": "text_id",
}


async def tables(pool: asyncpg.Pool, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the store's tables, in order."""
    return {
        name: [tuple(row) for row in await pool.fetch(f"SELECT * FROM {FEED.schema}.{name} ORDER BY {TABLES[name]}")]
        for name in names or TABLES
    }


def rewritten(path: Path, lines: Iterable[HistoryLine]) -> Path:
    """Another file with these lines."""
    other = path.with_name(f"other-{path.name}")
    other.unlink(missing_ok=True)
    with writing(other) as writer:
        for line in lines:
            writer.put(line)
    return other


def lines_of(path: Path) -> list[HistoryLine]:
    return list(reading(path))
