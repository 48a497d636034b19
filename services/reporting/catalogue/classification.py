"""Figures of classification under quota, and of the four goods. A year counts in the quarter in which it ends."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition(
        "good_cells_of_the_month",
        "Chi bộ tốt của tháng / buổi thường kỳ",
        "Good cells of the month / regular meetings",
        "ratio",
    ),
    Definition(
        "four_goods_recognised", "“Bốn tốt”: công nhận / đăng ký", "Four goods: recognised / registered", "ratio"
    ),
    Definition(
        "classified_excellent", "Tổ chức đảng xếp loại mức cao nhất", "Organisations of the highest grade", "ratio"
    ),
    Definition(
        "classified_well_or_better", "Tổ chức đảng từ mức tốt trở lên", "Organisations rated well or better", "ratio"
    ),
    Definition(
        "classified_completed_or_better",
        "Tổ chức đảng hoàn thành nhiệm vụ trở lên",
        "Organisations that completed their tasks or better",
        "ratio",
    ),
    Definition("collectives_classified_excellent", "Tập thể mức cao nhất", "Collectives of the highest grade", "ratio"),
    Definition("individuals_classified_excellent", "Cá nhân mức cao nhất", "Individuals of the highest grade", "ratio"),
    Definition("groups_within_quota", "Nhóm xếp loại trong hạn mức", "Peer groups decided within the quota", "ratio"),
)
