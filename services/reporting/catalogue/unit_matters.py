"""Figures of units' people: rolls by category, committees, training, candidates, members of other cells."""

from __future__ import annotations

from collections.abc import Iterable

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition("rolls_reported", "Chi bộ có báo cáo số đảng viên / chi bộ", "Cells with a roll / cells", "ratio"),
    Definition("members_official", "Đảng viên chính thức", "Members: official", "count"),
    Definition("members_probationary", "Đảng viên dự bị", "Members: probationary", "count"),
    Definition(
        "members_exempt", "Đảng viên được miễn công tác, miễn sinh hoạt", "Members: exempt from attendance", "count"
    ),
    Definition(
        "members_temporarily_away", "Đảng viên sinh hoạt tạm thời nơi khác", "Members: away for a time", "count"
    ),
    Definition(
        "members_temporarily_here", "Đảng viên nơi khác đến sinh hoạt tạm thời", "Members: here for a time", "count"
    ),
    Definition("members_special_duty", "Đảng viên làm nhiệm vụ đặc biệt", "Members: on special duty", "count"),
    Definition("members_in_post", "Đảng viên đang công tác", "Members: in post", "count"),
    Definition(
        "committees_recorded",
        "Chi bộ đã khai chi ủy / chi bộ",
        "Cells whose committee is recorded / cells",
        "ratio",
    ),
    Definition(
        "committees_complete",
        "Chi bộ có chi ủy đủ số lượng / chi bộ đã khai chi ủy",
        "Cells whose committee is complete / those whose committee is recorded",
        "ratio",
    ),
    Definition(
        "cells_with_secretary",
        "Chi bộ có bí thư / chi bộ đã khai chi ủy",
        "Cells with a secretary / those whose committee is recorded",
        "ratio",
    ),
    Definition("committee_changes", "Lượt bầu, bổ sung, kiện toàn chi ủy", "Changes of cell committees", "count"),
    Definition("trainings", "Lớp tập huấn đã mở", "Trainings held", "count"),
    Definition("training_participants", "Lượt người dự tập huấn", "Participants of trainings", "count"),
    Definition("training_secretaries", "– bí thư chi bộ", "– cell secretaries", "count"),
    Definition("admitted", "Đảng viên mới kết nạp trong quý", "Members admitted in the quarter", "count"),
    Definition(
        "dual_members", "Đảng viên nơi khác cư trú trên địa bàn", "Members of other cells who live here", "count"
    ),
    Definition(
        "dual_remarks",
        "Nhận xét đảng viên nơi cư trú: đã trả lời / được hỏi",
        "Remarks on members of other cells: given / asked",
        "ratio",
    ),
    Definition("candidates", "Nguồn phát triển đảng viên", "Candidates for admission", "count"),
)
"""The candidates stand last: the stages that are reported follow them, and no catalogue knows which those are."""

STAGE = "candidates_"


def stage_definitions(keys: Iterable[str]) -> list[Definition]:
    """A count for each key that is one of candidates at a stage, in the order of the alphabet."""
    stages = sorted(key for key in keys if key.startswith(STAGE))
    return [Definition(key, _named(key, "– bước"), _named(key, "– stage"), "count") for key in stages]


def _named(key: str, before: str) -> str:
    return f"{before} {key.removeprefix(STAGE)}"
