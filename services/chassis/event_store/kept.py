"""Aggregates that are kept between commands, because to load them anew would take too long (`CACHED`)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

from services.chassis.aggregate import Aggregate
from services.chassis.errors import Unavailable
from services.chassis.holding import holding

MOST_EVENTS = 100_000
TURN_SECONDS = 5.0


@dataclass(slots=True)
class Known:
    """An aggregate and its last stored row: the row's chain stands for everything that was before it."""

    aggregate: Aggregate
    version: int
    chain: bytes

    @property
    def pristine(self) -> bool:
        """Whether nothing was decided on it that is not stored."""
        return self.aggregate.version == self.version


class Kept:
    """The aggregates that were used last, each lent to one command at a time, which may change it.

    Those not used for longest are dropped while all together have more events than `most_events`.
    """

    def __init__(self, most_events: int = MOST_EVENTS, turn_seconds: float = TURN_SECONDS) -> None:
        self._most_events, self._turn_seconds = most_events, turn_seconds
        self._shelf: OrderedDict[UUID, Known] = OrderedDict()
        self._lent: dict[UUID, Known] = {}
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._whose: dict[UUID, ExitStack] = {}

    async def take(self, aggregate_id: UUID) -> Known | None:
        """The aggregate as it was known last, once no other command of this process works with it.

        Unavailable("store_unavailable") when that takes too long.
        """
        if (held := holding.get(None)) is not None and self._whose.get(aggregate_id) is not held:
            await self._turn(aggregate_id, held)
        return self._shelf.pop(aggregate_id, None)

    def lend(self, known: Known) -> None:
        """Put it back when the command at hand has ended, unless the command leaves it changed and not stored."""
        if (held := holding.get(None)) is not None:
            self._lent[known.aggregate.id] = known
            held.callback(self._back, known)

    def stored(self, aggregate: Aggregate, chain: bytes | None) -> None:
        """What was decided on it is stored; `chain` is that of its last event, None where nothing happened to it."""
        known = self._lent.get(aggregate.id)
        if known is not None and known.aggregate is aggregate:
            known.version, known.chain = aggregate.version, chain or known.chain
        elif chain is not None:
            self._put(Known(aggregate, aggregate.version, chain))

    async def _turn(self, aggregate_id: UUID, held: ExitStack) -> None:
        """Nobody goes without a turn: all who waited while the database stood still would load the whole at once.

        Two that wait for each other do not wait for ever: the one that gives up first lets the other go on.
        """
        turn = self._turns.setdefault(aggregate_id, asyncio.Lock())
        try:
            async with asyncio.timeout(self._turn_seconds):
                await turn.acquire()
        except TimeoutError:
            raise Unavailable("store_unavailable") from None
        self._whose[aggregate_id] = held
        held.callback(self._pass_on, aggregate_id, turn)

    def _pass_on(self, aggregate_id: UUID, turn: asyncio.Lock) -> None:
        del self._whose[aggregate_id]
        turn.release()

    def _back(self, known: Known) -> None:
        if self._lent.get(known.aggregate.id) is known:
            del self._lent[known.aggregate.id]
        if known.pristine:
            self._put(known)

    def _put(self, known: Known) -> None:
        self._shelf[known.aggregate.id] = known
        self._shelf.move_to_end(known.aggregate.id)
        # The newest one stays, however long its history is: it is what this is for.
        while len(self._shelf) > 1 and sum(one.version for one in self._shelf.values()) > self._most_events:
            self._shelf.popitem(last=False)
