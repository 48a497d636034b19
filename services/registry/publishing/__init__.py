"""What the world is told of each thing that happens to units; pure, called when the event is stored."""

from services.registry.publishing import access, structure, units
from services.registry.publishing.telling import to_contract

__all__ = ["access", "structure", "to_contract", "units"]
