"""A document on a terminal: its sentences and its tables."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sinhhoat.exports.answers import Answered
from sinhhoat.exports.document import Grid, Paragraph, Part
from sinhhoat.exports.languages import Language
from sinhhoat.exports.pages import words_of
from sinhhoat.printing import headed


def tables(answered: Answered, language: Language) -> Iterator[RenderableType]:
    """What it is about, then every sentence and table."""
    body = answered.body(language)
    yield headed(body.subject, answered.head.simulated)
    for block in body.blocks:
        if isinstance(block, Paragraph):
            yield Text(block.text)
        if isinstance(block, Grid):
            yield _table(block, language)


def _table(grid: Grid, language: Language) -> Table:
    table = Table(title=Text(grid.caption))
    for column in grid.columns:
        table.add_column(Text(column.title), overflow="fold", justify="left" if column.text else "right")
    for row in grid.rows:
        if isinstance(row, Part):
            table.add_section()
            table.add_row(Text(""), Text(row.title), style="bold")
        else:
            table.add_row(*(Text(words_of(cell, language)) for cell in row))
    return table
