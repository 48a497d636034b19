"""The evidence of every figure of a quarter, as one query put together from what each part's file says.

Its rows: (key, service, position, unit_id, day, numerator, denominator). $1 keeper, $2 first and $3 last day of the
quarter, $4 the unit asked for; the vector: $5 position of the registry, $6 of meetings, $7 of assignments, $8 of
ratings. A fact counts if it is known at the vector, and if its unit stood below the unit asked for on the fact's own
day. What discharges a duty counts with the duty, wherever its unit stood on the day it was done: so the parts add up to
the whole.

A file has two parts: the tables that it derives, of which any file may use any, and below the line `-- evidence` the
rows that they add to figures.
"""

from __future__ import annotations

from pathlib import Path

PARTS = (
    *("registry", "unit_matters", "meetings", "followed", "assignments", "observed"),
    *("ratings", "classification", "boards"),
)
COLUMNS = "key, service, position, unit_id, day, numerator, denominator"
DIVIDER = "\n-- evidence\n"


def _evidence() -> str:
    texts = [Path(__file__).with_name("evidence").joinpath(f"{name}.sql").read_text("utf-8") for name in PARTS]
    tables, rows = zip(*(text.split(DIVIDER) for text in texts), strict=True)
    derived, counted = ",\n".join(part.rstrip() for part in tables), "UNION ALL\n".join(rows)
    return f"WITH RECURSIVE\n{derived},\nevidence ({COLUMNS}) AS (\n{counted})"


EVIDENCE_SQL = _evidence()
"""Every row adds a numerator and a denominator to one figure; a figure is nothing but the sum of its rows."""
