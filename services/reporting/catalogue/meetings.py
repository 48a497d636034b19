"""Figures of meetings."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition("meetings_regular", "Sinh hoạt thường kỳ: đã họp / phải họp", "Regular meetings: held / due", "ratio"),
    Definition("meetings_thematic", "Sinh hoạt chuyên đề: đã họp / phải họp", "Thematic meetings: held / due", "ratio"),
    Definition("attendance_regular", "Đảng viên dự sinh hoạt thường kỳ", "Attendance, regular meetings", "ratio"),
    Definition("attendance_thematic", "Đảng viên dự sinh hoạt chuyên đề", "Attendance, thematic meetings", "ratio"),
    Definition(
        "criteria_met",
        "Buổi thường kỳ đạt mọi tiêu chí / buổi đã rõ",
        "Regular meetings meeting all criteria / those of which it is known",
        "ratio",
    ),
    Definition("criteria_not_known", "Buổi có tiêu chí chưa rõ", "Regular meetings, criteria not known", "count"),
    Definition("opinions", "Ý kiến phát biểu mỗi buổi", "Opinions per meeting", "mean"),
    Definition("meetings_moved", "Buổi dời hoặc hoãn", "Meetings moved or called off", "count"),
    Definition("opinions_by_topic", "Ý kiến có thống kê theo chủ đề", "Opinions counted by topic", "ratio"),
    Definition("minutes_corrected", "Biên bản đã đính chính", "Corrected minutes", "ratio"),
    Definition("prepared", "Buổi có ghi việc chuẩn bị", "Meetings whose preparation is recorded", "ratio"),
    Definition(
        "papers_ahead",
        "Buổi gửi tài liệu trước / buổi có ghi việc chuẩn bị",
        "Papers sent ahead / meetings whose preparation is recorded",
        "ratio",
    ),
    Definition(
        "standing_themes",
        "Buổi có nội dung học tập thường xuyên / buổi có ghi",
        "Meetings with a standing theme / those that noted it",
        "ratio",
    ),
    Definition("themes_planned", "Chi bộ có chuyên đề của quý", "Cells with a theme planned", "ratio"),
    Definition("themes_distinct", "Buổi chuyên đề không trùng chuyên đề", "Themes that repeat none", "ratio"),
    Definition("thematic_merged", "Buổi chuyên đề ghép với thường kỳ", "Thematic meetings merged", "ratio"),
    Definition(
        "unexcused_three_months", "Đảng viên vắng không lý do ba tháng", "Members unexcused in 3 months", "count"
    ),
    Definition(
        "unexcused_declared",
        "Chi bộ có khai số đảng viên vắng không lý do ba tháng / chi bộ",
        "Cells that declared members unexcused in 3 months / cells",
        "ratio",
    ),
    Definition("month_differs", "Buổi họp khác tháng quy định", "Meetings held in another month", "count"),
)
