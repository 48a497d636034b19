"""Figures of what observers owe, find and report, of documents and of inspections."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition, for_the_board

STOCKS: tuple[Definition, ...] = ()

OF_OBSERVERS = (
    Definition(
        "observer_months",
        "Tháng có dự sinh hoạt của người được phân công: có dự / phải dự",
        "Months in which assigned observers attended: attended / due",
        "ratio",
    ),
    Definition(
        "findings_filed",
        "Lượt dự có ghi nhận nội dung: có / lượt dự",
        "Visits with findings: filed / visits made",
        "ratio",
    ),
    Definition("findings_course", "– diễn biến buổi sinh hoạt", "– course of the meeting", "count"),
    Definition("findings_informed", "– thông tin cho chi bộ", "– information given to the cell", "count"),
    Definition("findings_opinion", "– ý kiến phản ánh, kiến nghị", "– opinions received", "count"),
    Definition("findings_difficulty", "– khó khăn, vướng mắc", "– difficulties", "count"),
    Definition("findings_good_practice", "– cách làm hay", "– good practice", "count"),
    Definition("findings_proposal", "– đề xuất", "– proposals", "count"),
    Definition(
        "observer_reports",
        "Báo cáo quý kết quả dự sinh hoạt: đã gửi / phải gửi",
        "Observers' quarterly reports: submitted / due",
        "ratio",
    ),
    Definition(
        "observer_reports_in_time",
        "Báo cáo quý gửi đúng hạn / phải gửi",
        "Observers' quarterly reports: in time / due",
        "ratio",
    ),
    Definition(
        "observer_reports_accepted",
        "Báo cáo quý được chấp nhận / phải gửi",
        "Observers' quarterly reports: accepted / due",
        "ratio",
    ),
)
DOCUMENTS = (
    Definition("directives", "Văn bản chỉ đạo đã ban hành", "Directives issued", "count"),
    Definition("directives_notice", "– thông báo", "– notices", "count"),
    Definition("directives_plan", "– kế hoạch", "– plans", "count"),
    Definition("directives_project", "– đề án", "– projects", "count"),
    Definition("directives_thematic_paper", "– chuyên đề", "– thematic papers", "count"),
    Definition("directives_letter", "– công văn", "– letters", "count"),
    Definition("directives_directive", "– chỉ thị", "– directives in the narrow sense", "count"),
    Definition("directives_resolution", "– nghị quyết", "– resolutions", "count"),
    Definition("directives_regulation", "– quy định", "– regulations", "count"),
    Definition("directives_guidance", "– hướng dẫn", "– guidance", "count"),
    Definition("directives_programme", "– chương trình", "– programmes", "count"),
    Definition("directives_other", "– văn bản khác", "– other documents", "count"),
)
INSPECTIONS = (
    Definition("inspections", "Cuộc kiểm tra", "Inspections", "count"),
    Definition("supervisions", "Cuộc giám sát", "Supervisions", "count"),
    Definition("members_supervised", "Đảng viên được kiểm tra, giám sát", "Members inspected or supervised", "count"),
    Definition(
        "members_with_shortcomings",
        "Đảng viên có hạn chế / được kiểm tra, giám sát (nơi có đếm)",
        "Members with shortcomings / inspected or supervised, where they were counted",
        "ratio",
    ),
)

QUARTER = (*for_the_board(OF_OBSERVERS), *DOCUMENTS, *for_the_board(INSPECTIONS))
