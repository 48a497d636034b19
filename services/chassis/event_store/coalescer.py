"""Group commit: commands that wait at the same time share one append, and each gets its own outcome."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.metrics import Unmeasured
from services.chassis.event_store.rows import Appended, Remembered, Submission
from services.chassis.holding import holding
from services.chassis.passing import outcome_in_doubt, store_is_away

MOST_COMMANDS = 256
MOST_BYTES = 8 * 1024 * 1024
LINGER_SECONDS = 0.005
MANY = 16
"""Commands that share an append so well that waiting for one more brings nothing."""

Append = Callable[[Sequence[Submission]], Awaitable[list[Appended]]]
LookUp = Callable[[Sequence[UUID]], Awaitable[dict[UUID, Remembered]]]
Waiting = tuple[Submission, "asyncio.Future[Appended]"]


class Coalescer:
    """One append is in flight at a time; the next batch collects meanwhile. More in flight would wait for the lock."""

    def __init__(self, append: Append, look_up: LookUp, measures: Unmeasured | None = None) -> None:
        self._append, self._look_up, self._measures = append, look_up, measures or Unmeasured()
        self._waiting: deque[Waiting] = deque()
        self._deciding: set[ExitStack] = set()
        self._enough = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._expected = 1

    def expect(self) -> None:
        """The command at hand is being decided, and likely to come here: a batch that is about to go waits for it."""
        held = holding.get(None)
        if held is not None and held not in self._deciding:
            self._deciding.add(held)
            held.callback(self._decided, held)

    async def submit(self, submission: Submission) -> Appended:
        """Wait for the outcome. Cancelling the wait withdraws a command that has not been sent, and no other."""
        future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, future))
        self._decided(holding.get(None))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await future

    async def close(self) -> None:
        """Wait until everybody who has submitted has an answer."""
        if self._worker is not None:
            await self._worker

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._linger()
                batch = self._take()
                self._expected = len(batch)
                await self._settle(batch)
                # Those just answered may submit again at once; they are let run before we look who waits.
                await asyncio.sleep(0)
        finally:
            self._worker = None
            for _, future in self._waiting:
                _fail(future, Unavailable("outcome_unknown"))
            self._waiting.clear()

    async def _linger(self) -> None:
        """Wait a moment for those who are deciding, and for as many as came last time; a lone writer never waits."""
        self._enough.clear()
        if not self._complete:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LINGER_SECONDS):
                    await self._enough.wait()

    @property
    def _complete(self) -> bool:
        return len(self._waiting) >= self._expected and (not self._deciding or len(self._waiting) >= MANY)

    def _decided(self, held: ExitStack | None) -> None:
        """A command has come, or ended in another way."""
        if held is not None:
            self._deciding.discard(held)
        if self._complete:
            self._enough.set()

    def _take(self) -> list[Waiting]:
        """The next batch; a command whose id is in it already waits for the one after, and is a repeat there."""
        batch: list[Waiting] = []
        taken: set[UUID] = set()
        size = 0
        while self._waiting and len(batch) < MOST_COMMANDS and (not batch or size < MOST_BYTES):
            submission, future = self._waiting[0]
            if submission.command_id in taken:
                break
            self._waiting.popleft()
            if not future.done():
                batch.append((submission, future))
                taken.add(submission.command_id)
                size += submission.size
        return batch

    async def _settle(self, batch: list[Waiting]) -> None:
        if not batch:
            return
        try:
            answers = await self._append([submission for submission, _ in batch])
        except Exception as error:
            await self._settle_failed(batch, error)
        else:
            for (_, future), answer in zip(batch, answers, strict=True):
                _answer(future, answer)
        finally:
            # Only somebody who ended this task leaves anyone without an answer here.
            for _, future in batch:
                _fail(future, Unavailable("outcome_unknown"))

    async def _settle_failed(self, batch: list[Waiting], error: Exception) -> None:
        verdict = judged(error)
        if isinstance(verdict, Unavailable) and verdict.code == "outcome_unknown":
            await self._settle_unknown(batch)
        elif isinstance(verdict, Unavailable):
            for _, future in batch:
                _fail(future, Unavailable(verdict.code))
        elif len(batch) == 1:
            _fail(batch[0][1], verdict)
        else:
            # Something in the batch spoils it: halve, until the culprit stands alone.
            self._measures.halved()
            middle = len(batch) // 2
            await self._settle(batch[:middle])
            await self._settle(batch[middle:])

    async def _settle_unknown(self, batch: list[Waiting]) -> None:
        """The connection broke: what is stored can be looked up; of the rest, nobody can say that it will not be."""
        try:
            stored = await self._look_up([submission.command_id for submission, _ in batch])
        except Exception as error:
            if not store_is_away(error):
                raise
            stored = {}
        self._measures.doubted(len(stored), len(batch) - len(stored))
        for submission, future in batch:
            known = stored.get(submission.command_id)
            if known is None:
                _fail(future, Unavailable("outcome_unknown"))
            elif known.fingerprint == submission.fingerprint:
                _answer(future, Appended("repeated", known.last_position, known.reply))
            else:
                _answer(future, Appended("reused", None, b""))


def judged(error: Exception) -> Exception:
    """What an error of the whole batch says: not now, nobody knows, or something in the batch itself is wrong."""
    if isinstance(error.__cause__, UnicodeError):  # a lone surrogate: it did not even reach the server
        return Refused("unstorable_text")
    if isinstance(error, (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)):
        return Refused("unstorable_text")
    if outcome_in_doubt(error):
        return Unavailable("outcome_unknown")
    return Unavailable("store_unavailable") if store_is_away(error) else error


def _answer(future: asyncio.Future[Appended], answer: Appended) -> None:
    if not future.done():
        future.set_result(answer)


def _fail(future: asyncio.Future[Appended], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
