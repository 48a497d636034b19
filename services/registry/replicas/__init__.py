"""What the registry keeps of its own events and of those of other keepers' registries."""

from services.registry.replicas.units import UnitReplica

__all__ = ["UnitReplica"]
