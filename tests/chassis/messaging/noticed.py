"""A record of reads in memory, which can be made to fail."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.chassis.event_store.reads import Read


@dataclass
class Noticed:
    """Keeps what is recorded; `broken` raises instead, as a database does that cannot write."""

    reads: list[Read] = field(default_factory=list)
    broken: bool = False

    async def record(self, read: Read) -> int:
        if self.broken:
            raise OSError("disk full")
        self.reads.append(read)
        return len(self.reads)
