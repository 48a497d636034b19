"""The event store: one history per feed in PostgreSQL, written by one SQL function, readable by the stock library."""

from services.chassis.event_store.codec import Codec, DomainEvent
from services.chassis.event_store.eraser import erasers
from services.chassis.event_store.migrations import MigrationRefused, migrate
from services.chassis.event_store.repository import Repository
from services.chassis.event_store.rows import NewText
from services.chassis.event_store.store import EventStore

__all__ = ["Codec", "DomainEvent", "EventStore", "MigrationRefused", "NewText", "Repository", "erasers", "migrate"]
