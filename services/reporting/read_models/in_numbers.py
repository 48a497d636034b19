"""A keeper's quarter in numbers alone: a city has 12,000 pairs of them, kept as JSON and read without being checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.json import Decoder

from contracts.city_quarter import KeeperSums
from contracts.reporting import Pair, QuarterReport

Groups = Mapping[str, tuple[str, str]]

STOCKS = ("members", "observers", "assignments")
UNITS = ("grassroots_committees", "grassroots_cells", "subordinate_cells")


class Sums(Struct):
    """`KeeperSums` as it is kept; it was checked when it was written."""

    keeper: str
    unit_code: str
    unit_name: str
    known: dict[str, int]
    known_at: datetime | None
    parked: int
    figures: dict[str, Pair]

    def told(self) -> KeeperSums:
        """As it is answered."""
        return KeeperSums.model_construct(**{name: getattr(self, name) for name in Sums.__struct_fields__})


SUMS = Decoder(Sums)


@lru_cache(maxsize=256)
def groups_of(text: str) -> Groups:
    """The groups of cell types as they are kept: key -> (Vietnamese, English); most keepers have the same."""
    return {key: (name_vi, name_en) for key, (name_vi, name_en) in json.loads(text).items()}


def in_numbers(report: QuarterReport) -> KeeperSums:
    """Its figures, those that are nothing left out."""
    head = report.head
    pairs: dict[str, Pair] = {key: (getattr(report, key), 0) for key in STOCKS}
    pairs |= {key: (getattr(report.units, key), 0) for key in UNITS}
    for one in (*report.figures, *report.coverage, *report.visited_coverage):
        pairs[one.key] = (one.numerator, one.denominator or 0)
    return KeeperSums(
        keeper=head.keeper,
        unit_code=head.unit_code,
        unit_name=head.unit_name,
        known=head.known,
        known_at=head.known_at,
        parked=head.parked,
        figures={key: pair for key, pair in pairs.items() if pair != (0, 0)},
    )
