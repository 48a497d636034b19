"""The work of the leader: find its place in the stream, then publish window after window until disturbed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from services.chassis.feed import Feed
from services.chassis.passing import what_passes
from services.chassis.relay import cursors
from services.chassis.relay.acks import AckInbox, Answer
from services.chassis.relay.bell import Bell
from services.chassis.relay.cancellation import end_if_cancelled
from services.chassis.relay.leadership import Leadership
from services.chassis.relay.outgoing import Fence, Unsendable, outgoing
from services.chassis.relay.place import Place
from services.chassis.relay.progress import Progress
from services.chassis.relay.rows import heads
from services.chassis.relay.settings import RelaySettings
from services.chassis.relay.turns import Turn, take_turns
from services.chassis.wire import Message, PublishedRow

Entry = tuple[Progress, PublishedRow, Message]


class Publisher:
    """One term of leadership. `progress` belongs to the relay, which shows it to others; only a publisher moves it."""

    def __init__(
        self,
        place: Place,
        progress: Mapping[Feed, Progress],
        leadership: Leadership,
        new_fence: Callable[[int], Fence],
        bell: Bell,
        settings: RelaySettings,
    ) -> None:
        self._place, self._progress, self._leadership = place, progress, leadership
        self._new_fence, self._bell, self._settings = new_fence, bell, settings
        self._pool, self._nats, self._report = place.pool, place.nats, place.report
        self._inbox = AckInbox(place.nats, settings.ack_timeout)
        self._fence = new_fence(0)
        self._time = asyncio.get_running_loop().time
        self._windows = self._reconnects = 0
        self._next_look = self._next_save = 0.0
        self._delay = settings.first_delay
        self._duplicates: dict[Feed, int] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await self._inbox.open()
        try:
            while True:
                end_if_cancelled()
                self._report.disturbed(await self._go_on())
                await asyncio.sleep(self._delay)
                self._delay = min(2 * self._delay, self._settings.longest_delay)
        finally:
            await self._inbox.close()

    async def _go_on(self) -> str:
        """Resume and publish until something goes wrong; says what."""
        try:
            await self._find_place()
            while self._nats.stats["reconnects"] == self._reconnects:
                end_if_cancelled()
                disturbance = await self._look() or await self._publish_window()
                if disturbance is not None:
                    return disturbance
        except Exception as error:
            return what_passes(error)
        return "reconnected"

    async def _find_place(self) -> None:
        self._reconnects = self._nats.stats["reconnects"]
        await self._save()
        self._fence = self._new_fence(await self._place.find(self._progress))
        self._pause_duplicates()
        await self._save()

    def _pause_duplicates(self) -> None:
        """A duplicate that the stream does not hold has been deleted from it: the server forgets it in two minutes."""
        for feed, position in self._duplicates.items():
            if self._progress[feed].published.position < position:
                self._progress[feed].paused_until = self._time() + self._settings.pause
        self._duplicates.clear()

    async def _look(self) -> str | None:
        """Read the heads when it is time to."""
        self._bell.answer()
        if self._time() < self._next_look:
            return None
        self._next_look = self._time() + self._settings.poll
        changed = False
        for feed, head in (await heads(self._pool, list(self._progress))).items():
            changed = self._progress[feed].follow(head) or changed
        return "a store was set back, stopped or released" if changed else None

    async def _publish_window(self) -> str | None:
        """Publish what is waiting, or wait for it; says what went wrong, if anything did."""
        self._windows += 1
        began = self._time()
        turns = await take_turns(self._pool, list(self._progress.values()), self._windows, self._time(), self._settings)
        entries = self._entries(turns)
        refusal = self._settle(entries, await self._inbox.publish([message for _, _, message in entries]))
        if refusal is not None:
            return refusal
        for turn in turns:
            turn.progress.read_through(turn.through)
        await self._save_or_wait(turns)
        if 0 < len(entries) < self._settings.window:
            await asyncio.sleep(max(0.0, began + self._settings.apart - self._time()))
        return None

    def _entries(self, turns: Sequence[Turn]) -> list[Entry]:
        """The messages of a window, each fenced behind the one before it, whatever feed that is of."""
        entries: list[Entry] = []
        for turn in turns:
            for row in turn.rows:
                try:
                    message = outgoing(turn.progress.feed, row, self._nats.max_payload)
                except Unsendable as error:
                    self._set_aside(turn, row, str(error))
                    break
                message.headers.update(self._fence.condition(message.headers["Nats-Msg-Id"]))
                entries.append((turn.progress, row, message))
        return entries

    def _set_aside(self, turn: Turn, row: PublishedRow, reason: str) -> None:
        """One feed waits, and an operator is called; the others go on."""
        turn.stop_before(row)
        turn.progress.paused_until = self._time() + self._settings.pause
        self._report.unsendable(turn.progress.feed, row.position, reason)

    def _settle(self, entries: Sequence[Entry], answers: Sequence[Answer]) -> str | None:
        """Count what was stored, up to the first message that was not.

        A duplicate is not believed: whether the stream still holds it is seen when the stream is read again.
        """
        for (progress, row, _), answer in zip(entries, answers, strict=True):
            if answer.refusal is not None:
                return answer.refusal
            if answer.duplicate:
                self._note_duplicates(entries, answers)
                return "duplicate"
            progress.acknowledged(row)
            self._report.published(progress.feed)
        if entries:
            self._delay = self._settings.first_delay
        return None

    def _note_duplicates(self, entries: Sequence[Entry], answers: Sequence[Answer]) -> None:
        for (progress, row, _), answer in zip(entries, answers, strict=True):
            if answer.duplicate:
                self._duplicates[progress.feed] = row.position
                self._report.duplicate(progress.feed)

    async def _save_or_wait(self, turns: Sequence[Turn]) -> None:
        if self._time() >= self._next_save:
            self._next_save = self._time() + self._settings.save_every
            await self._save()
        if not turns:
            await self._wait()

    async def _wait(self) -> None:
        try:
            await self._bell.wait(self._settings.poll)
        except TimeoutError:
            self._next_look = 0.0

    async def _save(self) -> None:
        """Through the session that holds the lock, so that nobody saves who no longer leads."""
        async with self._leadership.session() as session:
            for feed, progress in self._progress.items():
                if progress.unsaved and progress.forked is None:
                    await cursors.save(session, feed, progress.cursor)
                    progress.unsaved = False
