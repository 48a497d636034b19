"""The id under which a cause is told: what an event belongs to is mostly the id of a command or a batch."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("3e0f0f6c-7a55-5c5e-9d3b-0c6a0a9e2f41")


def cause_id(cause: str) -> UUID:
    """The id itself, or the one that follows from whatever name its sender gave."""
    try:
        return UUID(cause)
    except ValueError:
        return uuid5(NAMESPACE, cause)
