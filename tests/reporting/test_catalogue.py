"""Every figure is explained, the page that explains them is the one that would be written, and rounding is half up."""

from __future__ import annotations

import pytest

from services.reporting.catalogue import QUARTER, STOCKS, Definition
from sinhhoat.published_language import figures
from sinhhoat.published_language.figures import PAGE, page, without_words

RATIO = Definition("some_ratio", "Tỷ lệ", "Ratio", "ratio")
POINTS = Definition("some_points", "Điểm", "Points", "mean", 100)


def test_the_committed_page_is_the_one_that_is_written_today() -> None:
    assert PAGE.read_text("utf-8") == page(), "run ./dev contracts"


def test_every_figure_is_explained_and_nothing_else() -> None:
    assert without_words() == []


def test_a_figure_without_an_explanation_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "QUARTER", (*QUARTER, RATIO))

    assert without_words() == ["some_ratio"]


def test_no_key_stands_twice_in_the_catalogue() -> None:
    keys = [definition.key for definition in (*STOCKS, *QUARTER)]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"), [(3, 23, 13.04), (1, 800, 0.13), (2, 2, 100), (0, 0, None)]
)
def test_percentages_are_rounded_half_up(numerator: int, denominator: int, percent: float | None) -> None:
    assert RATIO.figure(numerator, denominator).percent == percent


def test_a_mean_of_points_may_be_negative_and_is_rounded_away_from_zero() -> None:
    assert POINTS.figure(-25, 20).mean == -0.01
    assert POINTS.figure(-5, 10).mean == -0.01
    assert POINTS.figure(18_450, 2).mean == 92.25
