"""Domain events to stored bytes and back: the library's JSON transcoder, a whitelist of names, and strict types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as RowUUID  # noqa: N811
from eventsourcing.domain import CanInitAggregate, CanMutateAggregate
from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoding,
    UUIDAsHex,
)
from eventsourcing.utils import construct_topic

from services.chassis.aggregate import Aggregate, TextRef
from services.chassis.event_store.transcodings import DataclassAsFields, DateAsISO, EnumAsValue
from services.chassis.text_erasure import TextErasure

DomainEvent = CanMutateAggregate[UUID]

PLAIN = frozenset({str, int, bool, type(None), UUID, RowUUID, date})


class Codec:
    """Knows exactly the aggregates, their nested events and the value types it is given; everything else is refused.

    What the chassis itself records stands in every history, so no service names it.
    """

    def __init__(
        self,
        aggregates: Sequence[type[Aggregate]],
        values: Sequence[type] = (),
        enums: Mapping[str, type[Enum]] | None = None,
    ) -> None:
        """`values` are frozen dataclasses with a class attribute TOPIC; `enums` are plain Enums by their stored name.

        TypeError when a type cannot be stored faithfully or an event has no TOPIC, ValueError when two share a name.
        """
        everything: list[type[Aggregate]] = [*aggregates, TextErasure]
        self._aggregates = {construct_topic(aggregate) for aggregate in everything}
        self._own, self._events = _by_topic(aggregates), _by_topic(everything)
        self._enums = frozenset((enums or {}).values())
        self._dataclasses = {cls: DataclassAsFields(_explicit_topic(cls), cls) for cls in (TextRef, *values)}
        self.transcodings: tuple[Transcoding, ...] = (
            *(UUIDAsHex(), DecimalAsStr(), DatetimeAsISO(), DateAsISO()),
            *(EnumAsValue(name, enum) for name, enum in (enums or {}).items()),
            *self._dataclasses.values(),
        )
        self._mapper: Mapper[UUID] = Mapper(self._transcoder())

    @property
    def topics(self) -> Mapping[str, type[DomainEvent]]:
        """Every stored name of the service's own events, with its class."""
        return self._own

    def encode(self, event: DomainEvent) -> tuple[str, bytes]:
        """Stored name and bytes of an event. TypeError or ValueError for a value that would come back as another."""
        topic = construct_topic(type(event))
        if self._events.get(topic) is not type(event):
            raise TypeError(f"{topic} is not an event of the aggregates that this service stores")
        for name, value in vars(event).items():
            self._check(value, f"{topic}.{name}")
        return topic, self._mapper.to_stored_event(event).state

    def decode(self, topic: str, state: bytes, originator_id: UUID, originator_version: int) -> DomainEvent:
        """The event as it was; KeyError for a stored name, of an event or of its aggregate, that is not known."""
        if topic not in self._events:
            raise KeyError(topic)
        stored = StoredEvent(originator_id, originator_version, topic, state)
        event = self._mapper.to_domain_event(stored)
        # The library would import whatever the first event names as its aggregate.
        if isinstance(event, CanInitAggregate) and event.originator_topic not in self._aggregates:
            raise KeyError(event.originator_topic)
        assert isinstance(event, CanMutateAggregate)
        return event

    def _transcoder(self) -> JSONTranscoder:
        transcoder = JSONTranscoder()
        for transcoding in self.transcodings:
            if transcoding.name in transcoder.names:
                raise ValueError(f"two types share the stored name {transcoding.name}")
            transcoder.register(transcoding)
        # asyncpg hands out ids of a class of its own; they are stored as ids, and come back as ids.
        transcoder.types[RowUUID] = transcoder.types[UUID]
        return transcoder

    def _check(self, value: Any, where: str) -> None:
        """The stock transcoder lets StrEnum, IntEnum, tuple and float pass, and they come back as something else."""
        kind = type(value)
        if kind in PLAIN or kind in self._enums:
            return
        if kind is datetime:
            if value.tzinfo is not UTC:
                raise ValueError(f"{where}: an instant is stored in UTC, and comes back in UTC")
        elif kind is Decimal:
            if not value.is_finite():
                raise ValueError(f"{where}: not a number")
        elif kind in self._dataclasses:
            for name, part in self._dataclasses[kind].encode(value).items():
                self._check(part, f"{where}.{name}")
        elif kind is list:
            for part in value:
                self._check(part, where)
        elif kind is dict:
            self._check_dict(value, where)
        else:
            raise TypeError(f"{where}: {kind.__name__} cannot be stored; register a plain Enum or a frozen dataclass")

    def _check_dict(self, value: dict[Any, Any], where: str) -> None:
        if "_type_" in value or not all(type(key) is str for key in value):
            raise TypeError(f"{where}: keys of a stored dict are str, and _type_ is the transcoder's own")
        for key, part in value.items():
            self._check(part, f"{where}.{key}")


def _by_topic(aggregates: Sequence[type[Aggregate]]) -> dict[str, type[DomainEvent]]:
    found: dict[str, type[DomainEvent]] = {}
    for event in (event for aggregate in aggregates for event in nested_events(aggregate)):
        topic = _explicit_topic(event)
        if found.setdefault(topic, event) is not event:
            raise ValueError(f"two events share the stored name {topic}")
    return found


def nested_events(aggregate: type[Aggregate]) -> Iterator[type[DomainEvent]]:
    """The event classes of an aggregate, inherited ones too, without the bases that nobody triggers."""
    for name in dir(aggregate):
        member = getattr(aggregate, name)
        if isinstance(member, type) and issubclass(member, CanMutateAggregate) and name != "Event":
            yield member


def _explicit_topic(cls: type) -> str:
    topic = getattr(cls, "TOPIC", None)
    if not isinstance(topic, str):
        raise TypeError(f"{cls.__qualname__} has no TOPIC: its stored name would change when it is moved")
    return topic
