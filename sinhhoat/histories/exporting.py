"""Fetches a history from its owner, page by page, as the lines of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from contracts.archive import ARCHIVES, ArchivePage, HistoryEnd, HistoryHead, HistoryLine, StoredRow
from contracts.message import SEALED as SEALED_AUDIENCE
from services.chassis.event_store.checking import HistoryCheck
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client
from sinhhoat.histories.files import Writer

ASKED = {SEALED if kind.audience is SEALED_AUDIENCE else kind.service(): kind for kind in ARCHIVES}
"""What is asked for the history of each service; `sealed` is the one of the visit plans, in the assignments service."""

Progress = Callable[[int, int], None]
"""Told after each page how many rows there are so far, and in all."""


async def export(client: Client, feed: Feed, writer: Writer, *, texts: bool, progress: Progress) -> HistoryEnd:
    """Write the history as it stands when the export begins; what is stored meanwhile is left out.

    Refused as `HistoryCheck` where the owner's own rows do not hold, and as the owner refuses.
    """
    end = HistoryEnd(rows=0, chain="", commands=0, texts=0)
    check = HistoryCheck()
    async for line in _Pages(client, feed, texts, progress, check).lines():
        check.take(line)
        writer.put(line)
        end = line.end or end
    return end


class _Pages:
    """Asks the owner on and on; `check` has seen every line that was given out before the next one is made."""

    def __init__(self, client: Client, feed: Feed, texts: bool, progress: Progress, check: HistoryCheck) -> None:
        self._client, self._feed, self._texts, self._progress, self._check = client, feed, texts, progress, check

    async def lines(self) -> AsyncIterator[HistoryLine]:
        page = await self._page(part="rows")
        until = page.head
        yield HistoryLine(history=HistoryHead(format=1, feed=str(self._feed), kind=page.kind, texts=self._texts))
        async for row in self._rows(page, until):
            yield HistoryLine(row=row.model_copy(update={"message": self._check.message_of(row)}))
        async for page in self._by_id("commands", "command_id", until):
            for command in page.commands:
                yield HistoryLine(command=command)
        if self._texts:
            async for page in self._by_id("texts", "text_id", until):
                for words in page.texts:
                    yield HistoryLine(text=words)
        yield HistoryLine(end=self._check.end())

    async def _rows(self, page: ArchivePage, until: int) -> AsyncIterator[StoredRow]:
        while page.rows:
            for row in page.rows:
                if row.position <= until:
                    yield row
            last = page.rows[-1].position
            self._progress(min(last, until), until)
            if last >= until:
                return
            page = await self._page(part="rows", above=last, until=until)

    async def _by_id(self, part: str, key: str, until: int) -> AsyncIterator[ArchivePage]:
        page = await self._page(part=part, until=until)
        while True:
            yield page
            rows = page.commands if part == "commands" else page.texts
            if not page.more or not rows:
                return
            page = await self._page(part=part, above_id=getattr(rows[-1], key), until=until)

    async def _page(self, **asked: Any) -> ArchivePage:
        query = ASKED[self._feed.service].model_validate(asked)
        return await self._client.ask(self._feed.keeper, query)
