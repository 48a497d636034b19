"""How figures are shown on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from tests.benchmarks._measuring import Figures

Number = int | float


def table_of(name: str, found: Figures) -> Table:
    """A benchmark's figures, one a line."""
    table = Table("", "", title=name, title_justify="left", show_header=False, min_width=60)
    table.columns[1].justify = "right"
    for path, value in leaves(found):
        table.add_row(" · ".join(path), shown(value))
    return table


def leaves(found: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with the names that lead to it."""
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*above, name))
        else:
            yield (*above, name), value


def shown(value: object) -> str:
    """Thousands parted by commas; small numbers with three digits that count."""
    if isinstance(value, bool) or not isinstance(value, Number):
        return str(value)
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"
