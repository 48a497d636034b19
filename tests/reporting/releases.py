"""A release that counts otherwise than the one before it: what a later catalogue would do to what was signed."""

from __future__ import annotations

import pytest

from services.reporting.catalogue import EVIDENCE, QUARTER, Definition
from services.reporting.catalogue.evidence import COLUMNS, Rows, Statements
from services.reporting.read_models import asked, city_reported, in_numbers, quarter, sums


def counts_twice(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """From now on each fact adds twice to the numerators of these figures."""
    planted = Statements(EVIDENCE.tables, tuple(_twice(one, keys) for one in EVIDENCE.rows))
    monkeypatch.setattr(asked, "EVIDENCE", planted)
    monkeypatch.setattr(
        sums,
        "SUMS",
        planted.of("SELECT key, sum(numerator)::bigint, sum(denominator)::bigint FROM evidence GROUP BY 1"),
    )


def _twice(one: Rows, keys: tuple[str, ...]) -> Rows:
    if not any(map(one.keys.fullmatch, keys)):
        return one
    named = ", ".join(f"'{key}'" for key in keys)
    columns = COLUMNS.replace("numerator", f"CASE WHEN key IN ({named}) THEN 2 * numerator ELSE numerator END", 1)
    return Rows(f"SELECT {columns} FROM ({one.sql}) counted_once({COLUMNS})", one.keys)


def has_figures(monkeypatch: pytest.MonkeyPatch, *figures: Definition) -> None:
    """From now on the quarter has these figures and no other."""
    monkeypatch.setattr(quarter, "QUARTER", figures)
    keys = [*in_numbers.STOCKS, *in_numbers.UNITS, *(one.key for one in figures)]
    monkeypatch.setattr(city_reported, "CATALOGUE", dict.fromkeys(keys))


def former(without: str, more: Definition) -> tuple[Definition, ...]:
    """The figures of a release before this one, which had one more and did not have another."""
    return (*(one for one in QUARTER if one.key != without), more)
