"""Which contract event each domain event becomes, as the publishing functions of the services declare it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

from contracts.message import Event
from contracts.texts import ERASURES
from services.chassis.event_store import Codec
from services.chassis.event_store.codec import DomainEvent
from services.chassis.runtime import Service
from services.chassis.text_erasure import TextErasure


@dataclass(frozen=True)
class Told:
    """A domain event and what is told of it: no event where `reason` says why, and neither where it was forgotten."""

    happened: type[DomainEvent]
    events: tuple[type[Event], ...]
    reason: str | None


def told_by(service: Service) -> list[Told]:
    """What a service tells of everything that it can store, on its open and on its sealed side; the chassis for it."""
    own = [
        told(happened, publish) for codec, publish in _sides(service) for _, happened in sorted(codec.topics.items())
    ]
    return own + [Told(TextErasure.Erased, (event,), None) for _, event in ERASURES if event.service() == service.name]


def told(happened: type[DomainEvent], publish: Any) -> Told:
    """What the function registered in `publish` for exactly this event declares to return."""
    function = publish.registry.get(happened)
    if function is None:
        return Told(happened, (), None)
    declared = get_type_hints(function)["return"]
    kinds = [kind for kind in get_args(declared) or (declared,) if kind is not NoneType]
    return Told(happened, tuple(kinds), None if kinds else function.__doc__)


def _sides(service: Service) -> Iterator[tuple[Codec, Any]]:
    if service.codec is not None:
        yield service.codec, service.publish
    if service.sealed is not None:
        yield service.sealed.codec, service.sealed.publish
