"""Figures of what is followed beside cell meetings: resolutions, tasks, gatherings, guidance, good practice, issues."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition("resolutions", "Nghị quyết của chi bộ", "Resolutions of cells", "count"),
    Definition(
        "resolutions_reviewed",
        "Nghị quyết được kiểm điểm tại buổi sinh hoạt kế tiếp: đã / phải",
        "Resolutions reviewed at the next meeting: done / due",
        "ratio",
    ),
    Definition(
        "resolution_points_done",
        "Điểm nghị quyết đã thực hiện, khi kiểm điểm",
        "Points of resolutions found done",
        "ratio",
    ),
    Definition("resolutions_carried_out", "Nghị quyết đã thực hiện xong", "Resolutions carried out", "count"),
    Definition(
        "tasks_reviewed",
        "Nhiệm vụ của đảng viên được kiểm tra: đã kiểm tra / đã giao",
        "Members' tasks: reviewed / assigned",
        "ratio",
    ),
    Definition(
        "tasks_done",
        "Nhiệm vụ của đảng viên hoàn thành: hoàn thành / đã giao",
        "Members' tasks: done / assigned",
        "ratio",
    ),
    Definition(
        "guidance_taken_up",
        "Định hướng của cấp ủy được đưa vào sinh hoạt: chi bộ đã / phải",
        "Guidance taken up: cells that did / cells it was for",
        "ratio",
    ),
    Definition(
        "briefings",
        "Tháng có giao ban bí thư chi bộ ở đảng bộ cơ sở",
        "Months with a secretaries' briefing, of grassroots committees",
        "ratio",
    ),
    Definition("gatherings", "Hội nghị, giao ban, tọa đàm", "Gatherings", "count"),
    Definition("gatherings_secretaries_briefing", "– giao ban bí thư chi bộ", "– secretaries' briefings", "count"),
    Definition("gatherings_themed_briefing", "– giao ban chuyên đề", "– themed briefings", "count"),
    Definition("gatherings_dialogue", "– đối thoại", "– dialogues", "count"),
    Definition("gatherings_seminar", "– tọa đàm", "– seminars", "count"),
    Definition("gatherings_interim_review", "– sơ kết", "– interim reviews", "count"),
    Definition("gatherings_annual_review", "– tổng kết năm", "– annual reviews", "count"),
    Definition("gatherings_programme_review", "– sơ kết, tổng kết đề án", "– programme reviews", "count"),
    Definition("gathering_papers", "Tham luận tại hội nghị", "Papers presented at gatherings", "count"),
    Definition("gathering_opinions", "Ý kiến tại hội nghị", "Opinions at gatherings", "count"),
    Definition(
        "gathering_opinions_counted",
        "Hội nghị có đếm ý kiến / hội nghị",
        "Gatherings whose opinions were counted / gatherings",
        "ratio",
    ),
    Definition(
        "gathering_opinions_split",
        "Ý kiến tại hội nghị đã đếm theo vấn đề",
        "Opinions at gatherings that were counted by theme",
        "ratio",
    ),
    Definition("issues_raised", "Vấn đề, kiến nghị được nêu", "Issues raised", "count"),
    Definition("issues_recurrent", "– trong đó lặp lại", "– of these, raised before", "ratio"),
    Definition("issues_resolved", "Vấn đề, kiến nghị đã giải quyết", "Issues settled", "count"),
    Definition("issue_days", "Số ngày giải quyết bình quân", "Mean days until an issue is settled", "mean"),
    Definition(
        "issues_overdue",
        "Vấn đề, kiến nghị quá hạn cuối quý: quá hạn / chưa trả lời",
        "Issues overdue at the end of the quarter: overdue / waiting",
        "ratio",
    ),
    Definition("issue_age", "Số ngày chờ bình quân cuối quý", "Mean age of waiting issues in days", "mean"),
    Definition("hot_spots", "Điểm nóng cuối quý", "Hot spots at the end of the quarter", "count"),
    Definition("practices", "Cách làm hay được ghi", "Good practices recorded", "count"),
    Definition(
        "practices_shared", "Lượt giới thiệu cách làm hay", "Good practices passed on, by receiving unit", "count"
    ),
)
