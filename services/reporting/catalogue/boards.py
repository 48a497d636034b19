"""Figures of what committees and boards do about cells: remediations, commendations, surveys."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition, for_the_board

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition("remediations_ordered", "Yêu cầu chấn chỉnh trong quý", "Remediations ordered", "count"),
    Definition(
        "remediations_closed",
        "Yêu cầu chấn chỉnh đến hạn đã khép lại",
        "Remediations due in the quarter: closed / due",
        "ratio",
    ),
    Definition(
        "remediations_open", "Yêu cầu chấn chỉnh chưa khép lại", "Remediations still open on the last day", "count"
    ),
    Definition("commended_collectives", "Tập thể được khen thưởng", "Collectives commended", "count"),
    Definition("commended_individuals", "Cá nhân được khen thưởng", "Individuals commended", "count"),
    *for_the_board(
        (
            Definition("surveys", "Cuộc khảo sát đã hoàn thành", "Surveys completed", "count"),
            Definition("survey_answers", "Người trả lời khảo sát", "Answers to surveys: answered / invited", "ratio"),
        )
    ),
)
