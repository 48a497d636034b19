"""What papers have in common: the space of their ids, and the day that they bear."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.chassis.errors import Refused

NAMESPACE = UUID("2f6d0f0e-6a0b-5c56-9c0d-8f0a5a3f1e77")  # Also the registry's. Never change it: all ids hang on it.


def check_issued_on(issued_on: date, today: date) -> None:
    """Refuse a paper that bears a day to come: nobody has signed it yet."""
    if issued_on > today:
        raise Refused("issued_in_the_future", field="issued_on", today=today.isoformat())
