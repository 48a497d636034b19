"""Which quarters of which keepers are checked, and those of the city that they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from sinhhoat.totals.asking import Asking
from sinhhoat.totals.checking import Checked, check_city, check_quarter
from sinhhoat.totals.figures import Pairs

CITY = "city"
WITHOUT_UNITS = ("unit_unknown", "nothing_known")
"""What a keeper refuses that has none, as the city itself may have."""


class Span(NamedTuple):
    """One quarter, or else so many back from the newest of each keeper."""

    quarter: str | None = None
    quarters: int = 8


async def check_node(asking: Asking, keepers: Sequence[str], span: Span, checked: Checked) -> None:
    """Check these keepers, and the city where it is one of them; it is one whatever others the node hosts."""
    told: defaultdict[str, dict[str, Pairs]] = defaultdict(dict)
    for keeper in keepers:
        for quarter in await _quarters(asking, keeper, span):
            try:
                told[quarter][keeper] = await check_quarter(asking, keeper, quarter, checked)
            except Refused as refused:
                if refused.code not in WITHOUT_UNITS:
                    raise
    if CITY in keepers:
        for quarter in sorted(told):
            await check_city(asking, CITY, quarter, told[quarter], checked)


async def _quarters(asking: Asking, keeper: str, span: Span) -> list[str]:
    if span.quarter is not None:
        return [span.quarter]
    try:
        newest = (await asking.ask(keeper, ReadQuarter())).head.quarter
    except Refused as refused:
        if refused.code in WITHOUT_UNITS:
            return []
        raise
    return [name for name, _ in zip(_back_from(newest), range(span.quarters), strict=False)]


def _back_from(quarter: str) -> Iterator[str]:
    year, number = map(int, quarter.split("-Q"))
    while True:
        yield f"{year}-Q{number}"
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
