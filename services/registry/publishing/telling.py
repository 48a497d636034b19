"""The function that tells the world of an event; the modules beside this one say what, each for an aggregate."""

from __future__ import annotations

from functools import singledispatch

from eventsourcing.domain import DomainEvent

from contracts.message import Event


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)
