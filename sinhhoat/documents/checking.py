"""Carries the documents out, each at a keeper of its own, and lays what is computed beside what was published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sinhhoat.documents.computing import Numbers, computed
from sinhhoat.documents.document import Document, Printed, Term
from sinhhoat.figures import rounds_to
from sinhhoat.regime.looking import Failed
from sinhhoat.regime.playing import Player
from sinhhoat.running import Running

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
"""Documents carried out at the same time."""


@dataclass(frozen=True)
class Line:
    """One figure: as published, as computed, and what was asked for it."""

    published: Printed
    computed: Numbers
    asked: str

    @property
    def mismatch(self) -> bool:
        """Whether other numbers were computed, or the printed percentage is not that of the numbers."""
        numerator, denominator = self.computed
        if self.computed != self.published.numbers():
            return True
        printed = self.published.percent
        return printed is not None and not rounds_to(numerator, denominator or 0, printed)

    @property
    def good(self) -> bool:
        """A mismatch where a misprint is known, and none elsewhere."""
        return self.mismatch == self.published.misprint


@dataclass(frozen=True)
class Checked:
    """What came of a document: its lines, or why it could not be carried out."""

    document: Document
    lines: Sequence[Line] = ()
    failed: str | None = None

    @property
    def good(self) -> bool:
        """Everything is as it was published, but for known misprints."""
        return self.failed is None and all(line.good for line in self.lines)


async def check(running: Running, documents: Sequence[Document]) -> list[Checked]:
    """Every document, in the order given."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(document: Document) -> Checked:
        async with places:
            try:
                return Checked(document, await _lines(running, document))
            except Failed as failed:
                return Checked(document, failed=str(failed))

    return list(await asyncio.gather(*(one(document) for document in documents)))


async def _lines(running: Running, document: Document) -> list[Line]:
    player = Player(running, document.script, ROOT)
    await player.play()
    lines = []
    for figure in document.figures():
        terms = document.script.computed[figure.key]
        lines.append(Line(figure, await computed(player, terms), _words(terms)))
    return lines


def _words(terms: Sequence[Term]) -> str:
    first, *others = terms
    return first.words() + "".join(f" {'−' if term.less else '+'} {term.words()}" for term in others)
