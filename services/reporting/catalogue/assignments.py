"""Figures of assignments and visits; coverage has a module of its own."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition, for_the_board

STOCKS = (
    Definition("observers", "Đồng chí được phân công dự sinh hoạt", "Assigned observers", "count"),
    Definition("assignments", "Lượt phân công đang có hiệu lực", "Assignments in force", "count"),
)

QUARTER = (
    Definition(
        "changes_told",
        "Lượt báo lịch thay đổi cho người được phân công dự: đã báo / phải báo",
        "Changes of meetings told to assigned observers: told / to be told",
        "ratio",
    ),
    # Which cells were visited says which were not.
    *for_the_board([Definition("visits", "Lượt dự sinh hoạt", "Visits made", "count")]),
)
