"""The questions that come in pages, asked to the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from contracts.message import Part
from contracts.reporting import Pair, ReadEvidence, ReadParts, UnitPart
from services.chassis.messaging.client import Asks
from sinhhoat.totals.figures import NOTHING, pair

A = TypeVar("A", bound=Part)
PAGE_OF_UNITS, PAGE_OF_EVENTS = 200, 5000


class Asking(Protocol):
    """What questions go to: a client of the node."""

    async def ask(self, keeper: str, query: Asks[A]) -> A: ...


async def parts_of(asking: Asking, keeper: str, known: Mapping[str, Any], unit_code: str | None) -> list[UnitPart]:
    """All units whose facts make the figures of a unit; `known`: quarter and positions."""
    parts: list[UnitPart] = []
    while True:
        query = ReadParts(unit_code=unit_code, offset=len(parts), limit=PAGE_OF_UNITS, **known)
        page = await asking.ask(keeper, query)
        parts += page.parts
        if len(parts) >= page.total or not page.parts:
            return parts


async def events_of(asking: Asking, keeper: str, known: Mapping[str, Any], key: str) -> tuple[Pair, Mapping[str, Pair]]:
    """A figure as its evidence tells it, and what all its events add up to, by code of the unit."""
    sums: defaultdict[str, Pair] = defaultdict(lambda: NOTHING)
    read = 0
    while True:
        page = await asking.ask(keeper, ReadEvidence(figure=key, offset=read, limit=PAGE_OF_EVENTS, **known))
        for item in page.items:
            numerator, denominator = sums[item.unit_code]
            sums[item.unit_code] = numerator + item.numerator, denominator + item.denominator
        read += len(page.items)
        if read >= page.total or not page.items:
            return pair(page.figure)[1], sums
