"""The year, or the quarter of a year, for which somebody is classified: `2024` or `2025-Q3`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from services.chassis.errors import Refused

FORM = re.compile(r"([0-9]{4})(?:-Q([1-4]))?")  # Other digits than these would name the same period twice.


def days_of(period: str) -> tuple[date, date]:
    """Its first and its last day; refused with `period_unknown` where it is written otherwise."""
    written = FORM.fullmatch(period)
    if written is None or int(written[1]) < 1930:
        raise Refused("period_unknown", field="period")
    year, quarter = int(written[1]), int(written[2] or 0)
    first = date(year, 3 * quarter - 2 if quarter else 1, 1)
    months = 3 if quarter else 12
    after = first.month + months
    return first, date(year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)


def is_quarter(period: str) -> bool:
    return "-Q" in period
