"""Fills a window from the feeds that have something to publish, an equal share each, in turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.relay.progress import Progress
from services.chassis.relay.rows import Session, rows_above
from services.chassis.relay.settings import RelaySettings
from services.chassis.wire import PublishedRow


@dataclass(slots=True)
class Turn:
    """What one feed publishes in this window; `through` is where it stands once all of that is acknowledged."""

    progress: Progress
    rows: Sequence[PublishedRow]
    through: int

    def stop_before(self, row: PublishedRow) -> None:
        """Leave this row and what follows it out of the window."""
        self.rows = [one for one in self.rows if one.position < row.position]
        self.through = row.position - 1


async def take_turns(
    pool: Session, feeds: Sequence[Progress], first: int, now: float, settings: RelaySettings
) -> list[Turn]:
    """The turns of one window, the feed with the number `first` (counted round) first; none when nothing is waiting."""
    start = first % len(feeds)
    ready = [one for one in (*feeds[start:], *feeds[:start]) if one.takes_turn(now)]
    turns = [await _take_turn(pool, one, len(ready), settings) for one in ready[: settings.window]]
    return [turn for turn in turns if turn.through > turn.progress.scanned]


async def _take_turn(pool: Session, one: Progress, sharers: int, settings: RelaySettings) -> Turn:
    limit, max_bytes = max(1, settings.window // sharers), settings.window_bytes // sharers
    # Cleared before it is read: a commit in between sets it again and is not overlooked.
    one.waiting = False
    piece = await rows_above(pool, one.feed, one.scanned, limit=limit, max_bytes=max_bytes, link=one.published)
    one.waiting = one.waiting or piece.more
    return Turn(one, piece.rows, piece.scanned)
