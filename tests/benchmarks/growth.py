"""How the other benchmarks do when there is ten times as much, and a hundred times as much.

Append, commands and latency are measured on stores that hold so many events already; relay, projection and rebuild
have so many to carry; cities have so many cells. Each figure stands beside its ratio to that of the smallest size.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from rich.table import Table

from tests.benchmarks._measuring import Figures, all_names, measure, options_of
from tests.benchmarks._printing import Number, leaves, shown

EVENTS, CELLS = "events", "cells"
GROWING = {
    EVENTS: ("append", "commands", "relay", "projection", "rebuild", "latency"),
    CELLS: ("city", "city_year", "export"),
}
"""The option by which they grow -> benchmarks."""
SIZES = (10_000, 100_000)
LARGEST = 1_000_000
"""Takes minutes, and is therefore measured only when it is asked for."""

Say = Callable[[str], None]
Measure = Callable[[str, Mapping[str, int]], Awaitable[Figures]]


async def run(
    options: Mapping[str, int],
    sizes: Sequence[int] = SIZES,
    names: Sequence[str] = (),
    *,
    by: str = EVENTS,
    say: Say = lambda line: None,
    measure: Measure = measure,
) -> dict[str, Any]:
    """Benchmark -> figure -> {size: value, …, "largest / smallest": ratio}; of these benchmarks, or of all."""
    found: dict[str, Any] = {}
    for name in names or growing(by):
        by_size = {}
        for size in sizes:
            say(f"{name} at {size:,} {by}")
            by_size[size] = await measure(name, {**options, by: size})
        found[name] = compared(by_size)
    return found


def growing(by: str = EVENTS) -> list[str]:
    """Those of the benchmarks that can be told a number of events, or of cells."""
    return [name for name in GROWING[by] if name in all_names() and by in options_of(name)]


def compared(by_size: Mapping[int, Figures]) -> dict[str, Any]:
    """Each number that was measured at every size, and its ratio to that of the smallest."""
    numbers = {
        size: {" · ".join(path): value for path, value in leaves(found) if isinstance(value, Number)}
        for size, found in by_size.items()
    }
    smallest, largest = min(by_size), max(by_size)
    compared = {}
    for figure in numbers[smallest]:
        if all(figure in of_size for of_size in numbers.values()):
            values = {size: of_size[figure] for size, of_size in numbers.items()}
            ratio = values[largest] / values[smallest] if values[smallest] else None
            compared[figure] = {**{f"{size:,}": value for size, value in values.items()}, "largest / smallest": ratio}
    return compared


def table_of(found: Mapping[str, Any]) -> Table:
    """One line a figure, one column a size."""
    sizes = next(iter(next(iter(found.values())).values())).keys()
    table = Table("growth", "events stored or to process, or cells", *sizes)
    for column in table.columns[2:]:
        column.justify = "right"
    for name, figures in found.items():
        for number, (figure, values) in enumerate(figures.items()):
            table.add_row("" if number else name, figure, *map(shown, values.values()))
        table.add_section()
    return table
