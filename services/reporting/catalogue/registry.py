"""Figures of the structure and the rolls."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS = (
    Definition("members", "Đảng viên (chính thức và dự bị)", "Members (official and probationary)", "count"),
    Definition("grassroots_committees", "Đảng bộ cơ sở", "Grassroots committees", "count"),
    Definition("grassroots_cells", "Chi bộ cơ sở", "Grassroots cells", "count"),
    Definition("subordinate_cells", "Chi bộ trực thuộc đảng bộ cơ sở", "Cells under grassroots committees", "count"),
)

QUARTER: tuple[Definition, ...] = ()
