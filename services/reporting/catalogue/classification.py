"""Figures of classification under quota, and of the four goods.

A year counts in the quarter in which it ends, beside that quarter's own round where the scheme has one (2025): what was
decided on the year and on the quarter are figures of their own, or the same organisation would count twice.
"""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

OF_QUARTER = "_of_quarter"
"""What the keys of figures of quarterly rounds end with."""


def _of_both(key: str, name_vi: str, name_en: str) -> tuple[Definition, Definition]:
    """The figure of the rounds of years, and that of the rounds of quarters."""
    return (
        Definition(key, f"{name_vi}, xếp loại năm", f"{name_en}, by the year's round", "ratio"),
        Definition(key + OF_QUARTER, f"{name_vi}, xếp loại quý", f"{name_en}, by the quarter's round", "ratio"),
    )


QUARTER = (
    Definition(
        "good_cells_of_the_month",
        "Chi bộ tốt của tháng / tháng đã tự đánh giá",
        "Good cells of the month / months that were rated",
        "ratio",
    ),
    Definition(
        "four_goods_rated",
        "Tháng đã tự đánh giá bốn tốt / buổi thường kỳ",
        "Months rated by the four goods / regular meetings",
        "ratio",
    ),
    Definition(
        "four_goods_recognised", "“Bốn tốt”: công nhận / đăng ký", "Four goods: recognised / registered", "ratio"
    ),
    *_of_both("classified_excellent", "Tổ chức đảng ở mức cao nhất", "Organisations of the highest grade"),
    *_of_both("classified_well_or_better", "Tổ chức đảng từ mức tốt trở lên", "Organisations rated well or better"),
    *_of_both(
        "classified_completed_or_better",
        "Tổ chức đảng hoàn thành nhiệm vụ trở lên",
        "Organisations that completed their tasks or better",
    ),
    *_of_both("collectives_classified_excellent", "Tập thể ở mức cao nhất", "Collectives of the highest grade"),
    *_of_both("individuals_classified_excellent", "Cá nhân ở mức cao nhất", "Individuals of the highest grade"),
    *_of_both("groups_within_quota", "Nhóm xếp loại trong hạn mức", "Peer groups decided within the quota"),
)
