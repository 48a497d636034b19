"""Figures as people and scripts read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.reporting import Figure
from sinhhoat.figures import Published, coverage_lines, decimal, differs, percent, shown, whole


def ratio(numerator: int, denominator: int, value: float | None = None) -> Figure:
    return Figure(
        key="assigned_all", name_vi="", name_en="", measure="ratio", numerator=numerator, denominator=denominator,
        percent=value,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed", "mismatch"),
    [
        (23, 23, "100", False),
        (78, 267, "29.21", False),
        (11, 157, "7", False),  # 7.006 %
        (3, 23, "16.24", True),  # 13.04 %
        (1, 8, "12.5", False),
        (1, 8, "13", False),  # 12.5 % is rounded half up, not half to even
        (1, 8, "12", True),
        (1, 40, "2.5", False),
        (0, 0, "0", True),  # nothing can be said of nothing
    ],
)
def test_a_mismatch_is_one_at_the_printed_decimals(
    numerator: int, denominator: int, printed: str, mismatch: bool
) -> None:
    assert differs(ratio(numerator, denominator), printed) is mismatch


def test_lines_of_coverage_name_what_was_printed_beside_what_was_computed() -> None:
    [line] = coverage_lines([ratio(3, 23, 13.04)], "assigned", Published({"all": "16.24"}))

    assert json.dumps(line) == (
        '{"key": "all", "numerator": 3, "denominator": 23, "percent": 13.04, "published_percent": "16.24",'
        ' "mismatch": true}'
    )


def test_where_nothing_was_printed_nothing_differs() -> None:
    [line] = coverage_lines([ratio(3, 23, 13.04)], "assigned", Published({}))

    assert (line["published_percent"], line["mismatch"]) == (None, False)


def test_numbers_are_written_as_in_viet_nam() -> None:
    assert [whole(5976), whole(12), whole(1234567)] == ["5.976", "12", "1.234.567"]
    assert [percent(29.21), percent(100.0), percent(7.5), percent(None)] == ["29,21%", "100%", "7,5%", "–"]
    assert [decimal(0.0), decimal(5.54), decimal(90.0)] == ["0", "5,54", "90"]


def test_a_figure_is_shown_with_what_it_is_made_of() -> None:
    mean = Figure(key="a", name_vi="", name_en="", measure="mean", numerator=11, denominator=1200, mean=0.01)
    count = Figure(key="a", name_vi="", name_en="", measure="count", numerator=1172)

    assert shown(ratio(78, 267, 29.21)) == "78/267 (29,21%)"
    assert shown(ratio(0, 0)) == "0/0 (–)"
    assert shown(mean) == "0,01 (n = 1.200)"
    assert shown(count) == "1.172"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"figures": [{"key": "all", "percent": "ba mươi"}]}', '{"figures": 3}']
)
def test_what_is_no_published_json_is_not_taken_for_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "published.json"
    file.write_text(content)

    with pytest.raises((ValueError, KeyError, TypeError, ArithmeticError)):
        Published.read(file)
