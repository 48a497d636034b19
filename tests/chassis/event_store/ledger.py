"""A small aggregate with every kind of value in it, and what it takes to store it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from eventsourcing.domain import event

from contracts.message import OPEN, Event
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.event_store.codec import Codec, DomainEvent

JANUARY = datetime(2019, 1, 31, 12, 0, tzinfo=UTC)


class Shade(Enum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Mark:
    """A value object with values of every kind that may be stored."""

    TOPIC: ClassVar[str] = "tests.Mark"
    points: Decimal
    shade: Shade
    day: date | None = None


class Ledger(Aggregate):
    CACHED = True
    TOPIC = "tests.Ledger"

    class Opened(Aggregate.Event, Created):
        TOPIC = "tests.Ledger.Opened"
        name: str
        opened_on: date

    class Noted(Aggregate.Event):
        TOPIC = "tests.Ledger.Noted"
        mark: Mark
        marks: list[Mark]
        by: UUID
        noted_at: datetime
        certain: bool
        amount: int
        why: TextRef | None

    class Closed(Aggregate.Event):
        TOPIC = "tests.Ledger.Closed"

    @event(Opened)
    def __init__(self, name: str, opened_on: date) -> None:
        self.name, self.opened_on = name, opened_on
        self.marks: list[Mark] = []
        self.amounts: list[int] = []
        self.closed = False

    @staticmethod
    def create_id(name: str) -> UUID:
        return ledger_id(name)

    def note(self, amount: int, *, why: TextRef | None = None) -> None:
        mark = Mark(Decimal("8.50"), Shade.DARK, date(2019, 2, 1))
        self._noted(mark, [mark, Mark(Decimal(0), Shade.LIGHT)], self.id, JANUARY, True, amount, why)

    @event(Noted)
    def _noted(
        self,
        mark: Mark,
        marks: list[Mark],
        by: UUID,
        noted_at: datetime,
        certain: bool,
        amount: int,
        why: TextRef | None,
    ) -> None:
        self.marks = [*self.marks, mark, *marks]
        self.amounts.append(amount)

    @event(Closed)
    def close(self) -> None:
        self.closed = True


class LedgerNoted(Event, subject="evt.{keeper}.tests.LedgerNoted.v1", audience=OPEN):
    ledger_id: UUID
    amount: int


def ledger_id(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, ascii(name))


def publish(happened: DomainEvent) -> Event | None:
    if isinstance(happened, Ledger.Noted):
        return LedgerNoted(ledger_id=happened.originator_id, amount=happened.amount)
    return None


def codec() -> Codec:
    return Codec([Ledger], [Mark], {"tests.Shade": Shade})
