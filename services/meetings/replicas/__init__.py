"""What the meetings service keeps of others' facts, and of its own for look-up; a module per table."""

from services.meetings.replicas.cells import CellReplica, Cells, ReplicatedCells

__all__ = ["CellReplica", "Cells", "ReplicatedCells"]
