"""What the services of one keeper have told: contract events with the positions that their feeds gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from contracts.message import Event
from services.chassis.feed import Feed
from services.chassis.wire import Received
from sinhhoat.recount.asked import Raw

NAMES = UUID("7c0f3e0a-5d55-4f6c-9a34-1b9a2f6f7a10")
BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)
ACTOR = "0b9f4f43-3a0a-5d0c-8a0e-3f2d7f1f2c11"


def an_id(*names: object) -> UUID:
    return uuid5(NAMES, ":".join(map(str, names)))


class Told(NamedTuple):
    """One event; positions of a feed rise, and leave out what its owner did not publish."""

    service: str
    position: int
    event: Event
    cause: str = ""


@dataclass
class History:
    """The feeds of one keeper, in the order in which everything was told."""

    keeper: str
    told: list[Told] = field(default_factory=list)

    def tell(self, *events: Event, cause: str = "") -> None:
        """Without a cause that they have in common, each event is one of its own."""
        for event in events:
            position = self.head(event.service()) + 1 + len(self.told) % 2
            self.told.append(Told(event.service(), position, event, cause or f"{event.service()}:{position}"))

    def head(self, service: str) -> int:
        """The position of the last event of a feed."""
        return max((told.position for told in self.told if told.service == service), default=0)

    @property
    def vector(self) -> dict[str, int]:
        """All that has been told so far."""
        return {service: self.head(service) for service in ("registry", "meetings", "assignments", "ratings")}

    def raw(self, vector: Mapping[str, int]) -> Raw:
        """What the recount is told: the events up to a position of each feed."""
        told = [one.event for one in self.told if one.position <= vector.get(one.service, one.position)]
        return Raw(self.keeper, vector, told)

    def received(self) -> Iterator[Received]:
        """The events as a reader gets them."""
        for number, told in enumerate(self.told):
            yield Received(
                feed=Feed(self.keeper, told.service),
                position=told.position,
                previous=0,
                chain="",
                previous_chain="",
                contract=told.event.contract(),
                aggregate_id=_about(told.event),
                aggregate_version=1,
                recorded_at=BEGINNING + timedelta(minutes=number),
                actor=ACTOR,
                command_id=an_id(self.keeper, told.service, told.position),
                correlation=told.cause,
                causation="",
                traceparent="",
                body=told.event.model_dump_json().encode(),
            )


def _about(event: Event) -> UUID:
    return next((value for value in dict(event).values() if isinstance(value, UUID)), NAMES)
