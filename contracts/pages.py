"""Where a list goes on: whoever asks for the next page names the last entry that he was told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.message import Part


class Mark(Part):
    """An entry's place in a list, by its day and its id; what stands behind it comes next, also when it is gone."""

    day: date
    entry_id: UUID
