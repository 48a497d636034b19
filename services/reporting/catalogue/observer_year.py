"""Figures of one observer's year."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

BEFORE_GROUPS = (
    Definition(
        "months_attended", "Tháng có dự sinh hoạt / tháng được phân công", "Months attended / assigned", "ratio"
    ),
    Definition("visits", "Lượt dự sinh hoạt", "Visits made", "count"),
    Definition("cells_visited", "Chi bộ đã dự", "Cells visited", "count"),
)
AFTER_GROUPS = (
    Definition("findings_filed", "Lượt dự có ghi nhận / lượt dự", "Visits with findings / visits", "ratio"),
    Definition("reports_submitted", "Báo cáo quý đã gửi / phải gửi", "Quarterly reports: submitted / due", "ratio"),
    Definition("reports_in_time", "Báo cáo quý gửi đúng hạn / phải gửi", "Quarterly reports: in time / due", "ratio"),
    Definition("releases", "Lượt thôi phân công trước hạn", "Assignments ended early", "count"),
)
NO_GROUP = "none"
"""A visit to a cell whose type stands in no group of the catalogue in force."""


def of_group(group: str, names: tuple[str, str]) -> Definition:
    """Visits to cells of one group of types, or of `NO_GROUP`."""
    vi, en = names
    return Definition(f"visits_{group}"[:48], f"– {vi}", f"– {en}", "count")


OF_NO_GROUP = of_group(NO_GROUP, ("chi bộ không thuộc nhóm nào", "cells of no group"))
YEAR = (*BEFORE_GROUPS, OF_NO_GROUP, *AFTER_GROUPS)
"""All that there are, with one of the lines that there is for each group."""
