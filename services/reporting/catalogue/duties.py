"""Figures of what committees owe by the month and by the year, where no other figure says how it was discharged."""

from __future__ import annotations

from services.reporting.catalogue.definition import Definition

STOCKS: tuple[Definition, ...] = ()

QUARTER = (
    Definition(
        "guidance_months",
        "Tháng có định hướng của đảng ủy cơ sở: có / phải có",
        "Months with guidance of their own, of grassroots committees",
        "ratio",
    ),
    Definition(
        "notices_of_year",
        "Thông báo phân công của năm: đã ban hành / phải ban hành",
        "Notices of the year: issued / due",
        "ratio",
    ),
    Definition(
        "notice_reviews",
        "Tổng kết thông báo phân công của năm: đã / phải tổng kết",
        "Reviews of the year's notice: held / due",
        "ratio",
    ),
    Definition(
        "organisations_classified",
        "Tổ chức đảng đã xếp loại năm / phải xếp loại",
        "Organisations classified for the year / to be classified",
        "ratio",
    ),
)
