"""Figures of ratings."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition("self_rated", "Buổi được chi bộ tự chấm điểm", "Meetings rated by the cell itself", "ratio"),
    Definition("self_score", "Điểm tự chấm bình quân", "Mean self-score", "mean", 100),
    Definition("observer_score", "Điểm người dự chấm bình quân", "Mean observer's score", "mean", 100),
    Definition("superior_score", "Điểm cấp trên chấm bình quân", "Mean superior's score", "mean", 100),
    Definition(
        "divergence", "Chênh lệch tự chấm – người dự chấm", "Divergence: self minus observer, where both", "mean", 100
    ),
)
