"""The two functions that every module here adds to: one for what is open, one for what is sealed.

They know nothing of each other's events: a plan that got into the open store by mistake would be an error of its
command, not a message.
"""

from __future__ import annotations

from functools import singledispatch

from contracts.message import Event
from services.chassis.event_store.codec import DomainEvent


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The open message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


@singledispatch
def to_sealed_contract(happened: DomainEvent) -> Event | None:
    """The sealed message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)
