"""One feed under way: where the leader stands in it, between reading its cursor and saving it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.chassis.ages import Ages
from services.chassis.feed import Feed
from services.chassis.relay.cursors import Cursor
from services.chassis.relay.resume import Resume, Verdict
from services.chassis.relay.rows import BEFORE_THE_FIRST, Head, Link
from services.chassis.relay.status import FeedStatus
from services.chassis.wire import PublishedRow


@dataclass(slots=True)
class Progress:
    """Positions of one feed; `waiting` says that rows above `scanned` are there, `paused_until` is loop time."""

    feed: Feed
    scanned: int = 0
    published: Link = BEFORE_THE_FIRST
    head: int = 0
    forked: str | None = None
    stream: datetime | None = None
    waiting: bool = False
    paused_until: float = 0.0
    unsaved: bool = False
    ages: Ages = field(default_factory=Ages)

    def takes_turn(self, now: float) -> bool:
        return self.waiting and self.forked is None and self.paused_until <= now

    def follow(self, head: Head) -> bool:
        """Take note of the store's head; True when it was set back, stopped or released behind the relay's back."""
        self.head = head.published
        self.waiting = self.waiting or head.stored > self.scanned
        if self.forked is not None:
            return head.forked is None
        return head.forked is not None or head.stored < self.scanned

    def see(self, head: int, at: float) -> None:
        """Take note, at an instant of loop time, of how far the store has come; nothing is decided by it."""
        self.head = max(head, self.published.position)
        self.ages.heard(self.head, self.published.position, at)

    def oldest(self, at: float) -> float:
        """Seconds that the oldest event has waited for the bus."""
        return self.ages.oldest(self.head, self.published.position, at)

    def load(self, cursor: Cursor) -> None:
        self.scanned, self.published = cursor.scanned, cursor.published
        self.stream, self.forked = cursor.stream, cursor.forked

    def go_on(self, resume: Resume, created: datetime, stored: int) -> None:
        """Stand where the table says; what was scanned without being published need not be read again."""
        self.published, self.stream, self.unsaved = resume.after, created, True
        if resume.verdict in (Verdict.CURSOR_NOT_SAVED, Verdict.BUS_LOST_MESSAGES):
            self.scanned = resume.after.position
        self.scanned = min(self.scanned, stored)

    def acknowledged(self, row: PublishedRow) -> None:
        self.published, self.unsaved = Link(row.position, row.chain), True
        self.read_through(row.position)

    def read_through(self, position: int) -> None:
        self.unsaved = self.unsaved or position > self.scanned
        self.scanned = max(self.scanned, position)
        self.head = max(self.head, self.published.position)

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.scanned, self.published, self.stream, self.forked)

    @property
    def status(self) -> FeedStatus:
        return FeedStatus(self.scanned, self.published.position, self.head, self.forked)
