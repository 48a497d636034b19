"""Figures of assignments and visits; coverage has a module of its own."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition, for_the_board

STOCKS = (
    Definition("observers", "Đồng chí được phân công dự sinh hoạt", "Assigned observers", "count"),
    Definition("assignments", "Lượt phân công đang có hiệu lực", "Assignments in force", "count"),
)

# Which cells were visited says which were not.
QUARTER = for_the_board([Definition("visits", "Lượt dự sinh hoạt", "Visits made", "count")])
