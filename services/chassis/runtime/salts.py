"""Where the salts of real stores come from; simulated ones derive theirs from the command."""

from __future__ import annotations

import secrets

from services.chassis.event_store.repository import SALT_BYTES


def fresh_salt() -> bytes:
    """Random bytes that nobody has seen before."""
    return secrets.token_bytes(SALT_BYTES)
