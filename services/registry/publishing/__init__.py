"""What the world is told of each thing that happens to units; pure, called when the event is stored."""

from services.registry.publishing import access, matters, people, structure, units
from services.registry.publishing.telling import to_contract

__all__ = ["access", "matters", "people", "structure", "to_contract", "units"]
