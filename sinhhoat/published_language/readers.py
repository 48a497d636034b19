"""Who reads which event: the projections of each service, and its reactions with the commands that they send."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeVar

from contracts.message import Command, Event, Message
from services.chassis.projection.projection import Projection
from services.chassis.projection.reactions import Reaction
from services.chassis.runtime import Service
from sinhhoat.published_language.sources import messages_keyed, messages_named

M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Reader:
    """A durable of a service: what it applies, and what it sends because of it (nothing where it keeps rows)."""

    name: str
    service: str
    sources: tuple[str, ...]
    events: tuple[type[Event], ...]
    commands: tuple[type[Command], ...]


def readers(services: list[Service]) -> list[Reader]:
    """All readers, in the order in which the services name them."""
    found = []
    for service in services:
        reactions = service.reactions({}) if service.reactions else ()
        parts: tuple[Projection | Reaction, ...] = (*service.projections, *reactions)
        for part in parts:
            named = messages_named(sys.modules[type(part).__module__], type(part).__name__) | _held_by(part)
            events, commands = _of(Event, named), _of(Command, named)
            found.append(Reader(part.name, service.name, tuple(part.sources), events, commands))
    return found


def _held_by(part: Projection | Reaction) -> set[type[Message]]:
    """The messages of tables that the reader was made with, as a tree of the chassis is."""
    if not is_dataclass(part):
        return set()
    return set[type[Message]]().union(*(messages_keyed(getattr(part, one.name)) for one in fields(part)))


def _of(kind: type[M], named: set[type[Message]]) -> tuple[type[M], ...]:
    return tuple(sorted((one for one in named if issubclass(one, kind)), key=lambda one: one.__name__))
